# Writes to TESTS a ctest script with one test for each case of the doctest program EXECUTABLE.
# Names are sentences: they hold commas, brackets, semicolons, so no CMake list ever holds a name.
cmake_minimum_required(VERSION 3.25)

file(REMOVE "${TESTS}")
execute_process(COMMAND "${EXECUTABLE}" --list-test-cases --no-colors=true
                OUTPUT_VARIABLE rest RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${EXECUTABLE} --list-test-cases failed: ${result}\n${rest}")
endif()

set(script "")
set(seen "\n")
set(count 0)
while(NOT rest STREQUAL "")
  string(FIND "${rest}" "\n" end)
  if(end EQUAL -1)
    string(APPEND rest "\n")
    continue()
  endif()
  string(SUBSTRING "${rest}" 0 ${end} name)
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  if(name MATCHES "^(\\[doctest\\]|===)" OR name STREQUAL "")
    continue()
  endif()

  string(FIND "${seen}" "\n${name}\n" twice)
  if(NOT twice EQUAL -1)
    message(FATAL_ERROR "${EXECUTABLE} has two cases named '${name}'; a name stands for one case")
  endif()
  string(APPEND seen "${name}\n")
  math(EXPR count "${count} + 1")

  # doctest reads a comma as the end of a filter, unless a backslash stands before it.
  string(REPLACE "\\" "\\\\" filter "${name}")
  string(REPLACE "," "\\," filter "${filter}")
  set(test "[==[${AREA}: ${name}]==]")
  string(APPEND script "add_test(${test} [==[${EXECUTABLE}]==] [==[--test-case=${filter}]==] "
         "--case-sensitive=true)\n"
         "set_tests_properties(${test} PROPERTIES SKIP_RETURN_CODE 77 LABELS [==[${LABELS}]==])\n")
endwhile()

if(count EQUAL 0)
  message(FATAL_ERROR "${EXECUTABLE} has no test case")
endif()
file(WRITE "${TESTS}" "${script}")
