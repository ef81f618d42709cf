#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "ode/flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// The density of each datum at 1e-5.
Eigen::ArrayXd truth(const auto& sde, const Eigen::ArrayX2d& data) {
  const auto now = two_modes().prepare(sde, 1e-5);
  Eigen::ArrayXd density(data.rows());
  for (Eigen::Index i = 0; i < data.rows(); ++i)
    density[i] = two_modes().log_density(now, Point<double, 2>(data(i, 0), data(i, 1)));
  return density;
}
// A unit Gaussian's score, but not a number where x_0 > 2 and a time between two.
auto broken_between(double from, double to) {
  return predicts<Score>([=](const auto& x, double t) {
    std::decay_t<decltype(x)> s = -1.0 * x;
    using E = std::decay_t<decltype(s[0])>;
    const E none(std::numeric_limits<double>::quiet_NaN());
    if (t > from && t < to) s[1] = choose(x[0] - E(2.0), none, s[1]);
    return s;
  });
}

}  // namespace

TEST_CASE("importance times are those of the published sampling, in closed form") {
  CHECK(relative_error(importance_time(VpSde{}, 1e-5, 0.3), 7.4066891782300e-03) < 1e-12);
  CHECK(relative_error(importance_time(SubVpSde{}, 1e-5, 0.3), 2.3168802135047e-03) < 1e-12);
  CHECK(relative_error(importance_time(VeSde{}, 1e-5, 0.3), 1e-5 + 0.3 * (1 - 1e-5)) < 1e-12);
  CHECK(importance_time(VpSde{}, 1e-5, 1) == doctest::Approx(1));
}

// With the exact score the reverse SDE's own density is that of the data, but for the prior at T.
// 5 sigma of the mean over the points.
TEST_CASE("with the exact score the bound is the density, within its standard error") {
  const auto data = sample_flow(VpSde{}, two_modes(), Adaptive{.atol = 1e-6, .rtol = 1e-6},
                                Cpu<2, double>{.samples = 512}, 3)
                        .x;
  const auto check = [&](const auto& sde) {
    const auto bound = likelihood_bound(sde, two_modes(), data, Cpu<2, double>{}, 1);
    CHECK(bound.status());
    CHECK(bound.nfe == 8 * (32 + 1));
    const double error = *bound.standard_error_of_mean;
    CHECK(std::abs(bound.mean - truth(sde, data).mean()) <
          5 * error + 5e-3);  // the prior's mismatch: 2e-3
    CHECK(error < 0.1);
    CHECK(std::abs(bound.mean - bound.log_density.mean()) < 1e-12);
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
// Its noise on the addresses of the run's steps, the bound was above the truth by a fifth of a nat.
TEST_CASE("the seed of the run that made the data is as good as any") {
  const VpSde sde;
  const Eigen::ArrayX2d data = sample(sde, two_modes(), published(sde, 250), EulerMaruyama{},
                                      Identity{}, Cpu<2, double>{.samples = 4096}, 42)
                                   .x;
  const double want = truth(sde, data).mean();
  for (const std::uint64_t seed : {42, 43}) {
    const auto bound = likelihood_bound(sde, two_modes(), data, Cpu<2, double>{}, seed);
    CHECK(std::abs(bound.mean - want) < 5 * *bound.standard_error_of_mean + 5e-3);
    CHECK(*bound.standard_error_of_mean < 0.03);
  }
}
// The mean square of so many unit normals is below 1/2 or above 3/2 once in 1e4.
TEST_CASE("the standard error of a mean over data is right though data share their times") {
  const Eigen::ArrayX2d data = 0.4 + 0.5 * Eigen::ArrayX2d::Random(512, 2);
  double sum = 0, squares = 0, reported = 0, as_if_independent = 0;
  constexpr int seeds = 128;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto bound = likelihood_bound(VpSde{}, common_gaussian, data, Cpu<2, double>{}, seed,
                                        {.times = 4, .repeats = 8});
    sum += bound.mean;
    squares += bound.mean * bound.mean;
    reported += std::pow(*bound.standard_error_of_mean, 2) / seeds;
    as_if_independent += bound.standard_error->square().sum() / (512. * 512) / seeds;
  }
  const double variance = (squares - sum * sum / seeds) / (seeds - 1);
  CHECK(variance / reported > 0.5);
  CHECK(variance / reported < 1.5);
  CHECK(variance / as_if_independent > 4);
}
TEST_CASE("the means and errors of shards are those of independent parts of the whole") {
  const Eigen::ArrayX2d data = 0.4 + 0.5 * Eigen::ArrayX2d::Random(700, 2);
  const auto of = [&](const Eigen::ArrayX2d& rows, std::uint64_t first) {
    return likelihood_bound(VpSde{}, common_gaussian, rows, Cpu<2, double>{.first = first}, 3);
  };
  const auto all = of(data, 0), a = of(data.topRows(256), 0), b = of(data.bottomRows(444), 256);
  CHECK(std::abs(700 * all.mean - 256 * a.mean - 444 * b.mean) < 1e-9);
  CHECK(std::abs(700 * *all.standard_error_of_mean -
                 std::hypot(256 * *a.standard_error_of_mean, 444 * *b.standard_error_of_mean)) <
        1e-9);
}
TEST_CASE("a failure is named with a time at which the score was not finite") {
  const Eigen::ArrayX2d x{{0, 0}, {9, 0}, {0, 9}};
  const auto failure = [&](double from, double to) {
    const auto r = likelihood_bound(VpSde{}, broken_between(from, to), x, Cpu<2, double>{}, 1);
    REQUIRE(r.failures.size() == 1);
    CHECK(std::isnan(r.log_density[1]));
    CHECK(std::abs(r.mean - (r.log_density[0] + r.log_density[2]) / 2) < 1e-12);
    CHECK(std::isfinite(*r.standard_error_of_mean));
    return r.status();
  };
  CHECK(failure(0, 1e-3).message().find(
            "sample 1 has a term of the bound that is not finite at time 1e-05:") == 0);
  CHECK(*failure(0.01, 0.02).time > 0.01);
  CHECK(*failure(0.01, 0.02).time < 0.02);
}
TEST_CASE("one repeat has no standard error, and a score that is not finite gives a status") {
  const Eigen::ArrayX2d x = Eigen::ArrayX2d::Zero(5, 2);
  const auto once = likelihood_bound(VpSde{}, common_gaussian, x, Cpu<2>{}, 1, {.repeats = 1});
  CHECK(!once.standard_error);
  CHECK(!once.standard_error_of_mean);
  const auto broken = predicts<Score>([](const auto& point, double) {
    auto s = point;
    s[0] = log(s[0] - s[0]);
    return s;
  });
  const auto r = likelihood_bound(VpSde{}, broken, x, Cpu<2, double>{}, 1);
  CHECK(r.failures.size() == 5);
  CHECK(r.log_density.isNaN().all());
  CHECK(std::isnan(r.mean));
}
