#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using State = Point<double, 1>;

// Given momentum and exponential in place of noise.
struct Given {
  double momentum, minus_log_uniform;
  State operator()() const {
    State p;
    p[0] = momentum;
    return p;
  }
  double exponential() const { return minus_log_uniform; }
};

// One step on N(0.4, 0.25) from q = 1 with p = 0.5, h = 0.1 and five leapfrog steps.
template <class Acceptance>
double from_one(double minus_log_uniform, double h = 0.1, double momentum = 0.5) {
  const typename HamiltonianMonteCarloOf<Acceptance>::template Text<double> text{h, 5};
  State q;
  q[0] = 1;
  const auto score = [](const State& at) {
    State s;
    s[0] = -(at[0] - 0.4) / 0.25;
    return s;
  };
  Given noise{momentum, minus_log_uniform};
  text(q, score, noise, Next<State>{q, nullptr});
  return q[0];
}

// The sample variance of the corrector alone at VE's T, over 2 x 8192 coordinates, in units of P.
template <class Corrector>
double stationary_variance(const Corrector& corrector) {
  const auto x = sample(VeSde{}, common_gaussian, published(VeSde{}, 1), Identity{},
                        Repeated{corrector, 40}, Cpu<2, double>{.samples = 8192}, 11)
                     .x;
  return (x - 0.4).square().mean() / 2500.25;
}
// |z| < 4.9 of a normal: a false alarm in a million, where the squares of 16384 normals are
// averaged.
constexpr double tolerance = 4.9 * 0.01104854345603981;  // sqrt(2 / 16384)

}  // namespace

TEST_CASE("five leapfrog steps on a Gaussian end at the known state") {
  CHECK(relative_error(from_one<Unadjusted>(0), 0.93499017728000) <= 1e-13);
  CHECK(relative_error(from_one<Adjusted>(0), 0.93499017728000) <= 1e-13);
}

TEST_CASE("a proposal is accepted where the uniform number is below exp(-Delta H)") {
  // Delta H = -1.4757102042785e-03, so every uniform number accepts, and the threshold on minus its
  // logarithm lies at that negative number.
  CHECK(from_one<Adjusted>(-1.4757102042785e-03 + 1e-12) != 1);
  CHECK(from_one<Adjusted>(-1.4757102042785e-03 - 1e-12) == 1);
  // An unstable path (h > 2 sqrt(P)) loses much energy and is rejected: the state stays.
  CHECK(from_one<Adjusted>(0.5, 1.5) == 1);
  CHECK(from_one<Unadjusted>(0.5, 1.5) != 1);
  CHECK(std::abs(from_one<Unadjusted>(0.5, 1.5)) > 100);
}

TEST_CASE("a path that is not finite is rejected") {
  CHECK(from_one<Adjusted>(3, 1e200) == 1);
  CHECK(from_one<Adjusted>(3, 0.1, NAN) == 1);
}

TEST_CASE("the leapfrog step is snr times the marginal's deviation, at L + 1 evaluations") {
  const auto text = HamiltonianMonteCarlo{.snr = 0.3}.step(VpSde{}, published(VpSde{}, 10)[3]);
  CHECK(relative_error(text.h, 0.3 * VpSde{}.sigma(published(VpSde{}, 10)[3].t)) <= 1e-15);
  CHECK(text.leapfrog_steps == 5);
  const auto result = sample(VeSde{}, common_gaussian, published(VeSde{}, 10), Identity{},
                             HamiltonianMonteCarlo{.leapfrog_steps = 3}, Cpu<2>{.samples = 10}, 1);
  CHECK(result.nfe == 10 * 4);
}

TEST_CASE("adjusted Hamiltonian Monte Carlo leaves a Gaussian invariant at any step size") {
  CHECK(std::abs(stationary_variance(HamiltonianMonteCarlo{.snr = 0.3}) - 1) <= tolerance);
  CHECK(std::abs(stationary_variance(HamiltonianMonteCarlo{.snr = 1, .leapfrog_steps = 2}) - 1) <=
        tolerance);
}

TEST_CASE("unadjusted Hamiltonian Monte Carlo leaves P / (1 - h^2 / 4P)") {
  const double h = 50, P = 2500.25, want = 1 / (1 - h * h / (4 * P));
  const double got =
      stationary_variance(HamiltonianMonteCarloOf<Unadjusted>{.snr = 1, .leapfrog_steps = 2});
  CHECK(std::abs(got / want - 1) <= tolerance);
  CHECK(want > 1.3);
}
