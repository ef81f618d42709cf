# cmake -DSOURCES= -DTHERE= -DTOLD= -DGENERATOR= -DCOMPILER= -DPKG_CONFIG= -DOPTIONS= -P check_layout.cmake
# Installs SOURCES with OPTIONS into a prefix in the folder THERE, moves the prefix unless something lies
# outside of it, and asks CMake and pkg-config where the headers are.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: ${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE "${THERE}")
set(prefix "${THERE}/prefix")
set(parts "")
foreach(part IN ITEMS TESTS EXAMPLES BENCHMARKS DEMO)
  list(APPEND parts -DSCORESDE_BUILD_${part}=OFF)
endforeach()
run("${CMAKE_COMMAND}" -S "${SOURCES}" -B "${THERE}/build" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_INSTALL_PREFIX=${prefix}" ${parts} ${OPTIONS})
run("${CMAKE_COMMAND}" --install "${THERE}/build")
if(NOT EXISTS "${THERE}/elsewhere")
  file(RENAME "${prefix}" "${THERE}/moved")
  set(prefix "${THERE}/moved")
endif()

function(check_includes finder text)
  string(REGEX MATCHALL "(-I|-isystem )[^ ]+" flags "${text}")
  foreach(flag IN LISTS flags)
    string(REGEX REPLACE "^(-I|-isystem )" "" folder "${flag}")
    if(EXISTS "${folder}/scoresde/eigen/eigen.hpp" AND EXISTS "${folder}/scoresde/scoresde.hpp" AND
       NOT folder MATCHES "^${SOURCES}/(include|backends)")
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "${finder} knows no folder of the headers: ${text}")
endfunction()

run("${CMAKE_COMMAND}" -S "${TOLD}" -B "${THERE}/told" -G "${GENERATOR}" "-DCMAKE_CXX_COMPILER=${COMPILER}"
    "-DCMAKE_PREFIX_PATH=${prefix}" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_BUILD_TYPE=Release -DCOMPONENTS=eigen)
file(READ "${THERE}/told/compile_commands.json" commands)
check_includes(find_package "${commands}")

if(PKG_CONFIG)
  file(GLOB_RECURSE found "${THERE}/*/scoresde-eigen.pc")
  list(FILTER found EXCLUDE REGEX "^${THERE}/build/")
  get_filename_component(folder "${found}" DIRECTORY)
  set(ENV{PKG_CONFIG_PATH} "${folder}")
  run("${PKG_CONFIG}" --cflags scoresde-eigen)
  check_includes(pkg-config "${output}")
endif()
