#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Vector2 {
  double t, log_density, s1, s2, divergence, J12;
};

Point<double, 2> point(double a, double b) {
  Point<double, 2> p;
  p[0] = a, p[1] = b;
  return p;
}

// Two modes at x = (0.3, -0.2): density, score, divergence and ds_1/dx_2.
void check_vectors(const auto& sde, const std::vector<Vector2>& vectors) {
  const Point<double, 2> x = point(0.3, -0.2);
  for (const Vector2& want : vectors) {
    CAPTURE(want.t);
    const auto prepared = two_modes().prepare(sde, want.t);
    const Point<double, 2> s = two_modes()(prepared, x);
    CHECK(relative_error(two_modes().log_density(prepared, x), want.log_density) <= 1e-12);
    CHECK(relative_error(s[0], want.s1) <= 1e-12);
    CHECK(relative_error(s[1], want.s2) <= 1e-12);
    CHECK(relative_error(two_modes().divergence(prepared, x), want.divergence) <= 1e-12);

    const auto score = [&](const auto& y) { return two_modes()(prepared, y); };
    CHECK(relative_error(divergence(score, x), want.divergence) <= 1e-12);
    Point<Dual<double>, 2> along;
    along[0] = Dual<double>(x[0], 0);
    along[1] = Dual<double>(x[1], 1);
    CHECK(relative_error(score(along)[0].slope, want.J12) <= 1e-12);
    const double by_density = two_modes().log_density(prepared, along).slope;
    CHECK(relative_error(by_density, want.s2) <= 1e-12);
  }
}

}  // namespace

TEST_CASE("two modes have the known density, score, divergence and Jacobian under VE") {
  check_vectors(VeSde{}, {{.05, -1.3996172217578, 3.0511069029808, -.55539078499125,
                           -10.340266724073, -.50382727974128},
                          {.3, -1.4090251666740, 2.7702615621120, -.54242135558474,
                           -9.4953867161572, -.42856659021029},
                          {.8, -6.2621845117098, -4.4264733186593e-04, 8.2882294391915e-04,
                           -2.3965712690972e-02, -4.9993047030014e-05}});
}

TEST_CASE("two modes have the known density, score, divergence and Jacobian under VP") {
  check_vectors(VpSde{}, {{.05, -1.3782079506462, 2.5869512482906, -.52870654358352,
                           -9.1569764161653, -.38945914444136},
                          {.3, -1.6705846492736, 1.5250798802105e-02, 8.0294750182214e-02,
                           -2.4167261825619, -.23294021192466},
                          {.8, -1.8981511071824, -.28961698578529, .19486153781551,
                           -2.0013095616338, -5.4406050453692e-04}});
}

TEST_CASE("two modes have the known density, score, divergence and Jacobian under sub-VP") {
  check_vectors(SubVpSde{}, {{.05, -1.3546723007958, 3.0571737973099, -.55326954824450,
                              -10.615644073656, -.515591416127926},
                             {.3, -1.3242530117438, .17295471584726, .057139078362897,
                              -3.5786843628671, -.43578675310224},
                             {.8, -1.8966641255836, -.29007559186337, .19517019261790,
                              -2.0044810940665, -5.4578078036128e-04}});
}

TEST_CASE("two modes have the known density at time 0") {
  const auto data = two_modes().prepare(EdmSde{}, 0);  // where alpha is 1 and sigma 0
  CHECK(relative_error(two_modes().log_density(data, point(0.3, -0.2)), -1.3995333744029) <= 1e-13);
}

TEST_CASE("a mixture of one is a Gaussian") {
  const Matrix<double, 2> covariance{{{2, 0.3}, {0.3, 1}}};
  const GaussianMixture<2, 1> mixture{{{{0.5, -1}}}, {covariance}, {1}};
  const Gaussian<2> gaussian{{0.5, -1}, covariance};
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = sde.time_domain().T / 3;
    const auto of_mixture = mixture.prepare(sde, t);
    const auto of_gaussian = gaussian.prepare(sde, t);
    for (const Point<double, 2>& x : {point(0.3, -0.2), point(-4, 7)}) {
      const Point<double, 2> a = mixture(of_mixture, x), b = gaussian(of_gaussian, x);
      CHECK(relative_error(a[0], b[0]) <= 1e-13);
      CHECK(relative_error(a[1], b[1]) <= 1e-13);
      CHECK(relative_error(mixture.log_density(of_mixture, x),
                           gaussian.log_density(of_gaussian, x)) <= 1e-13);
      CHECK(relative_error(mixture.divergence(of_mixture, x),
                           gaussian.divergence(of_gaussian, x)) <= 1e-13);
    }
  });
}

TEST_CASE("a mixture's score far from all modes is that of the likeliest, and finite") {
  const auto prepared = two_modes().prepare(VpSde{}, 1e-3);
  for (const double far : {50.0, -300.0, 1e4}) {
    const Point<double, 2> s = two_modes()(prepared, point(far, -far));
    CHECK(std::isfinite(s[0]));
    CHECK(std::isfinite(s[1]));
    CHECK(s[0] * far < 0);
    CHECK(std::isfinite(two_modes().log_density(prepared, point(far, -far))));
    CHECK(std::isfinite(two_modes().divergence(prepared, point(far, -far))));
  }
}

TEST_CASE("a mixture's weights must be positive and sum to one") {
  const auto refused = [](double a, double b) {
    auto mixture = two_modes();
    mixture.weights = {a, b};
    return refusal([&] { mixture.validate(); });
  };
  CHECK(refused(0.4, 0.6) == "accepted");
  CHECK(refused(0.4, 0.5) == "sum of the weights = 0.9 must be 1");
  CHECK(refused(0.7, 0.7) == "sum of the weights = 1.4 must be 1");
  CHECK(refused(1, 0) == "weight = 0 must lie in (0, 1]");
  CHECK(refused(1.5, -0.5) == "weight = -0.5 must lie in (0, 1]");
  CHECK(refused(NAN, 0.5) == "weight = nan must lie in (0, 1]");
}

TEST_CASE("a mixture's covariances must be symmetric and positive definite") {
  const auto refused = [](const Matrix<double, 2>& covariance) {
    auto mixture = two_modes();
    mixture.covariances[1] = covariance;
    return refusal([&] { mixture.validate(); });
  };
  CHECK(refused({{{1, 0.5}, {0.5, 1}}}) == "accepted");
  CHECK(refused({{{1, 0.5}, {0.4, 1}}}) ==
        "covariance = 0.4 must equal its mirror image: a covariance is symmetric");
  CHECK(
      refused({{{1, 2}, {2, 1}}}) ==
      "pivot of the covariance = -3 must lie in (0, infinity): a covariance is positive definite");
  CHECK(refused({{{0, 0}, {0, 1}}}) ==
        "pivot of the covariance = 0 must lie in (0, infinity): a covariance is positive definite");
  CHECK(refused({{{NAN, 0}, {0, 1}}}) != "accepted");
  CHECK(refused({{{INFINITY, 0}, {0, 1}}}) != "accepted");
}

TEST_CASE("a covariance that rounding left a little asymmetric is accepted") {
  // R diag(1, 1e-3) R^T as a user computes it, with a zero that rounding missed
  auto mixture = two_modes();
  mixture.covariances[0] = {{{1, 1e-17}, {0, 1}}};
  CHECK(refusal([&] { mixture.validate(); }) == "accepted");
}

TEST_CASE("a sampler refuses a mixture that makes no sense") {
  auto mixture = two_modes();
  mixture.weights = {0.5, 0.4};
  CHECK(refusal([&] {
          sample(VpSde{}, two_modes(), uniform(VpSde{}, 2), EulerMaruyama{}, Identity{},
                 Cpu<2>{.samples = 1}, 1);
        }) == "accepted");
  CHECK(refusal([&] {
          sample(VpSde{}, mixture, uniform(VpSde{}, 2), EulerMaruyama{}, Identity{},
                 Cpu<2>{.samples = 1}, 1);
        }) == "sum of the weights = 0.9 must be 1");
}
