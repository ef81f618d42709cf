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

TEST_CASE("a chain takes uneven betas, even those that vanish beside the ones before them") {
  for (const std::vector<double>& betas : std::vector<std::vector<double>>{
           {0.9, 1e-9, 0.9},
           {0.9, 1e-12, 0.9},
           {0.9, 1e-14, 1e-16, 0.9},
           {0.9, 1e-17, 0.9},
           {0.9, 1e-17},
           {0.5, 1e-17, 1e-17, 1e-17, 1e-17},
           {1e-300, 0.5},
           {0.99, 0.99, 1e-12, 1e-12, 0.5},
           {1e-17, 0.3, 1e-13, 0.999999, 1e-5, 0.5},
           {0.2, 1e-16, 1e-16, 1e-16, 1e-16, 1e-16, 1e-16, 1e-16, 0.7}}) {
    CAPTURE(betas.size());
    CAPTURE(betas[1]);
    const DiscreteVpSde sde(betas);
    CHECK(refusal([&] { validate_sde(sde); }) == "accepted");
    double bar = 1;
    for (std::size_t k = 0; k < betas.size(); ++k) {
      const double t = (static_cast<double>(k) + 0.5) / static_cast<double>(betas.size());
      CHECK(relative_error(std::pow(sde.diffusion(t), 2),
                           -std::log1p(-betas[k]) * static_cast<double>(betas.size())) <= 1e-14);
      bar *= 1 - betas[k];
    }
    CHECK(relative_error(std::pow(sde.alpha(1), 2), bar) <= 1e-13);
    CHECK(sde.time_of_half_log_snr(sde.half_log_snr(1)) <= 1);
    // exact for data at one point, whatever the betas: the mean of the denoised is the point
    const auto law = sample(sde, IsotropicGaussian{.mean = 0.4, .variance = 0}, levels(sde),
                            AncestralOf<FixedSmall>{}, Identity{}, ExactLaw<1>{}, 1);
    CHECK(relative_error(moments(law.x).mean, 0.4) <= 1e-9);
    CHECK(moments(law.x).variance <= 1e-15);
    for (const int n : {1, 7, 50})
      CHECK(refusal([&] {
              sample(sde, common_gaussian, uniform(sde, n), EulerMaruyama{}, Identity{},
                     ExactLaw<1>{}, 1);
            }) == "accepted");
  }
}

TEST_CASE("a grid in log-SNR whose times are one in double says so") {
  CHECK(refusal([] {
          uniform_log_snr(DiscreteVpSde(std::vector<double>{1e-300, 0.5}), 50);
        }) ==
        "steps = 50 must be fewer, or the grid another one: of this grid two times are 0.5 in "
        "double");
  CHECK(refusal([] {
          uniform_log_snr(DiscreteVpSde(std::vector<double>{1e-9, 0.5}), 50);
        }) == "accepted");
}

TEST_CASE("a half log-SNR that does not invert is refused, also where it hardly moves") {
  struct Wrong : DiscreteVpSde {
    using DiscreteVpSde::DiscreteVpSde;
    double time_of_half_log_snr(double l) const {
      return 1 - DiscreteVpSde::time_of_half_log_snr(l);
    }
  };
  CHECK(refusal([] {
          validate_sde(Wrong(std::vector<double>{0.9, 1e-14, 0.9}));
        }).starts_with("time_of_half_log_snr(half_log_snr(t)) = "));
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
  CHECK(refusal([] {
          DiscreteVpSde(std::vector<double>(100, 1 - 1e-12));
        }).starts_with("-log prod (1 - beta_k) = 2763"));
  CHECK(refusal([] { DiscreteVpSde::linear(0); }) == "n = 0 must lie in [1, infinity)");
  CHECK(refusal([] { DiscreteVpSde::linear(10); }) != "accepted");
}
