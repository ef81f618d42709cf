// The exact score when the data are N(mean, variance) in every coordinate, in any dimension:
// s = (alpha mean - x) / v,  v = alpha^2 variance + sigma^2.
#pragma once
#include <numbers>
#include <scoresde/score/concept.hpp>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/unrounded.hpp>

namespace scoresde {

struct IsotropicGaussian {
  using Prediction = Score;
  double mean = 0, variance = 1;

  template <class Real>
  struct Prepared {
    Unrounded<Real> mean;
    Real precision;
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t);
    return {Unrounded<double>(a * mean), 1 / (a * a * variance + s * s)};
  }

  template <class Real, class E, int D>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = p.precision * (p.mean - x[d]);
    return s;
  }
  template <class Real, class E, int D>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    E square = (p.mean - x[0]) * (p.mean - x[0]);
    for (int d = 1; d < D; ++d) square = square + (p.mean - x[d]) * (p.mean - x[d]);
    return E(Real(0.5) * D * std::log(p.precision / (2 * std::numbers::pi_v<Real>))) -
           Real(0.5) * p.precision * square;
  }
  template <class Real, class E, int D>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>&) const {
    return E(-D * p.precision);
  }
  template <HasMarginal S>
  constexpr double narrowest_deviation(const S& sde, double t) const {
    return std::hypot(sde.alpha(t) * std::sqrt(variance), sde.sigma(t));
  }

  void validate() const {
    require(std::isfinite(mean), "mean", mean, "must lie in (-infinity, infinity)");
    require(variance >= 0 && std::isfinite(variance), "variance", variance,
            "must lie in [0, infinity)");
  }
};

}  // namespace scoresde
