#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "ode/flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

}  // namespace

TEST_CASE("importance times are those of the published sampling, in closed form") {
  CHECK(relative_error(importance_time(VpSde{}, 1e-5, 0.3), 7.4066891782300e-03) < 1e-12);
  CHECK(relative_error(importance_time(SubVpSde{}, 1e-5, 0.3), 2.3168802135047e-03) < 1e-12);
  CHECK(relative_error(importance_time(VeSde{}, 1e-5, 0.3), 1e-5 + 0.3 * (1 - 1e-5)) < 1e-12);
  CHECK(importance_time(VpSde{}, 1e-5, 1) == doctest::Approx(1));
}

// With the exact score the reverse SDE's own density is that of the data, but for the prior at T.
// 5 sigma of the mean over the points; the points' own errors are independent.
TEST_CASE("with the exact score the bound is the density, within its standard error") {
  const auto data = sample_flow(VpSde{}, two_modes(), Adaptive{.atol = 1e-6, .rtol = 1e-6},
                                Cpu<2, double>{.samples = 512}, 3)
                        .x;
  const auto check = [&](const auto& sde) {
    const auto bound = likelihood_bound(sde, two_modes(), data, Cpu<2, double>{}, 1);
    CHECK(bound.status());
    CHECK(bound.nfe == 8 * (32 + 1));
    const auto truth = two_modes().prepare(sde, 1e-5);
    Eigen::ArrayXd difference(data.rows());
    for (Eigen::Index i = 0; i < data.rows(); ++i)
      difference[i] = bound.log_density[i] -
                      two_modes().log_density(truth, Point<double, 2>(data(i, 0), data(i, 1)));
    const double error = std::sqrt(bound.standard_error->square().sum()) / 512;
    CHECK(std::abs(difference.mean()) < 5 * error + 5e-3);  // the prior's mismatch: 2e-3
    CHECK(error < 0.1);
  };
  check(VpSde{});
  check(SubVpSde{});
  check(VeSde{});
}
TEST_CASE("a wrong score can only lower the bound") {
  const auto data = sample_flow(VpSde{}, common_gaussian, Adaptive{.atol = 1e-6, .rtol = 1e-6},
                                Cpu<2, double>{.samples = 512}, 3)
                        .x;
  const auto mean = [&](const auto& model) {
    return likelihood_bound(VpSde{}, model, data, Cpu<2, double>{}, 1).log_density.mean();
  };
  const double right = mean(common_gaussian);
  CHECK(mean(IsotropicGaussian{.mean = 0.4, .variance = 0.5}) < right - 0.1);
  CHECK(mean(IsotropicGaussian{.mean = 0.8, .variance = 0.25}) < right - 0.1);
}
TEST_CASE("one repeat has no standard error, and a score that is not finite gives a status") {
  const Eigen::ArrayX2d x = Eigen::ArrayX2d::Zero(5, 2);
  CHECK(!likelihood_bound(VpSde{}, common_gaussian, x, Cpu<2>{}, 1, {.repeats = 1}).standard_error);
  const auto broken = predicts<Score>([](const auto& point, double) {
    auto s = point;
    s[0] = log(s[0] - s[0]);
    return s;
  });
  const auto r = likelihood_bound(VpSde{}, broken, x, Cpu<2, double>{}, 1);
  CHECK(r.failures.size() == 5);
  CHECK(r.log_density.isNaN().all());
}
