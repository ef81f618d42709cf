#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

namespace {

// alpha_bar_k = prod (1 - beta_j) of the linear chain of 1000, k = 0 ... 1000.
std::vector<double> alpha_bars() {
  std::vector<double> bars{1};
  for (int k = 0; k < 1000; ++k)
    bars.push_back(bars.back() * (1 - (1e-4 + k / 999.0 * (0.02 - 1e-4))));
  return bars;
}

}  // namespace

TEST_CASE("the discrete chain's marginals at its levels are alpha_bar") {
  const DiscreteVpSde sde = DiscreteVpSde::linear(1000);
  const std::vector<double> bars = alpha_bars();
  CHECK(sde.steps() == 1000);
  for (std::size_t k = 1; k <= 1000; ++k) {
    const double t = static_cast<double>(k) / 1000;
    CHECK(relative_error(std::pow(sde.alpha(t), 2), bars[k]) <= 1e-12);
    CHECK(relative_error(std::pow(sde.sigma(t), 2), 1 - bars[k]) <= 1e-11);
  }
  CHECK(relative_error(std::pow(sde.alpha(1), 2), 4.0358297653757e-05) <= 1e-12);
}

TEST_CASE("the discrete chain's small posterior variance is beta tilde") {
  const DiscreteVpSde sde = DiscreteVpSde::linear(1000);
  const auto beta_tilde = [&](int k) {  // of the step from level k to k - 1
    const Interval step = levels(sde)[1000 - k];
    return std::pow(FixedSmall::deviation(transition(sde, step), sde, step), 2);
  };
  CHECK(relative_error(beta_tilde(2), 5.4531876613022e-05) <= 1e-11);
  CHECK(relative_error(beta_tilde(1000), 1.9999983526561e-02) <= 1e-11);
  CHECK(beta_tilde(1) == 0);
}

TEST_CASE("a transition between the discrete chain's levels is a step of the chain") {
  const DiscreteVpSde sde = DiscreteVpSde::linear(1000);
  for (const int k : {1, 2, 500, 1000}) {
    CAPTURE(k);
    const double beta = 1e-4 + (k - 1) / 999.0 * (0.02 - 1e-4);
    const Transition step = transition(sde, levels(sde)[1000 - k]);
    CHECK(relative_error(step.scale, std::sqrt(1 - beta)) <= 1e-12);
    CHECK(relative_error(step.variance, beta) <= 1e-11);
  }
}

TEST_CASE("a chain of any betas is a process of piecewise constant beta") {
  const DiscreteVpSde sde(std::vector<double>{0.5, 0.1, 0.2, 0.9});
  CHECK(sde.steps() == 4);
  CHECK(relative_error(std::pow(sde.alpha(0.25), 2), 0.5) <= 1e-15);
  CHECK(relative_error(std::pow(sde.alpha(1), 2), 0.5 * 0.9 * 0.8 * 0.1) <= 1e-14);
  CHECK(relative_error(std::pow(sde.diffusion(0.1), 2), -4 * std::log(0.5)) <= 1e-14);
  CHECK(relative_error(sde.drift(0.4), 2 * std::log(0.9)) <= 1e-14);
  // at a level, the step that ends there
  CHECK(relative_error(sde.drift(0.5), 2 * std::log(0.9)) <= 1e-14);
  for (const double t : {0.01, 0.25, 0.3, 0.5, 0.77, 1.0})
    CHECK(relative_error(sde.time_of_half_log_snr(sde.half_log_snr(t)), t) <= 1e-12);
}

TEST_CASE("a chain of one step works") {
  const DiscreteVpSde sde = DiscreteVpSde::linear(1);
  CHECK(relative_error(std::pow(sde.alpha(1), 2), 0.9) <= 1e-15);
  CHECK(relative_error(sde.time_of_half_log_snr(sde.half_log_snr(0.3)), 0.3) <= 1e-13);
  CHECK(refusal([&] { validate_sde(sde); }) == "accepted");
}

TEST_CASE("a chain's betas must lie in (0, 1) and there must be one") {
  CHECK(refusal([] { DiscreteVpSde(std::vector<double>{}); }) ==
        "betas.size() = 0 must lie in [1, infinity)");
  CHECK(refusal([] {
          DiscreteVpSde(std::vector<double>{0.1, 1.0});
        }) == "beta_k = 1 must lie in (0, 1)");
  CHECK(refusal([] { DiscreteVpSde(std::vector<double>{0.0}); }) ==
        "beta_k = 0 must lie in (0, 1)");
  CHECK(refusal([] {
          DiscreteVpSde(std::vector<double>{0.1, NAN});
        }) == "beta_k = nan must lie in (0, 1)");
  CHECK(refusal([] { DiscreteVpSde::linear(0); }) == "n = 0 must lie in [1, infinity)");
  CHECK(refusal([] { DiscreteVpSde::linear(10); }) != "accepted");
}
