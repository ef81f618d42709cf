#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

}  // namespace

TEST_CASE("an isotropic Gaussian's score and density are those of its marginal") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = sde.time_domain().T / 3, alpha = sde.alpha(t);
    const double variance = alpha * alpha * 0.25 + std::pow(sde.sigma(t), 2);
    const auto prepared = common_gaussian.prepare(sde, t);
    Point<double, 3> x;
    x[0] = 0.3, x[1] = -1, x[2] = 5;
    const Point<double, 3> s = common_gaussian(prepared, x);
    double log_density = 0;
    for (int d = 0; d < 3; ++d) {
      const double away = x[d] - alpha * 0.4;
      CHECK(relative_error(s[d], -away / variance) <= 1e-13);
      log_density -= away * away / (2 * variance) + 0.5 * std::log(2 * std::numbers::pi * variance);
    }
    CHECK(relative_error(common_gaussian.log_density(prepared, x), log_density) <= 1e-13);
    CHECK(relative_error(common_gaussian.divergence(prepared, x), -3 / variance) <= 1e-13);
  });
}

TEST_CASE("a Gaussian with a full covariance has the score of its marginal") {
  const Gaussian<2> gaussian{.mean = {0.3, -1}, .covariance = {{{2, 0.3}, {0.3, 1}}}};
  const double t = 0.3, a = VpSde{}.alpha(t), v = std::pow(VpSde{}.sigma(t), 2);
  const double p = a * a * 2 + v, q = a * a * 0.3, r = a * a + v, det = p * r - q * q;
  const auto prepared = gaussian.prepare(VpSde{}, t);
  Point<double, 2> x;
  x[0] = 0.3, x[1] = -0.2;
  const double u = x[0] - a * 0.3, w = x[1] + a;
  const Point<double, 2> s = gaussian(prepared, x);
  CHECK(relative_error(s[0], -(r * u - q * w) / det) <= 1e-13);
  CHECK(relative_error(s[1], -(p * w - q * u) / det) <= 1e-13);
  CHECK(relative_error(gaussian.divergence(prepared, x), -(p + r) / det) <= 1e-13);
  const double square = (r * u * u - 2 * q * u * w + p * w * w) / det;
  CHECK(relative_error(gaussian.log_density(prepared, x),
                       -std::log(2 * std::numbers::pi) - 0.5 * std::log(det) - square / 2) <=
        1e-13);
}

TEST_CASE("an isotropic covariance gives the isotropic Gaussian") {
  const Gaussian<2> full{.mean = {0.4, 0.4}, .covariance = {{{0.25, 0}, {0, 0.25}}}};
  Point<double, 2> x;
  x[0] = 0.3, x[1] = -0.2;
  const auto a = full.prepare(SubVpSde{}, 0.2);
  const auto b = common_gaussian.prepare(SubVpSde{}, 0.2);
  CHECK(relative_error(full(a, x)[1], common_gaussian(b, x)[1]) <= 1e-14);
  CHECK(relative_error(full.log_density(a, x), common_gaussian.log_density(b, x)) <= 1e-14);
}

TEST_CASE("a whitening is the inverse of the Cholesky factor") {
  const Matrix<double, 3> C{{{4, 1, 0.5}, {1, 3, -0.7}, {0.5, -0.7, 2}}};
  const auto [w, log_normaliser] = whitening<3>(C);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double wcw = 0;  // W C W^T = I
      for (std::size_t k = 0; k < 3; ++k)
        for (std::size_t l = 0; l < 3; ++l) wcw += w[i][k] * C[k][l] * w[j][l];
      CHECK(wcw == doctest::Approx(i == j ? 1 : 0));
      if (j > i) CHECK(w[i][j] == 0);
    }
  const double det = 4 * (6 - 0.49) - 1 * (2 + 0.35) + 0.5 * (-0.7 - 1.5);
  CHECK(relative_error(log_normaliser,
                       -1.5 * std::log(2 * std::numbers::pi) - 0.5 * std::log(det)) <= 1e-14);
}

TEST_CASE("a Gaussian refuses what makes no sense") {
  const auto isotropic = [](double mean, double variance) {
    return refusal([&] { IsotropicGaussian{mean, variance}.validate(); });
  };
  CHECK(isotropic(0, 0) == "accepted");
  CHECK(isotropic(0, -1) == "variance = -1 must lie in [0, infinity)");
  CHECK(isotropic(0, INFINITY) == "variance = inf must lie in [0, infinity)");
  CHECK(isotropic(NAN, 1) == "mean = nan must lie in (-infinity, infinity)");
  const auto full = [](const Matrix<double, 2>& covariance) {
    return refusal([&] { Gaussian<2>{{}, covariance}.validate(); });
  };
  CHECK(full({{{1, 0.9}, {0.9, 1}}}) == "accepted");
  CHECK(full({{{1, 0.9}, {-0.9, 1}}}) ==
        "covariance = -0.9 must equal its mirror image: a covariance is symmetric");
  CHECK(full({}) ==
        "pivot of the covariance = 0 must lie in (0, infinity): a covariance is positive definite");
}
