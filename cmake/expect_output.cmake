# cmake -D PROGRAM=program -D SOURCE=program.cpp -P expect_output.cmake
# Runs PROGRAM and passes if it exits with 0 and prints the lines that stand in SOURCE's last comment
# after `// Expected output:`. `...` in a line stands for anything; a line `// ...` for any lines.
cmake_minimum_required(VERSION 3.25)

file(READ "${SOURCE}" text)
set(marker "// Expected output:\n")
string(FIND "${text}" "${marker}" at REVERSE)
if(at EQUAL -1)
  message(FATAL_ERROR "${SOURCE} must end with a comment that begins with `// Expected output:`")
endif()
string(LENGTH "${marker}" length)
math(EXPR at "${at} + ${length}")
string(SUBSTRING "${text}" ${at} -1 expected)

string(REGEX REPLACE "(^|\n)// ?" "\\1" expected "${expected}")
string(STRIP "${expected}" expected)
if(expected STREQUAL "")
  message(FATAL_ERROR "${SOURCE} expects no output; an example prints its result")
endif()
string(REGEX REPLACE "([][.*+?|()^$\\\\])" "\\\\\\1" pattern "${expected}")
string(REGEX REPLACE "(^|\n)\\\\.\\\\.\\\\.\n" "\\1(.*\n)?" pattern "${pattern}")
string(REPLACE "\\.\\.\\." "[^\n]*" pattern "${pattern}")
string(REGEX REPLACE "[ \t]+\n" "\n" pattern "${pattern}")

execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE output ERROR_VARIABLE errors
                RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(NOTICE "${output}${errors}")
  message(FATAL_ERROR "${PROGRAM} ended with ${result}; its output stands above")
endif()
string(REGEX REPLACE "[ \t]+\n" "\n" output "\n${output}\n")
if(NOT output MATCHES "\n${pattern}\n")
  message(NOTICE "Printed:${output}Expected:\n${expected}")
  message(FATAL_ERROR "${PROGRAM} did not print what the last comment of ${SOURCE} promises")
endif()
