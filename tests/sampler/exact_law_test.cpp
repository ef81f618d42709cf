#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

}  // namespace

TEST_CASE("the law of several coordinates is exact with a full covariance") {
  // N(m, S) with S = R diag(1.2, 0.1) R^T: the sampler works in each eigendirection by itself.
  const double c = std::cos(0.5), s = std::sin(0.5), big = 1.2, small = 0.1;
  const Gaussian<2> gaussian{
      .mean = {0.4, -1},
      .covariance = {{{big * c * c + small * s * s, (big - small) * s * c},
                      {(big - small) * s * c, big * s * s + small * c * c}}}};
  const TimeGrid grid = published(VpSde{}, 50);
  const auto law =
      sample(VpSde{}, gaussian, grid, ReverseDiffusion{}, AnnealedLangevin{}, ExactLaw<2>{}, 1).x;
  const auto along = [&](double mean, double variance) {
    return moments(sample(VpSde{}, IsotropicGaussian{mean, variance}, grid, ReverseDiffusion{},
                          AnnealedLangevin{}, ExactLaw<1>{}, 1)
                       .x);
  };
  const Moments first = along(0.4 * c - s, big), second = along(-0.4 * s - c, small);
  CHECK(law.mean[0] == doctest::Approx(c * first.mean - s * second.mean).epsilon(1e-12));
  CHECK(law.mean[1] == doctest::Approx(s * first.mean + c * second.mean).epsilon(1e-12));
  CHECK(law.covariance[0][0] ==
        doctest::Approx(first.variance * c * c + second.variance * s * s).epsilon(1e-12));
  CHECK(law.covariance[0][1] ==
        doctest::Approx((first.variance - second.variance) * s * c).epsilon(1e-12));
  CHECK(law.covariance[1][0] == law.covariance[0][1]);
}

TEST_CASE("a run on laws may start at a known state") {
  const auto result =
      sample(VpSde{}, common_gaussian, uniform(VpSde{}, 4), ProbabilityFlow<EulerMaruyama>{},
             Identity{}, ExactLaw<1>{.start = {{1.3}}}, 1);
  Moments x{1.3, 0};
  const TimeGrid grid = uniform(VpSde{}, 4);
  for (int i = 0; i < 4; ++i)
    x = moved(x, coefficients(ProbabilityFlow<EulerMaruyama>{}, VpSde{}, grid[i]), VpSde{},
              grid[i].t);
  CHECK(relative_error(result.x.mean[0], x.mean) <= 1e-14);
  CHECK(result.x.covariance[0][0] == 0);
}

TEST_CASE("an observer sees the law before the first step and after each") {
  std::vector<int> steps;
  std::vector<double> variances;
  const auto result = sample(VeSde{}, common_gaussian, published(VeSde{}, 5), ReverseDiffusion{},
                             Identity{}, ExactLaw<1>{}, 1, CorrectorFirst{},
                             [&](int step, std::uint64_t first, const GaussianLaw<1>& law) {
                               steps.push_back(step);
                               variances.push_back(law.covariance[0][0]);
                               CHECK(first == 0);
                             });
  CHECK(steps == std::vector<int>{0, 1, 2, 3, 4, 5});
  CHECK(variances.front() == doctest::Approx(2500).epsilon(1e-14));
  CHECK(variances.back() == result.x.covariance[0][0]);
}

TEST_CASE("a law that overflows is reported as not finite") {
  const auto result = sample(VeSde{}, common_gaussian, published(VeSde{}, 1000), Identity{},
                             AnnealedLangevin{.snr = 1e3}, ExactLaw<1>{}, 1);
  CHECK_FALSE(std::isfinite(result.x.covariance[0][0]));
  CHECK_FALSE(static_cast<bool>(result.status));
}

TEST_CASE("samples have the exact law") {
  // 4 x 8192 numbers from N(m, V); |z| < 5.2 on the mean and on the variance: a false alarm in a
  // million of both together.
  const TimeGrid grid = published(VpSde{}, 40);
  const auto exact = moments(sample(VpSde{}, common_gaussian, grid, ReverseDiffusion{},
                                    AnnealedLangevin{}, ExactLaw<1>{}, 1)
                                 .x);
  const auto x = sample(VpSde{}, common_gaussian, grid, ReverseDiffusion{}, AnnealedLangevin{},
                        Cpu<4, double>{.samples = 8192}, 3)
                     .x;
  const double n = 4 * 8192, mean = x.mean(), variance = (x - exact.mean).square().mean();
  CHECK(std::abs(mean - exact.mean) <= 5.2 * std::sqrt(exact.variance / n));
  CHECK(std::abs(variance / exact.variance - 1) <= 5.2 * std::sqrt(2 / n));
}
