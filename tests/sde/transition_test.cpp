#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

static_assert(HasChain<VeSde> && HasChain<VpSde>);
static_assert(!HasChain<SubVpSde> && !HasChain<EdmSde> && !HasChain<CosineSde>);
static_assert(HasDiscretization<SubVpSde> && !HasDiscretization<VpSde>);
static_assert(HasDiscreteAlpha<SubVpSde> && !HasDiscreteAlpha<VpSde>);

void check_equal(const Transition& a, const Transition& b, double tolerance = 0) {
  CHECK(relative_error(a.scale, b.scale) <= tolerance);
  CHECK(relative_error(a.variance, b.variance) <= tolerance);
  CHECK(relative_error(a.posterior, b.posterior) <= tolerance);
}

}  // namespace

TEST_CASE("the exact transition takes the marginal at u to the marginal at t") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const TimeGrid& grid : {uniform(sde, 3), edm(sde, 7)})
      for (int i = 0; i < grid.steps(); ++i) {
        const Transition step = exact_transition(sde, grid[i]);
        const double t = grid[i].t, u = grid[i].u;
        CHECK(relative_error(step.scale * sde.alpha(u), sde.alpha(t)) <= 1e-13);
        const double variance = std::pow(step.scale * sde.sigma(u), 2) + step.variance;
        CHECK(relative_error(variance, std::pow(sde.sigma(t), 2)) <= 1e-12);
        CHECK(relative_error(step.posterior,
                             sde.sigma(u) * std::sqrt(step.variance) / sde.sigma(t)) <= 1e-13);
      }
  });
}

TEST_CASE("the exact transition of a tiny interval does not cancel") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const TimeDomain domain = sde.time_domain();
    const double t = (domain.eps + domain.T) / 2, h = 1e-9 * t;
    const Transition step = exact_transition(sde, between(t, t - h));
    CHECK(relative_error(step.variance, std::pow(sde.diffusion(t), 2) * h) <= 1e-5);
  });
}

TEST_CASE("the exact transition from time 0 has all the noise") {
  const Transition step = exact_transition(VpSde{}, between(0.2, 0));
  CHECK(step.scale == VpSde{}.alpha(0.2));
  CHECK(relative_error(step.variance, std::pow(VpSde{}.sigma(0.2), 2)) <= 1e-15);
  CHECK(step.posterior == 0);
}

TEST_CASE("VE's chain is the exact transition between its levels") {
  const VeSde sde;
  for (const int k : {1, 50, 99}) {
    const Interval step = between(k / 99.0, (k - 1) / 99.0);
    check_equal(exact_transition(sde, step), sde.chain(k, 100), 1e-12);
  }
}

TEST_CASE("the published chain is read on the published grid, at index N - 1 - i") {
  for (const int n : {20, 1000, 2000}) {
    CAPTURE(n);
    const TimeGrid ve = published(VeSde{}, n);
    for (const int i : {0, n / 3, n - 1})
      check_equal(transition(VeSde{}, ve[i]), VeSde{}.chain(n - 1 - i, n));
  }
  const TimeGrid vp = published(VpSde{}, 2000);  // where flooring the time is one too high
  for (const int i : {0, 1, 1000, 1998, 1999})
    check_equal(transition(VpSde{}, vp[i]), VpSde{}.chain(1999 - i, 2000));
}

TEST_CASE("on any other grid the transition is the one between the interval's ends") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for_every_grid(sde, 30, [&](const std::string& kind, const auto& grid) {
      if (kind == "published") return;
      for (const int i : {0, 13, 29}) {
        const Interval step = grid()[i];
        check_equal(transition(sde, step), exact_transition(sde, step));
        check_equal(discretization(sde, step), exact_transition(sde, step));
      }
    });
  });
}

TEST_CASE("an SDE without a chain has the exact transition on the published grid too") {
  const TimeGrid grid = published(EdmSde{}, 10);
  check_equal(transition(EdmSde{}, grid[4]), exact_transition(EdmSde{}, grid[4]));
  const TimeGrid sub_vp = published(SubVpSde{}, 30);
  check_equal(transition(SubVpSde{}, sub_vp[4]), exact_transition(SubVpSde{}, sub_vp[4]));
}

TEST_CASE("Langevin's alpha is 1 for VE and 1 - beta_k for VP and sub-VP on the published grid") {
  CHECK(langevin_alpha(VeSde{}, published(VeSde{}, 1000)[300]) == 1);
  CHECK(langevin_alpha(VeSde{}, uniform(VeSde{}, 1000)[300]) == 1);
  const double beta = VpSde{}.beta().discrete(699, 1000);
  CHECK(relative_error(langevin_alpha(VpSde{}, published(VpSde{}, 1000)[300]), 1 - beta) <= 1e-15);
  CHECK(relative_error(langevin_alpha(SubVpSde{}, published(SubVpSde{}, 1000)[300]), 1 - beta) <=
        1e-15);
}

TEST_CASE("Langevin's alpha elsewhere is the square of the transition's scale") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const Interval step = uniform(sde, 50)[20];
    CHECK(relative_error(langevin_alpha(sde, step),
                         std::pow(sde.alpha(step.t) / sde.alpha(step.u), 2)) <= 1e-13);
    CHECK(langevin_alpha(sde, uniform(sde, 50).at_end()) == 1);
  });
}
