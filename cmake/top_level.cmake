# What holds for a build of this project itself, never for a project that includes it.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, Debug, RelWithDebInfo or MinSizeRel" FORCE)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Every header compiles by itself: cmake --build ... --target all_verify_interface_header_sets
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)

# The presets compile for the processor at hand (-march=native), which ccache does not look at: each
# kind of processor gets results of its own. They serve every clone, wherever it lies.
find_program(CCACHE_PROGRAM ccache)
mark_as_advanced(CCACHE_PROGRAM)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(processor "")
  if(EXISTS /proc/cpuinfo)
    file(STRINGS /proc/cpuinfo processor REGEX "^(model name|flags|Features)" LIMIT_COUNT 2)
  endif()
  string(SHA1 processor "${processor}")
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env "CCACHE_NAMESPACE=${processor}"
                                  "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
                                  "${CCACHE_PROGRAM}")
endif()
