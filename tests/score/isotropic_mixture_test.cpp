#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

Point<double, 2> point(double a, double b) {
  Point<double, 2> p;
  p[0] = a, p[1] = b;
  return p;
}
const std::vector<Point<double, 2>> states{point(0.3, -0.2), point(3.9, 0.1), point(-2, 2.5),
                                           point(0, 0), point(60, -80)};

// The two models at one time and state, f(a, b) for every number that they give.
template <class A, class B>
void compare(const A& a, const B& b, double tolerance) {
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const TimeDomain domain = sde.time_domain();
    for (const double t : {domain.eps, domain.T / 4, domain.T}) {
      CAPTURE(t);
      const auto of_a = a.prepare(sde, t);
      const auto of_b = b.prepare(sde, t);
      for (const Point<double, 2>& x : states) {
        CAPTURE(x[0]);
        const Point<double, 2> sa = a(of_a, x), sb = b(of_b, x);
        // what the distance to a mode is to the marginal's deviation
        const double variance = std::pow(sde.alpha(t), 2) * a.variance + std::pow(sde.sigma(t), 2);
        const double length = 4 + std::sqrt(inner(x, x)), size = length / variance;
        CHECK(std::abs(sa[0] - sb[0]) <= tolerance * size);
        CHECK(std::abs(sa[1] - sb[1]) <= tolerance * size);
        const double da = a.log_density(of_a, x), db = b.log_density(of_b, x);
        CHECK(std::abs(da - db) <= tolerance * length * size);
        const double va = a.divergence(of_a, x), vb = b.divergence(of_b, x);
        CHECK(std::abs(va - vb) <= tolerance * length * size * (1 + 16 / variance));
      }
    }
  });
}

template <int K>
IsotropicMixture<2> at_run_time(const IsotropicMixture<2, K>& fixed) {
  return {.means = {fixed.means.begin(), fixed.means.end()},
          .weights = {fixed.weights.begin(), fixed.weights.end()},
          .variance = fixed.variance};
}

// Forty modes on a spiral: more than a fixed mixture holds in registers.
IsotropicMixture<2, 40> spiral() {
  IsotropicMixture<2, 40> made{.variance = 0.01};
  for (std::size_t k = 0; k < 40; ++k) {
    const double u = 0.2 * static_cast<double>(k);
    made.means[k] = {0.3 * u * std::cos(u), 0.3 * u * std::sin(u)};
    made.weights[k] = (1 + static_cast<double>(k)) / 820;
  }
  return made;
}

}  // namespace

TEST_CASE("a mixture of a fixed and of a run-time number of modes are the same") {
  compare(ring(), at_run_time(ring()), 1e-14);
  compare(spiral(), at_run_time(spiral()), 1e-14);
}

TEST_CASE("a run-time mixture without weights has equal ones") {
  IsotropicMixture<2> equal = at_run_time(ring());
  equal.weights.clear();
  compare(equal, ring(), 1e-14);
}

TEST_CASE("an isotropic mixture is the mixture with those covariances") {
  GaussianMixture<2, 8> full;
  full.means = ring().means;
  full.weights = ring().weights;
  full.covariances.fill({{{0.09, 0}, {0, 0.09}}});
  compare(ring(), full, 1e-11);
}

TEST_CASE("an isotropic mixture of one is an isotropic Gaussian") {
  const IsotropicMixture<2, 1> one{.means = {{{0.4, 0.4}}}, .weights = {1}, .variance = 0.25};
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = sde.time_domain().T / 5;
    const auto a = one.prepare(sde, t);
    const auto b = common_gaussian.prepare(sde, t);
    const Point<double, 2> x = point(0.3, -2), sa = one(a, x), sb = common_gaussian(b, x);
    CHECK(relative_error(sa[0], sb[0]) <= 1e-13);
    CHECK(relative_error(sa[1], sb[1]) <= 1e-13);
    CHECK(relative_error(one.log_density(a, x), common_gaussian.log_density(b, x)) <= 1e-13);
    CHECK(relative_error(one.divergence(a, x), common_gaussian.divergence(b, x)) <= 1e-13);
  });
}

TEST_CASE("a mixture of points at no bandwidth has a finite score at every time of a sampler") {
  IsotropicMixture<2> data{.means = {{-1, 0.5}, {0.8, -0.4}, {2, 2}}, .variance = 0};
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : {sde.time_domain().eps, sde.time_domain().T}) {
      const auto prepared = data.prepare(sde, t);
      for (const Point<double, 2>& x : states) {
        const Point<double, 2> s = data(prepared, x);
        CHECK(std::isfinite(s[0]));
        CHECK(std::isfinite(s[1]));
      }
    }
  });
}

TEST_CASE("the denoised state of a mixture of points is in their convex hull") {
  const IsotropicMixture<2> data{.means = {{-1, 0}, {1, 0}}, .variance = 0};
  const auto prepared = data.prepare(VeSde{}, 0.4);
  const double variance = std::pow(VeSde{}.sigma(0.4), 2);
  for (const Point<double, 2>& x : states) {
    const Point<double, 2> s = data(prepared, x), denoised = x + variance * s;
    CHECK(std::abs(denoised[0]) <= 1 + 1e-12);
    CHECK(std::abs(denoised[1]) <= 1e-10 * (1 + std::abs(x[1])));
  }
}

TEST_CASE("an isotropic mixture refuses what makes no sense") {
  const auto refused = [](auto mixture, const auto& change) {
    change(mixture);
    return refusal([&] { mixture.validate(); });
  };
  const IsotropicMixture<2> data{.means = {{-1, 0}, {1, 0}}, .weights = {0.5, 0.5}};
  CHECK(refused(data, [](auto&) {}) == "accepted");
  CHECK(refused(data, [](auto& m) { m.variance = -1; }) ==
        "variance = -1 must lie in [0, infinity)");
  CHECK(refused(data, [](auto& m) { m.variance = NAN; }) ==
        "variance = nan must lie in [0, infinity)");
  CHECK(refused(data, [](auto& m) {
          m.weights = {0.5, 0.6};
        }) == "sum of the weights = 1.1 must be 1");
  CHECK(refused(data, [](auto& m) { m.weights = {1}; }) ==
        "weights.size() = 1 must be 2, one per component");
  CHECK(refused(data, [](auto& m) { m.means[0][1] = INFINITY; }) ==
        "coordinate of a mean = inf must lie in (-infinity, infinity)");
  CHECK(refused(data, [](auto& m) { m.means.clear(), m.weights.clear(); }) ==
        "means.size() = 0 must lie in [1, infinity)");
  CHECK(refused(data, [](auto& m) { m.means.clear(); }) != "accepted");
  CHECK(refused(ring(), [](auto& m) { m.weights[3] = 0.5; }) ==
        "sum of the weights = 1.375 must be 1");
}
