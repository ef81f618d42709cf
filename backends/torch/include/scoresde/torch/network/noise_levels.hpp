// The table of noise levels that published networks carry, descending, in double.
#pragma once
#include <ATen/ops/linspace.h>

#include <cmath>

namespace scoresde::network {

// n levels in geometric progression; the paper's SDE has them ascend.
struct NoiseLevels {
  double smallest = 0.01, largest = 50;
  std::int64_t count = 1000;

  at::Tensor descending() const {
    return at::linspace(std::log(largest), std::log(smallest), count, at::kDouble).exp();
  }
};

}  // namespace scoresde::network
