// Flows whose solution is known.
#pragma once
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

#include "problems.hpp"

namespace scoresde::test {

// Gaussian data: (x(u) - alpha_u m) / sqrt(P(u)) is constant, P = alpha^2 v + sigma^2.
inline double gaussian_flow(const auto& sde, double x, double t, double u,
                            const IsotropicGaussian& data = common_gaussian) {
  const auto P = [&](double at) {
    return std::pow(sde.alpha(at), 2) * data.variance + std::pow(sde.sigma(at), 2);
  };
  return sde.alpha(u) * data.mean + std::sqrt(P(u) / P(t)) * (x - sde.alpha(t) * data.mean);
}

// Spec's state at T = 1 and where its flow under VP is at eps = 1e-3.
inline Eigen::ArrayX2d start() { return Eigen::ArrayX2d{{1.3, -0.8}}; }
inline constexpr double end_x = 1.048781170320, end_y = -1.408984740325e-03;

// dX = mu X dt + sigma X dW, with ln X(0) ~ N(m0, s0^2): the flow of its density is known.
struct GeometricBrownianMotion {
  double mu = 0.7, sigma = 0.5, m0 = 0.2, s0 = 0.3;

  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double) const {
    Point<E, D> f;
    for (int d = 0; d < D; ++d) f[d] = E(scalar_of<E>(mu)) * x[d];
    return f;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>& x, double) const {
    Point<E, D> g;
    for (int d = 0; d < D; ++d) g[d] = E(scalar_of<E>(sigma)) * x[d];
    return g;
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {0, 1}; }

  double mean(double t) const { return m0 + (mu - sigma * sigma / 2) * t; }
  double variance(double t) const { return s0 * s0 + sigma * sigma * t; }
  // grad log p = -(1 + (ln x - m) / v) / x, for coordinates that are independent
  auto score() const {
    return predicts<Score>([*this]<class E, int D>(const Point<E, D>& x, double t) {
      const E m(scalar_of<E>(mean(t))), v(scalar_of<E>(variance(t))), one(scalar_of<E>(1));
      Point<E, D> s;
      for (int d = 0; d < D; ++d) s[d] = (m - v - log(x[d])) / (v * x[d]) * one;
      return s;
    });
  }
};

}  // namespace scoresde::test
