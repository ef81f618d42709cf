# A part of the build is left out, and a line says why, where what it needs is not there; it is an error
# to ask for it by name (ON) then.

# is_left_out(RESULT PART OPTION READY NEEDS): whether the part of that name is.
function(is_left_out result part option ready needs)
  set(${result} FALSE PARENT_SCOPE)
  if(NOT ${option})
    set(${result} TRUE PARENT_SCOPE)
  elseif(NOT ready)
    if(NOT ${option} STREQUAL "AUTO")
      message(FATAL_ERROR "scoresde: ${option} is ${${option}}, but ${part} cannot be built; not found: ${needs}")
    endif()
    message(STATUS "scoresde: without ${part}; not found: ${needs}")
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

# leave_out_without(PART OPTION TARGET WHAT...): ends the reading of the folder's CMakeLists.txt unless
# each of the targets is there; WHAT it is, as a sentence names it.
macro(leave_out_without part option)
  set(pairs ${ARGN})
  set(missing "")
  while(pairs)
    list(POP_FRONT pairs target what)
    if(NOT TARGET ${target})
      list(APPEND missing "${what}")
    endif()
  endwhile()
  list(JOIN missing ", " missing)
  if(missing)
    is_left_out(left_out "${part}" ${option} FALSE "${missing}")
    return()
  endif()
endmacro()
