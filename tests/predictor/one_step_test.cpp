// The predictors agree to second order in the length of a step.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// How a difference of two predictors' numbers shrinks with the step: the power of its length.
template <class Part>
void check_order(const auto& sde, const auto& predictor, const auto& other, const Part& part) {
  const TimeDomain domain = sde.time_domain();
  const double t = domain.eps + 0.5 * (domain.T - domain.eps);
  std::vector<double> steps, differences;
  for (const int n : {400, 800, 1600, 3200}) {
    const Interval step = between(t, t - domain.T / n);
    const double a = part(coefficients(predictor, sde, step)),
                 b = part(coefficients(other, sde, step));
    steps.push_back(n);
    differences.push_back(a - b);
  }
  if (std::abs(differences[0]) <= 1e-14) return;  // equal
  CHECK(std::abs(log_slope(steps, differences) + 2) <= 0.05);
}
void check_all(const auto& sde, const auto& predictor) {
  check_order(sde, predictor, EulerMaruyama{}, [](const Coefficients& k) { return k.a; });
  check_order(sde, predictor, EulerMaruyama{}, [](const Coefficients& k) { return k.b; });
  check_order(sde, predictor, EulerMaruyama{}, [](const Coefficients& k) { return k.c * k.c; });
}

}  // namespace

TEST_CASE("reverse diffusion and ancestral sampling are Euler-Maruyama to O(h^2)") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    check_all(sde, ReverseDiffusion{});
    check_all(sde, Ancestral{});
    check_all(sde, AncestralOf<FixedSmall>{});
    check_all(sde, AncestralOf<FixedLarge>{});
  });
}

TEST_CASE("probability flow halves the weight on the score and drops the noise, on every grid") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for_every_grid(sde, 40, [&](const std::string& kind, const auto& grid) {
      CAPTURE(kind);
      const Interval step = grid()[25];
      const auto check = [&](const auto& predictor) {
        const Coefficients whole = coefficients(predictor, sde, step),
                           flow = coefficients(ProbabilityFlow{predictor}, sde, step);
        CHECK(flow.a == whole.a);
        CHECK(flow.b == whole.b / 2);
        CHECK(flow.c == 0);
      };
      check(EulerMaruyama{});
      check(ReverseDiffusion{});
    });
  });
}

TEST_CASE("reverse diffusion undoes the transition between the ends of an interval") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const Interval step = quadratic(sde, 12)[7];
    const Coefficients k = coefficients(ReverseDiffusion{}, sde, step);
    const double r = sde.alpha(step.t) / sde.alpha(step.u),
                 v = std::pow(sde.sigma(step.t), 2) - std::pow(r * sde.sigma(step.u), 2);
    CHECK(relative_error(k.a, 2 - r) <= 1e-13);
    CHECK(relative_error(k.b, v) <= 1e-11);
    CHECK(relative_error(k.c, std::sqrt(v)) <= 1e-11);
  });
}

TEST_CASE("Euler-Maruyama takes the interval's length, on the published grid T / n") {
  const Interval step = published(VpSde{}, 50)[10];
  const Coefficients k = coefficients(EulerMaruyama{}, VpSde{}, step);
  const double beta = VpSde{}.beta()(step.t);
  CHECK(relative_error(k.a, 1 + beta / 100) <= 1e-15);
  CHECK(relative_error(k.b, beta / 50) <= 1e-15);
  const Interval other = uniform(VpSde{}, 50)[10];
  CHECK(relative_error(coefficients(EulerMaruyama{}, VpSde{}, other).b,
                       VpSde{}.beta()(other.t) * (other.t - other.u)) <= 1e-14);
}

TEST_CASE("the last published step of VE's chain is Tweedie's formula at the lowest level") {
  const Interval last = published(VeSde{}, 100)[99];
  const Coefficients reverse = coefficients(ReverseDiffusion{}, VeSde{}, last),
                     ancestral = coefficients(Ancestral{}, VeSde{}, last);
  CHECK(reverse.a == 1);
  CHECK(relative_error(reverse.b, 1e-4) <= 1e-13);
  CHECK(relative_error(ancestral.b, 1e-4) <= 1e-13);
  CHECK(ancestral.c == 0);
}

namespace {

static_assert(HasProbabilityFlow<EulerMaruyama> && HasProbabilityFlow<ReverseDiffusion>);
static_assert(!HasProbabilityFlow<Ancestral> && !HasProbabilityFlow<Identity>);
static_assert(evaluations<EulerMaruyama, VpSde> == 1 && evaluations<Ancestral, VpSde> == 1);
static_assert(evaluations<Identity, VpSde> == 0);
static_assert(evaluations<ProbabilityFlow<EulerMaruyama>, VpSde> == 1);

}  // namespace
