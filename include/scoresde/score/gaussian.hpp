// The exact score when the data are N(m, S) with a full covariance:
// s = -C^-1 (x - alpha m),  C = alpha^2 S + sigma^2 I.
#pragma once
#include <scoresde/score/concept.hpp>
#include <scoresde/score/covariance.hpp>

namespace scoresde {

template <int D>
struct Gaussian {
  using Prediction = Score;
  static constexpr int dimension = D;
  std::array<double, D> mean = {};
  Matrix<double, D> covariance = {};

  template <class Real>
  struct Prepared {
    std::array<Real, D> mean;
    Matrix<Real, D> precision;
    Real log_normaliser;
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    const double a = sde.alpha(t);
    const auto [w, log_normaliser] = whitening<D>(diffused<D>(covariance, a, sde.sigma(t)));
    Prepared<double> p{{}, {}, log_normaliser};
    for (std::size_t i = 0; i < D; ++i) {
      p.mean[i] = a * mean[i];
      for (std::size_t j = 0; j < D; ++j)
        for (std::size_t k = 0; k < D; ++k) p.precision[i][j] += w[k][i] * w[k][j];
    }
    return p;
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    Point<E, D> s;
    for (int i = 0; i < D; ++i) {
      s[i] = p.precision[i][0] * (E(p.mean[0]) - x[0]);
      for (int j = 1; j < D; ++j) s[i] = s[i] + p.precision[i][j] * (E(p.mean[j]) - x[j]);
    }
    return s;
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    const Point<E, D> s = (*this)(p, x);
    E square = s[0] * (E(p.mean[0]) - x[0]);
    for (int d = 1; d < D; ++d) square = square + s[d] * (E(p.mean[d]) - x[d]);
    return E(p.log_normaliser) - Real(0.5) * square;
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>&) const {
    Real trace = 0;
    for (int d = 0; d < D; ++d) trace += p.precision[d][d];
    return E(-trace);
  }

  void validate() const {
    validate_mean(mean);
    validate_covariance<D>(covariance);
  }
};

}  // namespace scoresde
