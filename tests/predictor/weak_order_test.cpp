// The order of the predictors' weak error: how fast the law of their samples, noise of the last
// step included, approaches that of the equation itself. No sampling: the laws are exact.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// What the probability-flow equation makes of a law.
Moments flowed(const Moments& x, const auto& sde, double t, double u) {
  const auto variance = [&](double at) {
    return std::pow(sde.alpha(at), 2) * 0.25 + std::pow(sde.sigma(at), 2);
  };
  const double slope = std::sqrt(variance(u) / variance(t));
  return {0.4 * sde.alpha(u) + slope * (x.mean - 0.4 * sde.alpha(t)), slope * slope * x.variance};
}

constexpr auto uniform_in_time = [](const auto& sde, int n) { return uniform(sde, n); };
constexpr auto uniform_in_log_snr = [](const auto& sde, int n) { return uniform_log_snr(sde, n); };

// The measured order of the mean and of the variance at the end.
struct Order {
  double mean, variance;
};
Order order(const auto& sde, const auto& predictor, const auto& grid, bool flow = false) {
  const TimeDomain domain = sde.time_domain();
  const Moments prior{0, std::pow(sde.prior().deviation, 2)};
  const Moments want =
      flow ? flowed(prior, sde, domain.T, domain.eps) : reversed(prior, sde, domain.T, domain.eps);
  std::vector<double> steps, in_mean, in_variance;
  for (const int n : {200, 400, 800}) {
    const Moments got = moments(
        sample(sde, common_gaussian, grid(sde, n), predictor, Identity{}, ExactLaw<1>{}, 1).x);
    steps.push_back(n);
    in_mean.push_back(got.mean - want.mean);
    in_variance.push_back(got.variance - want.variance);
  }
  const bool mean_is_exact = std::abs(in_mean[0]) < 1e-12;
  return {mean_is_exact ? INFINITY : -log_slope(steps, in_mean), -log_slope(steps, in_variance)};
}

void check_one(double order) { CHECK(std::abs(order - 1) <= 0.15); }
void check_order_one(const auto& sde, const auto& predictor, const auto& grid, bool flow = false) {
  const Order measured = order(sde, predictor, grid, flow);
  check_one(measured.variance);
  check_one(measured.mean);
}
// Ancestral sampling carries the mean without error, and so does reverse diffusion without drift.
void check_exact_mean(const auto& sde, const auto& predictor, const auto& grid) {
  const Order measured = order(sde, predictor, grid);
  check_one(measured.variance);
  CHECK(measured.mean == INFINITY);
}
void check_predictors(const auto& sde, const auto& grid) {
  check_order_one(sde, EulerMaruyama{}, grid);
  check_order_one(sde, ReverseDiffusion{}, grid);
  check_exact_mean(sde, Ancestral{}, grid);
  check_exact_mean(sde, AncestralOf<FixedLarge>{}, grid);
  check_order_one(sde, ProbabilityFlow<EulerMaruyama>{}, grid, true);
  check_order_one(sde, ProbabilityFlow<ReverseDiffusion>{}, grid, true);
}

}  // namespace

TEST_CASE("every predictor's weak error under VE is of order one or better") {
  const VeSde sde;
  // here the error in the variance is h^2 until its term in h, a thousandth of it, is larger
  const Order euler = order(sde, EulerMaruyama{}, uniform_in_time);
  check_one(euler.mean);
  CHECK(euler.variance > 0.85);
  check_exact_mean(sde, ReverseDiffusion{}, uniform_in_time);
  check_exact_mean(sde, Ancestral{}, uniform_in_time);
  check_order_one(sde, ProbabilityFlow<EulerMaruyama>{}, uniform_in_time, true);
  check_order_one(sde, ProbabilityFlow<ReverseDiffusion>{}, uniform_in_time, true);
}

TEST_CASE("every predictor's weak error under EDM is of order one") {
  const EdmSde sde;
  check_order_one(sde, EulerMaruyama{}, uniform_in_log_snr);
  check_exact_mean(sde, ReverseDiffusion{}, uniform_in_log_snr);
  check_exact_mean(sde, Ancestral{}, uniform_in_log_snr);
  check_order_one(sde, ProbabilityFlow<EulerMaruyama>{}, uniform_in_log_snr, true);
  check_order_one(sde, ProbabilityFlow<ReverseDiffusion>{}, uniform_in_log_snr, true);
}

TEST_CASE("every predictor's weak error under VP is of order one") {
  check_predictors(VpSde{}, uniform_in_time);
}
TEST_CASE("every predictor's weak error under sub-VP is of order one") {
  check_predictors(SubVpSde{}, uniform_in_time);
}
TEST_CASE("every predictor's weak error under the cosine schedule is of order one") {
  check_predictors(CosineSde{}, uniform_in_time);
}
TEST_CASE("every predictor's weak error under linear log-SNR is of order one") {
  check_predictors(LinearLogSnrSde{}, uniform_in_time);
}
