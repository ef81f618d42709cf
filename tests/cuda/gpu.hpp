// What the tests on a GPU share.
#pragma once
#include <doctest/doctest.h>

#include <scoresde/cuda/cuda.cuh>

namespace scoresde::test {

// Why there is nothing to run on; none where there is a GPU.
inline const char* no_gpu() { return cuda::device_count() > 0 ? nullptr : "there is no GPU"; }
inline bool has_gpu() {
  if (no_gpu()) MESSAGE("SKIPPED: ", std::string(no_gpu()));
  return no_gpu() == nullptr;
}

}  // namespace scoresde::test
