// The exact score when the data are N(m, S) with a full covariance:
// s = -C^-1 (x - alpha m),  C = alpha^2 S + sigma^2 I.
#pragma once
#include <limits>
#include <scoresde/score/concept.hpp>
#include <scoresde/score/covariance.hpp>
#include <scoresde/value/unrounded.hpp>

namespace scoresde {

template <int D>
struct Gaussian {
  using Prediction = Score;
  static constexpr int dimension = D;
  std::array<double, D> mean = {};
  Matrix<double, D> covariance = {};

  template <class Real>
  struct Prepared {
    Held<Unrounded<Real>, D, 1> mean;
    RowsOf<Real, D> precision;
    Real log_normaliser, trace;
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    const double a = sde.alpha(t);
    const auto [w, log_normaliser] = whitening<D>(covariance, a, sde.sigma(t));
    Prepared<double> p{held<Held<Unrounded<double>, D, 1>>(D), held<RowsOf<double, D>>(D),
                       log_normaliser, 0};
    for (std::size_t k = 0; k < D; ++k)
      for (std::size_t i = 0; i <= k; ++i)
        for (std::size_t j = 0; j <= k; ++j) p.precision[i][j] += w[k][i] * w[k][j];
    for (std::size_t i = 0; i < D; ++i) {
      p.mean[i] = Unrounded<double>(a * mean[i]);
      p.trace += p.precision[i][i];
    }
    return p;
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    return pull(p, away(p, x));
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    const Point<E, D> y = away(p, x);
    return E(p.log_normaliser) - Real(0.5) * inner(pull(p, y), y);
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>&) const {
    return E(-p.trace);
  }
  // That along the covariance's shortest axis.
  template <HasMarginal S>
  constexpr double narrowest_deviation(const S& sde, double t) const {
    const double least = smallest_eigenvalue<D>(covariance, std::numeric_limits<double>::max());
    return std::hypot(sde.alpha(t) * std::sqrt(least), sde.sigma(t));
  }

  void validate() const {
    validate_mean(mean);
    validate_covariance<D>(covariance);
  }

 private:
  template <class Real, class E>  // alpha m - x
  static constexpr Point<E, D> away(const Prepared<Real>& p, const Point<E, D>& x) {
    Point<E, D> y;
    for (int d = 0; d < D; ++d) y[d] = p.mean[d] - x[d];
    return y;
  }
  template <class Real, class E>
  static constexpr Point<E, D> pull(const Prepared<Real>& p, const Point<E, D>& y) {
    Point<E, D> s;
    for (int i = 0; i < D; ++i) {
      s[i] = p.precision[i][0] * y[0];
      for (int j = 1; j < D; ++j) s[i] = s[i] + p.precision[i][j] * y[j];
    }
    return s;
  }
};

}  // namespace scoresde
