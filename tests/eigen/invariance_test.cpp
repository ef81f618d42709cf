// What correctors make of a Gaussian that they start in: under VP a unit Gaussian is the law at
// every time, and with no predictor a corrector alone acts on it. Bounds are at 5 standard errors
// (one false alarm in 1.7e6 each) and at what the bias of a step is predicted to.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace {

using namespace scoresde;

const IsotropicGaussian unit{.mean = 0, .variance = 1};

// VP up to a time of our choice, where a unit Gaussian is the law as well.
struct VpUntil : VpSde {
  double T;
  TimeDomain time_domain() const { return {1e-3, T}; }
};
// So many steps, all at nearly the same time.
TimeGrid repeated(double t, int steps) {
  std::vector<double> times;
  for (int i = 0; i <= steps; ++i) times.push_back(t * (1 - 1e-9 * i));
  return TimeGrid(std::move(times));
}
template <class Model, class C, class Place>
auto stay(const Model& model, double t, int steps, const C& corrector, const Place& place) {
  auto result = sample(VpUntil{{}, t}, model, repeated(t, steps), Identity{}, corrector, place, 7);
  CHECK(result.status);
  return result.x;
}
double mean_power(const auto& x, int power) { return x.template cast<double>().pow(power).mean(); }
// The numbers of x are independent unit normals, as far as the moments up to the fourth can tell.
void check_unit(const auto& x) {
  const double sqrt_n = std::sqrt(static_cast<double>(x.size()));
  CHECK(std::abs(mean_power(x, 1)) * sqrt_n < 5);
  CHECK(std::abs(mean_power(x, 2) - 1) * sqrt_n < 5 * std::sqrt(2.0));
  CHECK(std::abs(mean_power(x, 3)) * sqrt_n < 5 * std::sqrt(15.0));
  CHECK(std::abs(mean_power(x, 4) - 3) * sqrt_n < 5 * std::sqrt(96.0));
}

// The variance of a unit Gaussian after so many Langevin steps. With e = 2 (snr mean|z|/mean|s|)^2
// over n samples, which e is correlated with to first order in 1/n:
//   E[e |x|^2] = (1 - q) E[e] E|x|^2,  E[e |z|^2] = (1 + q) E[e] E|z|^2,  q = 2 / (D n)
double predicted_variance(double snr, int steps, double q) {
  double v = 1;
  for (int i = 0; i < steps; ++i) {
    const double e = 2 * snr * snr / v;
    v += 2 * e * (1 + q) - 2 * e * (1 - q) * v + e * e * v;
  }
  return v;
}
// `second_order` is what the prediction leaves out.
void check_variance(const auto& x, double predicted, double second_order = 0) {
  const double standard_error = predicted * std::sqrt(2 / static_cast<double>(x.size()));
  CHECK(std::abs(mean_power(x, 1)) < 5 * std::sqrt(predicted / static_cast<double>(x.size())));
  CAPTURE(predicted);
  CAPTURE(standard_error);
  CHECK(std::abs(mean_power(x, 2) - predicted) < 5 * standard_error + second_order);
}

}  // namespace

TEST_CASE("Hamiltonian Monte Carlo leaves a Gaussian invariant, though it refuses proposals") {
  const Gaussian<2> unit_in_full{.mean = {}, .covariance = {{{1, 0}, {0, 1}}}};
  const HamiltonianMonteCarlo corrector{.snr = 1.2, .leapfrog_steps = 3};
  const Cpu<2> place{.samples = 1 << 16};
  const auto before = stay(unit_in_full, 0.5, 19, corrector, place);
  const auto after = stay(unit_in_full, 0.5, 20, corrector, place);
  check_unit(after);
  const Eigen::Array<bool, Eigen::Dynamic, 1> refused = (before == after).rowwise().all();
  const double share = static_cast<double>(refused.count()) / (1 << 16);
  CHECK(share > 0.05);
  CHECK(share < 0.5);
}
TEST_CASE("Hamiltonian Monte Carlo leaves a Gaussian in 8 dimensions invariant, in double") {
  const HamiltonianMonteCarlo corrector{.snr = 0.9, .leapfrog_steps = 3};
  check_unit(stay(unit, 0.5, 20, corrector, Cpu<8, double>{.samples = 1 << 14}));
}
TEST_CASE("Hamiltonian Monte Carlo brings unit normals to the law of a tilted Gaussian") {
  const Gaussian<2> tilted{.mean = {1, -0.5}, .covariance = {{{1.5, 0.6}, {0.6, 0.5}}}};
  const HamiltonianMonteCarlo corrector{.snr = 2, .leapfrog_steps = 3};
  const double t = 0.1, a = VpSde{}.alpha(t), s = VpSde{}.sigma(t);
  const Eigen::ArrayX2d x =
      stay(tilted, t, 300, corrector, Cpu<2>{.samples = 1 << 15}).template cast<double>();
  const double n = 1 << 15;
  for (Eigen::Index i = 0; i < 2; ++i)
    for (Eigen::Index j = 0; j < 2; ++j) {
      const auto k = static_cast<std::size_t>(i), l = static_cast<std::size_t>(j);
      const auto covariance = [&](std::size_t p, std::size_t q) {
        return a * a * tilted.covariance[p][q] + (p == q ? s * s : 0);
      };
      const double got = ((x.col(i) - a * tilted.mean[k]) * (x.col(j) - a * tilted.mean[l])).mean();
      const double spread =
          covariance(k, k) * covariance(l, l) + covariance(k, l) * covariance(k, l);
      CHECK(std::abs(got - covariance(k, l)) < 5 * std::sqrt(spread / n));
    }
}
TEST_CASE("unadjusted Hamiltonian Monte Carlo has the variance of the leapfrog, 1 / (1 - h^2/4)") {
  const HamiltonianMonteCarloOf<Unadjusted> corrector{.snr = 0.6, .leapfrog_steps = 3};
  const double h = 0.6 * VpSde{}.sigma(0.5);
  check_variance(stay(unit, 0.5, 60, corrector, Cpu<2>{.samples = 1 << 16}), 1 / (1 - h * h / 4));
}

TEST_CASE("Langevin with norms over the batch leaves a Gaussian but for the bias of its step") {
  const LangevinOver<OverBatch> corrector{.snr = 0.16};
  const auto x = stay(unit, 0.5, 150, corrector, WholeBatch<float, 2>{.samples = 1 << 16});
  check_variance(x, predicted_variance(0.16, 150, 0));
}
TEST_CASE("Langevin with norms over a group is within 4 % of it in 2, 8 and 784 dimensions") {
  const auto check = []<int D>(const Cpu<D>& place) {
    CAPTURE(D);
    const auto x = stay(unit, 0.5, 150, Langevin{.snr = 0.16}, place);
    const double predicted = predicted_variance(0.16, 150, 2.0 / (D * group_size(D)));
    check_variance(x, predicted);
    CHECK(std::abs(predicted - 1) < 0.04);
  };
  check(Cpu<2>{.samples = 1 << 16});
  check(Cpu<8>{.samples = 1 << 14});
  check(Cpu<784>{.samples = 1 << 8});
}
TEST_CASE("Langevin with norms over a sample is biased by 4 / D more, and wrong in 2 dimensions") {
  const auto variance = []<int D>(const Cpu<D>& place) {
    return stay(unit, 0.5, 150, LangevinOver<OverSample>{.snr = 0.16}, place);
  };
  check_variance(variance(Cpu<64>{.samples = 1 << 11}), predicted_variance(0.16, 150, 2.0 / 64),
                 2 * std::pow(4.0 / 64, 2));
  CHECK(mean_power(variance(Cpu<2>{.samples = 1 << 13}), 2) > 2);
}
TEST_CASE("repeated correctors go on with the law of the one") {
  const Repeated corrector{Langevin{.snr = 0.16}, 3};
  const auto x = stay(unit, 0.5, 50, corrector, Cpu<2>{.samples = 1 << 16});
  check_variance(x, predicted_variance(0.16, 150, 2.0 / 512));
}
