# add_case_tests(TARGET LABELS label...): every doctest case of the executable TARGET becomes a ctest
# test named "<first label>: <case>". The cases are listed after each build, so none is forgotten.
function(add_case_tests target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "AREA" "LABELS")
  set(tests "${CMAKE_CURRENT_BINARY_DIR}/${target}.tests.cmake")
  add_custom_command(
    TARGET ${target}
    POST_BUILD
    BYPRODUCTS "${tests}"
    COMMAND
      "${CMAKE_COMMAND}" -D "EXECUTABLE=$<TARGET_FILE:${target}>" -D "AREA=${arg_AREA}" -D
      "LABELS=${arg_LABELS}" -D "TESTS=${tests}" -P
      "${PROJECT_SOURCE_DIR}/cmake/list_cases.cmake"
    VERBATIM)
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${target}.include.cmake")
  file(WRITE "${include}" "if(EXISTS [==[${tests}]==])
  include([==[${tests}]==])
else()
  add_test([==[${arg_AREA}: not built]==] [==[${tests} is missing]==])
  set_tests_properties([==[${arg_AREA}: not built]==] PROPERTIES LABELS [==[${arg_LABELS}]==])
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include}")
endfunction()
