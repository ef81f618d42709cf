# The backends and what each needs, for a build of the library and for those who find an installed
# copy of it alike. Looks for everything and says nothing:
#   scoresde_components          the backends, each after those it is made of
#   scoresde_<component>_needs   what it needs, as a sentence names it, and how to get it
#   scoresde_<component>_ready   whether that was found
set(scoresde_components eigen odeint xtensor cuda torch)
set(scoresde_eigen_needs "Eigen 3.4 (Debian: libeigen3-dev)")
set(scoresde_odeint_needs "Boost 1.81 (Debian: libboost1.81-dev)")
set(scoresde_xtensor_needs "xtensor (Debian: libxtensor-dev) and ${scoresde_eigen_needs}")
set(scoresde_cuda_needs "threads")
set(scoresde_torch_needs
    "LibTorch 2.7 (give -DSCORESDE_LIBTORCH=<folder>, which scripts/install-libtorch makes)")
foreach(component IN LISTS scoresde_components)
  set(scoresde_${component}_ready FALSE)
endforeach()

find_package(Threads QUIET)
find_package(Eigen3 3.4 QUIET)
find_package(Boost 1.81 QUIET)
find_package(xtensor QUIET)
find_package(LibTorch 2.7 QUIET)
if(Eigen3_FOUND AND Threads_FOUND)
  set(scoresde_eigen_ready TRUE)
endif()
if(Boost_FOUND)
  set(scoresde_odeint_ready TRUE)
endif()
if(xtensor_FOUND AND scoresde_eigen_ready)
  set(scoresde_xtensor_ready TRUE)
endif()
if(Threads_FOUND)
  set(scoresde_cuda_ready TRUE)
endif()
if(LibTorch_FOUND)
  set(scoresde_torch_ready TRUE)
elseif(LibTorch_REASON)
  string(APPEND scoresde_torch_needs ". ${LibTorch_REASON}")
endif()
