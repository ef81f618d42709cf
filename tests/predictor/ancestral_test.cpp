#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

Moments sampled(const auto& sde, const auto& model, const TimeGrid& grid, const auto& predictor) {
  return moments(sample(sde, model, grid, predictor, Identity{}, ExactLaw<1>{}, 1).x);
}
void check_near(const Moments& got, const Moments& want, double tolerance) {
  CHECK(std::abs(got.mean - want.mean) <= tolerance * (1 + std::abs(want.mean)));
  CHECK(relative_error(got.variance, want.variance) <= tolerance);
}
Moments prior(const auto& sde) { return {0, std::pow(sde.prior().deviation, 2)}; }

void check_equal(const Coefficients& got, const Coefficients& want, double tolerance) {
  CHECK(relative_error(got.a, want.a) <= tolerance);
  CHECK(relative_error(got.b, want.b) <= tolerance);
  CHECK(relative_error(got.c, want.c) <= tolerance);
}

}  // namespace

TEST_CASE(
    "ancestral sampling is the exact posterior form a = 1/r, b = v/r on every grid but VE's, "
    "VP's") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const Interval step = edm(sde, 9)[4];
    const double r = sde.alpha(step.t) / sde.alpha(step.u),
                 v = std::pow(sde.sigma(step.t), 2) - std::pow(r * sde.sigma(step.u), 2);
    const double small = sde.sigma(step.u) * std::sqrt(v) / sde.sigma(step.t);
    check_equal(coefficients(Ancestral{}, sde, step), {1 / r, v / r, small}, 1e-11);
    check_equal(coefficients(AncestralOf<FixedSmall>{}, sde, step), {1 / r, v / r, small}, 1e-11);
    check_equal(coefficients(AncestralOf<FixedLarge>{}, sde, step), {1 / r, v / r, std::sqrt(v)},
                1e-11);
  });
}

TEST_CASE("the exact posterior between VE's levels is VE's published ancestral step") {
  for (const int k : {1, 50, 99}) {
    const Interval levels = between(k / 99.0, (k - 1) / 99.0),
                   published_step{levels.t, levels.u, 1, 1, 0.01, 99 - k, 100, true};
    check_equal(coefficients(Ancestral{}, VeSde{}, levels),
                coefficients(Ancestral{}, VeSde{}, published_step), 1e-12);
  }
}

TEST_CASE(
    "the exact posterior between DDPM's levels, fixed large, is VP's published ancestral step") {
  const DiscreteVpSde ddpm = DiscreteVpSde::linear(1000);
  const TimeGrid published_grid = published(VpSde{}, 1000), level_grid = levels(ddpm);
  for (const int i : {0, 1, 500, 998, 999})
    check_equal(coefficients(AncestralOf<FixedLarge>{}, ddpm, level_grid[i]),
                coefficients(Ancestral{}, VpSde{}, published_grid[i]), 1e-11);
}

TEST_CASE("fixed small on VE's published grid is its published ancestral step, to the last one") {
  for (const int n : {1, 2, 30, 1000}) {
    const TimeGrid grid = published(VeSde{}, n);
    for (int i = 0; i < n; ++i)
      check_equal(coefficients(AncestralOf<FixedSmall>{}, VeSde{}, grid[i]),
                  coefficients(Ancestral{}, VeSde{}, grid[i]), 1e-14);
    CHECK(coefficients(AncestralOf<FixedSmall>{}, VeSde{}, grid[n - 1]).c == 0);
  }
  // sigma_499 sqrt(d_500) / sigma_500 of the chain of 1000
  CHECK(relative_error(
            coefficients(AncestralOf<FixedSmall>{}, VeSde{}, published(VeSde{}, 1000)[500]).c,
            9.0774275283839e-02) <= 1e-12);
}

TEST_CASE("fixed small on VP's published grid is DDPM's beta tilde, of the chain's own products") {
  const DiscreteVpSde ddpm = DiscreteVpSde::linear(1000);
  const TimeGrid published_grid = published(VpSde{}, 1000), level_grid = levels(ddpm);
  for (const int i : {0, 1, 500, 997, 998, 999})
    check_equal(coefficients(AncestralOf<FixedSmall>{}, VpSde{}, published_grid[i]),
                coefficients(AncestralOf<FixedSmall>{}, ddpm, level_grid[i]), 1e-11);
  const auto variance = [&](int k) {  // of the step from level k to k - 1, counted from 1
    return std::pow(coefficients(AncestralOf<FixedSmall>{}, VpSde{}, published_grid[1000 - k]).c,
                    2);
  };
  CHECK(relative_error(variance(2), 5.4531876613022e-05) <= 1e-12);
  CHECK(relative_error(variance(1000), 1.9999983526561e-02) <= 1e-12);
  CHECK(variance(1) == 0);
}

TEST_CASE("fixed large on the published grid is the chain's variance") {
  const double beta = VpSde{}.beta().discrete(69, 100);
  CHECK(relative_error(
            coefficients(AncestralOf<FixedLarge>{}, VpSde{}, published(VpSde{}, 100)[30]).c,
            std::sqrt(beta)) <= 1e-15);
  const VeSde ve;
  CHECK(relative_error(coefficients(AncestralOf<FixedLarge>{}, ve, published(ve, 100)[30]).c,
                       std::sqrt(ve.chain(69, 100).variance)) <= 1e-15);
}

namespace {

// A user's own chain, x_k = r x_{k-1} + sqrt(v) z, for what is otherwise VP.
struct OwnChain : VpSde {
  Transition chain(int k, int) const { return {0.9, 0.1 + 0.01 * k, 0}; }
};

}  // namespace

TEST_CASE("fixed small of a user's own chain is the posterior of that chain") {
  const double before = 0.81 * 0.1 + 0.11, now = 0.81 * before + 0.12;  // of states 1 and 2
  CHECK(relative_error(
            coefficients(AncestralOf<FixedSmall>{}, OwnChain{}, published(OwnChain{}, 5)[2]).c,
            std::sqrt(before / now * 0.12)) <= 1e-14);
}

TEST_CASE("fixed small is exact for data at one point, with any number of steps on any grid") {
  const IsotropicGaussian point{.mean = 0.4, .variance = 0};
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const TimeDomain domain = sde.time_domain();
    const Moments want = reversed(prior(sde), sde, domain.T, domain.eps, point);
    for (const int n : {1, 3, 25})
      for_every_grid(sde, n, [&](const std::string& kind, const auto& grid) {
        CAPTURE(kind);
        CAPTURE(n);
        if (kind == "published") return;
        check_near(sampled(sde, point, grid(), AncestralOf<FixedSmall>{}), want, 1e-9);
      });
  });
}

TEST_CASE("fixed large is exact for data that are unit normals, where the variance is preserved") {
  const IsotropicGaussian unit{.mean = 0, .variance = 1};
  const auto check = [&](const auto& sde) {
    for (const int n : {1, 3, 25})
      check_near(sampled(sde, unit, uniform(sde, n), AncestralOf<FixedLarge>{}), {0, 1}, 1e-12);
  };
  check(VpSde{});
  check(CosineSde{});
  check(LinearLogSnrSde{});
  check(DiscreteVpSde::linear(100));
}

TEST_CASE("ancestral sampling, fixed small, has the known laws on uniform log-SNR and time grids") {
  const auto variance = [](const TimeGrid& grid) {
    const Moments law = sampled(VpSde{}, common_gaussian, grid, AncestralOf<FixedSmall>{});
    CHECK(relative_error(law.mean, 3.9997369022770e-01) <= 1e-12);  // whatever the grid
    return law.variance;
  };
  CHECK(relative_error(variance(uniform_log_snr(VpSde{}, 10)), 1.1147381078602e-01) <= 1e-12);
  CHECK(relative_error(variance(uniform_log_snr(VpSde{}, 20)), 1.6090380558960e-01) <= 1e-12);
  CHECK(relative_error(variance(uniform_log_snr(VpSde{}, 40)), 1.9871417631937e-01) <= 1e-12);
  CHECK(relative_error(variance(uniform(VpSde{}, 50)), 1.9743458421380e-01) <= 1e-12);
}

namespace {

// DDPM's sampling (Ho et al. 2020, algorithm 2) on Gaussian data, level by level from the betas.
Moments ddpm(int n, bool small, bool last_noise) {
  std::vector<double> beta{0}, bar{1};
  for (int k = 1; k <= n; ++k) {
    beta.push_back((0.1 + (k - 1) * 19.9 / (n - 1)) / n);
    bar.push_back(bar.back() * (1 - beta.back()));
  }
  Moments x{0, 1};
  for (int k = n; k >= 1; --k) {
    const double b = beta[k], tilde = (1 - bar[k - 1]) / (1 - bar[k]) * b;
    const double variance = bar[k] * 0.25 + 1 - bar[k], root = std::sqrt(1 - b);
    // (x + b s) / sqrt(1 - b) with s = (sqrt(bar) 0.4 - x) / variance
    const double slope = (1 - b / variance) / root;
    x.mean = slope * x.mean + b * std::sqrt(bar[k]) * 0.4 / (variance * root);
    const double noise = k == 1 && !last_noise ? 0 : small ? tilde : b;
    x.variance = slope * slope * x.variance + noise;
  }
  return x;
}

}  // namespace

TEST_CASE(
    "DDPM's sampling, fixed small and fixed large, is ancestral sampling on the chain's levels") {
  for (const int n : {25, 1000}) {
    const DiscreteVpSde sde = DiscreteVpSde::linear(n);
    const auto small = sample(sde, common_gaussian, levels(sde), AncestralOf<FixedSmall>{},
                              Identity{}, ExactLaw<1>{}, 1);
    check_near(moments(small.mean), ddpm(n, true, false), 1e-12);
    check_near(moments(small.x), ddpm(n, true, false), 1e-12);  // beta tilde_1 = 0
    const auto large = sample(sde, common_gaussian, levels(sde), AncestralOf<FixedLarge>{},
                              Identity{}, ExactLaw<1>{}, 1);
    check_near(moments(large.mean), ddpm(n, false, false), 1e-12);
    check_near(moments(large.x), ddpm(n, false, true), 1e-12);
    CHECK(large.nfe == n);
  }
}
