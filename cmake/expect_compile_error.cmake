# cmake -D SOURCE=file.cpp -D LINES=n -P expect_compile_error.cmake -- COMPILER ARGUMENT...
# Passes if the command fails and the regular expression on SOURCE's first line (`// expect: REGEX`)
# occurs in the first LINES lines that it writes to its standard error.
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${SOURCE}" first LIMIT_COUNT 1)
if(NOT first MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "${SOURCE}:1: the first line must be `// expect: REGEX`")
endif()
set(expected "${CMAKE_MATCH_1}")

set(command "")
set(after_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(after_dashes)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif(CMAKE_ARGV${i} STREQUAL "--")
    set(after_dashes TRUE)
  endif()
endforeach()

set(ENV{LC_ALL} C)
execute_process(COMMAND ${command} RESULT_VARIABLE result ERROR_VARIABLE errors)
if(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles; it must be refused with a message that names "
                      "'${expected}'")
endif()

set(head "")
set(rest "${errors}")
foreach(i RANGE 1 ${LINES})
  string(FIND "${rest}" "\n" end)
  if(end EQUAL -1)
    break()
  endif()
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${rest}" 0 ${end} line)
  string(SUBSTRING "${rest}" ${end} -1 rest)
  string(APPEND head "${line}")
endforeach()
# The file's own name often holds the member's; it does not count.
string(REPLACE "${SOURCE}" "" searched "${head}")
if(NOT searched MATCHES "${expected}")
  message(NOTICE "${head}")
  message(FATAL_ERROR "${SOURCE} is refused, but the first ${LINES} lines of the message, above, do "
                      "not match '${expected}'")
endif()
