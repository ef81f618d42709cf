# cmake -D DIRS="a;b" -D MOST=n -P check_header_length.cmake
# Fails if a header below one of the directories has more than MOST lines.
cmake_minimum_required(VERSION 3.25)

set(longer "")
foreach(dir IN LISTS DIRS)
  file(GLOB_RECURSE headers "${dir}/*.hpp" "${dir}/*.cuh")
  foreach(header IN LISTS headers)
    file(READ "${header}" text)
    string(REGEX MATCHALL "\n" ends "${text}")
    list(LENGTH ends lines)
    if(lines GREATER MOST)
      string(APPEND longer "\n  ${header}: ${lines} lines")
    endif()
  endforeach()
endforeach()
if(longer)
  message(FATAL_ERROR "Headers of more than ${MOST} lines:${longer}")
endif()
