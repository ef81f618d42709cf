#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

void check(const Coefficients& got, double e) {
  CHECK(got.a == 1);
  CHECK(relative_error(got.b, e) <= 1e-12);
  CHECK(relative_error(got.c, std::sqrt(2 * e)) <= 1e-12);
}

// The corrector alone, 600 times at T and 600 times at a time: its stationary law there.
Moments stationary(const auto& sde, const auto& corrector, double at) {
  const TimeGrid two_times(std::vector<double>{sde.time_domain().T, at, at / 2});
  return moments(sample(sde, common_gaussian, two_times, Identity{}, Repeated{corrector, 600},
                        ExactLaw<1>{.start = {{3.0}}}, 1)
                     .x);
}

}  // namespace

TEST_CASE("annealed Langevin's step is 2 alpha (snr sigma)^2") {
  const AnnealedLangevin corrector{.snr = 0.2};
  const TimeGrid ve = published(VeSde{}, 100), vp = published(VpSde{}, 100);
  check(coefficients(corrector, VeSde{}, ve[40]), 2 * std::pow(0.2 * VeSde{}.sigma(ve[40].t), 2));
  const double alpha = 1 - VpSde{}.beta().discrete(59, 100);
  check(coefficients(corrector, VpSde{}, vp[40]),
        2 * alpha * std::pow(0.2 * VpSde{}.sigma(vp[40].t), 2));
  check(coefficients(corrector, SubVpSde{}, published(SubVpSde{}, 100)[40]),
        2 * alpha * std::pow(0.2 * SubVpSde{}.sigma(vp[40].t), 2));
  const Interval step = uniform(CosineSde{}, 50)[20];
  check(coefficients(corrector, CosineSde{}, step),
        2 * std::pow(CosineSde{}.alpha(step.t) / CosineSde{}.alpha(step.u), 2) *
            std::pow(0.2 * CosineSde{}.sigma(step.t), 2));
}

TEST_CASE("a Langevin step leaves the mean of a Gaussian and has variance P / (1 - e / 2P)") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = 0.6 * sde.time_domain().T, alpha = sde.alpha(t);
    const double P = alpha * alpha * 0.25 + std::pow(sde.sigma(t), 2);
    const AnnealedLangevin corrector{.snr = 0.3};
    const double e = coefficients(corrector, sde, between(t, t / 2)).b;
    REQUIRE(e < 2 * P);
    // (1 - e / P)^600 is left of where it came from
    const double left = std::pow(std::abs(1 - e / P), 600), before = 7000;
    const Moments got = stationary(sde, corrector, t);
    const double want = P / (1 - e / (2 * P));
    CHECK(std::abs(got.mean - 0.4 * alpha) <= 4 * left + 1e-12);
    CHECK(std::abs(got.variance - want) <= before * left * left + 1e-12 * want);
  });
}

TEST_CASE("a Langevin step of more than twice the variance diverges") {
  const Moments got = stationary(VeSde{}, AnnealedLangevin{.snr = 1.01}, 0.9);
  CHECK(got.variance > 1e5);
}
