# Finds LibTorch without its own package, which wants a CUDA Toolkit where the build has CUDA parts:
# headers and two libraries are all that the CPU needs.
#   SCORESDE_LIBTORCH     where to look first: the `torch` folder of the PyPI wheel, a virtual
#                         environment that holds it, or the prefix of a LibTorch of another origin
#   LibTorch::cpu         the target: tensors, networks, autograd on the CPU
#   LibTorch::cuda        the same with the CUDA parts; where these and a CUDA Toolkit are there
#   LibTorch_CUDA_IS_COMPLETE    the libraries that the CUDA parts need lie beside them, so that programs
#                                link; the small install of scripts/install-libtorch has none of them
#   LibTorch_VERSION, LibTorch_FOUND
#   LibTorch_REASON    why what lies there is not taken, if something does
set(SCORESDE_LIBTORCH "" CACHE PATH "The torch folder of the PyPI wheel, a virtual environment with it, or a prefix")
set(places ${SCORESDE_LIBTORCH})
if(NOT SCORESDE_LIBTORCH)
  list(APPEND places "${PROJECT_SOURCE_DIR}/build/libtorch" $ENV{VIRTUAL_ENV})
endif()
set(folders "")
foreach(place IN LISTS places)
  file(GLOB in_environment "${place}/lib/python3*/site-packages/torch")
  list(APPEND folders "${place}" ${in_environment})
endforeach()
set(elsewhere "")
if(SCORESDE_LIBTORCH)
  set(elsewhere NO_DEFAULT_PATH)
endif()
find_path(LibTorch_FOLDER include/ATen/core/Tensor.h HINTS ${folders} ${elsewhere})
find_library(LibTorch_CPU_LIBRARY torch_cpu PATHS "${LibTorch_FOLDER}/lib" NO_DEFAULT_PATH)
find_library(LibTorch_C10_LIBRARY c10 PATHS "${LibTorch_FOLDER}/lib" NO_DEFAULT_PATH)
find_library(LibTorch_CUDA_LIBRARY torch_cuda PATHS "${LibTorch_FOLDER}/lib" NO_DEFAULT_PATH)
find_library(LibTorch_C10_CUDA_LIBRARY c10_cuda PATHS "${LibTorch_FOLDER}/lib" NO_DEFAULT_PATH)
mark_as_advanced(LibTorch_FOLDER LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_CUDA_LIBRARY
                 LibTorch_C10_CUDA_LIBRARY)

set(LibTorch_VERSION "")
foreach(header IN ITEMS torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(NOT LibTorch_VERSION AND EXISTS "${LibTorch_FOLDER}/include/${header}")
    file(STRINGS "${LibTorch_FOLDER}/include/${header}" lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]" "" numbers "${lines}")
    list(JOIN numbers "." LibTorch_VERSION)
  endif()
endforeach()

# Libraries of before 2.7 may have the strings of before C++11: their package says so.
set(reason "Give -D SCORESDE_LIBTORCH=<folder>, which scripts/install-libtorch makes.")
set(LibTorch_REASON "")
set(LibTorch_ABI_IS_CURRENT TRUE)
if(EXISTS "${LibTorch_FOLDER}/share/cmake/Torch/TorchConfig.cmake")
  file(STRINGS "${LibTorch_FOLDER}/share/cmake/Torch/TorchConfig.cmake" old REGEX "_GLIBCXX_USE_CXX11_ABI=0")
  if(old)
    set(LibTorch_ABI_IS_CURRENT FALSE)
    set(LibTorch_REASON "The LibTorch in ${LibTorch_FOLDER} was built with the C++ ABI of before C++11: take one of 2.7 or later.")
    set(reason "${LibTorch_REASON}")
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  LibTorch
  REQUIRED_VARS LibTorch_CPU_LIBRARY LibTorch_C10_LIBRARY LibTorch_FOLDER LibTorch_ABI_IS_CURRENT
  VERSION_VAR LibTorch_VERSION
  REASON_FAILURE_MESSAGE "${reason}")
if(NOT LibTorch_FOUND AND NOT LibTorch_REASON AND LibTorch_VERSION)
  set(LibTorch_REASON "The one in ${LibTorch_FOLDER} is ${LibTorch_VERSION}.")
endif()

if(LibTorch_FOUND AND NOT TARGET LibTorch::cpu)
  add_library(LibTorch::cpu INTERFACE IMPORTED)
  target_include_directories(
    LibTorch::cpu SYSTEM INTERFACE "${LibTorch_FOLDER}/include"
                                   "${LibTorch_FOLDER}/include/torch/csrc/api/include")
  # What these two need themselves, they find by their own rpath, not by ours.
  target_link_libraries(LibTorch::cpu INTERFACE "${LibTorch_CPU_LIBRARY}" "${LibTorch_C10_LIBRARY}"
                                                -Wl,--allow-shlib-undefined)
endif()
if(LibTorch_FOUND AND LibTorch_CUDA_LIBRARY AND LibTorch_C10_CUDA_LIBRARY AND NOT TARGET LibTorch::cuda)
  find_package(CUDAToolkit QUIET)
  if(CUDAToolkit_FOUND)
    find_library(LibTorch_CUDNN_LIBRARY NAMES cudnn libcudnn.so.9
                 HINTS "${LibTorch_FOLDER}/../nvidia/cudnn/lib" "${LibTorch_FOLDER}/lib")
    mark_as_advanced(LibTorch_CUDNN_LIBRARY)
    set(LibTorch_CUDA_IS_COMPLETE FALSE)
    if(LibTorch_CUDNN_LIBRARY)
      set(LibTorch_CUDA_IS_COMPLETE TRUE)
    endif()
    add_library(LibTorch::cuda INTERFACE IMPORTED)
    # It registers itself when it is loaded, so a linker that drops what no symbol asks for must not.
    target_link_libraries(
      LibTorch::cuda
      INTERFACE LibTorch::cpu -Wl,--push-state,--no-as-needed "${LibTorch_CUDA_LIBRARY}"
                -Wl,--pop-state "${LibTorch_C10_CUDA_LIBRARY}" CUDA::cudart)
  endif()
endif()
