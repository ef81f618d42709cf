# Warns, once a configuration, where a project that uses the library builds without optimisation by
# oversight: no build type, and no flag that says -O. Debug is a choice, of which a line says the cost.
function(scoresde_warn_unless_optimised)
  get_property(is_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  get_property(is_said GLOBAL PROPERTY SCORESDE_OPTIMISATION_IS_LOOKED_AT)
  if(is_multi_config OR is_said)
    return()
  endif()
  set_property(GLOBAL PROPERTY SCORESDE_OPTIMISATION_IS_LOOKED_AT TRUE)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  get_property(options DIRECTORY "${CMAKE_SOURCE_DIR}" PROPERTY COMPILE_OPTIONS)
  list(JOIN options " " options)
  if(" ${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}} ${options} " MATCHES " [-/]O([1-9sgzx]|fast)? ")
    return()
  endif()
  if(type STREQUAL "")
    message(WARNING "scoresde: nothing is optimised, for there is no build type and no flag -O. Programs "
                    "run a hundred times slower than they need. Configure with "
                    "-DCMAKE_BUILD_TYPE=Release")
  else()
    message(STATUS "scoresde: a ${CMAKE_BUILD_TYPE} build without -O runs a hundred times slower; "
                   "-O1 keeps most of what a debugger shows")
  endif()
endfunction()
scoresde_warn_unless_optimised()
