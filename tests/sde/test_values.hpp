// What an SDE's functions of time must give.
#pragma once
#include <doctest/doctest.h>

#include <vector>

#include "problems.hpp"

namespace scoresde::test {

struct TestValue {
  double t, alpha, sigma, diffusion_squared, half_log_snr;
};

void check_values(const auto& sde, const std::vector<TestValue>& values) {
  for (const TestValue& want : values) {
    CAPTURE(want.t);
    CHECK(relative_error(sde.alpha(want.t), want.alpha) <= 1e-13);
    CHECK(relative_error(sde.sigma(want.t), want.sigma) <= 1e-13);
    CHECK(relative_error(std::pow(sde.diffusion(want.t), 2), want.diffusion_squared) <= 1e-13);
    CHECK(relative_error(sde.half_log_snr(want.t), want.half_log_snr) <= 1e-13);
    CHECK(std::abs(sde.time_of_half_log_snr(want.half_log_snr) - want.t) <=
          1e-13 * sde.time_domain().T);
  }
}

}  // namespace scoresde::test
