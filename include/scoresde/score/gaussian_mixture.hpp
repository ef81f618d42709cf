// The exact score when the data are a mixture of K Gaussians with full covariances S_k. With
// C_k = alpha^2 S_k + sigma^2 I, the responsibilities r_k and u_k = -C_k^-1 (x - alpha m_k):
//   s = sum_k r_k u_k,   div s = sum_k r_k (|u_k|^2 - tr C_k^-1) - |s|^2
#pragma once
#include <limits>
#include <numbers>
#include <scoresde/score/concept.hpp>
#include <scoresde/score/covariance.hpp>
#include <scoresde/score/mixture_weights.hpp>
#include <scoresde/value/unrounded.hpp>

namespace scoresde {

template <int D, int K>
struct GaussianMixture {
  using Prediction = Score;
  static constexpr int dimension = D;
  std::array<std::array<double, D>, K> means;
  std::array<Matrix<double, D>, K> covariances;
  std::array<double, K> weights;

  template <class Real>
  struct Prepared {
    Held<std::array<Unrounded<Real>, D>, K, D> means;  // alpha m_k
    RowsOf<Real, D, K> whitening;                      // C_k^-1 = W^T W, W_k from row k D on
    Held<Real, K, 1> trace, offset;  // of C_k^-1; log2 of w_k and the density's normaliser
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    const double a = sde.alpha(t);
    auto p = held_by<double>();
    for (std::size_t k = 0; k < K; ++k) {
      const auto [w, log_normaliser] = whitening<D>(covariances[k], a, sde.sigma(t));
      p.offset[k] = std::numbers::log2e * (std::log(weights[k]) + log_normaliser);
      for (std::size_t d = 0; d < D; ++d) {
        p.means[k][d] = Unrounded<double>(a * means[k][d]);
        p.whitening[k * D + d] = w[d];
        for (const double c : w[d]) p.trace[k] += c * c;
      }
    }
    return p;
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    return average(p, x).score;
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    const E top = largest_exponent(p, x);
    E total = exp2(exponent_of(p, whitened(p, x, 0), 0) - top);
    for (std::size_t k = 1; k < K; ++k)
      total = total + exp2(exponent_of(p, whitened(p, x, k), k) - top);
    return log(total) + std::numbers::ln2_v<Real> * top;
  }
  // The score and its divergence; |u|^2 - |s|^2 averages to |u - s|^2, without cancellation.
  template <class Real, class E>
  constexpr std::pair<Point<E, D>, E> with_divergence(const Prepared<Real>& p,
                                                      const Point<E, D>& x) const {
    const auto [s, total, top] = average(p, x);
    E sum = E(Real(0));
    for (std::size_t k = 0; k < K; ++k) {
      const Point<E, D> y = whitened(p, x, k), u = pull(p, y, k);
      Point<E, D> away;
      for (int d = 0; d < D; ++d) away[d] = u[d] - s[d];
      sum = sum + exp2(exponent_of(p, y, k) - top) * (inner(away, away) - E(p.trace[k]));
    }
    return {s, sum / total};
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>& x) const {
    return with_divergence(p, x).second;
  }
  // That along the shortest axis of all covariances.
  template <HasMarginal S>
  constexpr double narrowest_deviation(const S& sde, double t) const {
    double least = std::numeric_limits<double>::max();
    for (const auto& covariance : covariances) least = smallest_eigenvalue<D>(covariance, least);
    return std::hypot(sde.alpha(t) * std::sqrt(least), sde.sigma(t));
  }

  void validate() const {
    validate_weights(weights, K);
    for (const auto& m : means) validate_mean(m);
    for (const auto& S : covariances) validate_covariance<D>(S);
  }

 private:
  template <class Real>
  static constexpr Prepared<Real> held_by() {
    return {held<decltype(Prepared<Real>::means)>(K),
            held<decltype(Prepared<Real>::whitening)>(K * D),
            held<decltype(Prepared<Real>::trace)>(K), held<decltype(Prepared<Real>::offset)>(K)};
  }

  template <class Real, class E>  // W (alpha m_k - x), of unit covariance
  static constexpr Point<E, D> whitened(const Prepared<Real>& p, const Point<E, D>& x,
                                        std::size_t k) {
    Point<E, D> away, y;
    for (int d = 0; d < D; ++d) away[d] = p.means[k][d] - x[d];
    for (int i = 0; i < D; ++i) {
      const auto& row = p.whitening[k * D + i];
      y[i] = row[0] * away[0];
      for (int j = 1; j <= i; ++j) y[i] = y[i] + row[j] * away[j];
    }
    return y;
  }
  template <class Real, class E>  // u_k = W^T W (alpha m_k - x)
  static constexpr Point<E, D> pull(const Prepared<Real>& p, const Point<E, D>& y, std::size_t k) {
    Point<E, D> u;
    for (int j = 0; j < D; ++j) {
      u[j] = p.whitening[k * D + D - 1][j] * y[D - 1];
      for (int i = j; i < D - 1; ++i) u[j] = u[j] + p.whitening[k * D + i][j] * y[i];
    }
    return u;
  }
  template <class Real, class E>  // log2 of the component's density
  static constexpr E exponent_of(const Prepared<Real>& p, const Point<E, D>& y, std::size_t k) {
    return E(p.offset[k]) - Real(0.5 * std::numbers::log2e) * inner(y, y);
  }
  template <class Real, class E>
  static constexpr E largest_exponent(const Prepared<Real>& p, const Point<E, D>& x) {
    E top = exponent_of(p, whitened(p, x, 0), 0);
    for (std::size_t k = 1; k < K; ++k) top = max(top, exponent_of(p, whitened(p, x, k), k));
    return top;
  }

  template <class E>
  struct Average {
    Point<E, D> score;
    E total, top;  // of the weights, 2^(exponent - top)
  };
  // Nothing is kept of the components, of which there may be more than a stack holds.
  template <class Real, class E>
  static constexpr Average<E> average(const Prepared<Real>& p, const Point<E, D>& x) {
    Average<E> a;
    a.top = largest_exponent(p, x);
    a.total = E(Real(0));
    for (int d = 0; d < D; ++d) a.score[d] = E(Real(0));
    for (std::size_t k = 0; k < K; ++k) {
      const Point<E, D> y = whitened(p, x, k), u = pull(p, y, k);
      const E weight = exp2(exponent_of(p, y, k) - a.top);
      a.total = a.total + weight;
      for (int d = 0; d < D; ++d) a.score[d] = a.score[d] + weight * u[d];
    }
    for (int d = 0; d < D; ++d) a.score[d] = a.score[d] / a.total;
    return a;
  }
};

}  // namespace scoresde
