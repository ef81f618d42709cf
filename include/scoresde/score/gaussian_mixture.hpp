// The exact score when the data are a mixture of K Gaussians with full covariances S_k. With
// C_k = alpha^2 S_k + sigma^2 I, the responsibilities r_k and u_k = -C_k^-1 (x - alpha m_k):
//   s = sum_k r_k u_k,   div s = sum_k r_k (|u_k|^2 - tr C_k^-1) - |s|^2
#pragma once
#include <numbers>
#include <scoresde/score/concept.hpp>
#include <scoresde/score/covariance.hpp>
#include <scoresde/score/mixture_weights.hpp>

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
    std::array<std::array<Real, D>, K> means;  // alpha m_k
    std::array<Matrix<Real, D>, K> whitening;  // C_k^-1 = W^T W
    std::array<Real, K> offset;                // log2 of w_k and the density's normaliser
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    const double a = sde.alpha(t);
    Prepared<double> p{};
    for (std::size_t k = 0; k < K; ++k) {
      const auto [w, log_normaliser] = whitening<D>(diffused<D>(covariances[k], a, sde.sigma(t)));
      p.whitening[k] = w;
      p.offset[k] = std::numbers::log2e * (std::log(weights[k]) + log_normaliser);
      for (std::size_t d = 0; d < D; ++d) p.means[k][d] = a * means[k][d];
    }
    return p;
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    const Weighed<E> w = weigh(p, x);
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = E(Real(0));
    for (std::size_t k = 0; k < K; ++k) {
      const Point<E, D> u = pull(p, x, k);
      for (int d = 0; d < D; ++d) s[d] = s[d] + w.weight[k] * u[d];
    }
    for (int d = 0; d < D; ++d) s[d] = s[d] / w.total;
    return s;
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    const Weighed<E> w = weigh(p, x);
    return log(w.total) + std::numbers::ln2_v<Real> * w.top;
  }
  // The score and its divergence; |u|^2 - |s|^2 averages to |u - s|^2, without cancellation.
  template <class Real, class E>
  constexpr std::pair<Point<E, D>, E> with_divergence(const Prepared<Real>& p,
                                                      const Point<E, D>& x) const {
    const Weighed<E> w = weigh(p, x);
    std::array<Point<E, D>, K> u;
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = E(Real(0));
    for (std::size_t k = 0; k < K; ++k) {
      u[k] = pull(p, x, k);
      for (int d = 0; d < D; ++d) s[d] = s[d] + w.weight[k] * u[k][d];
    }
    for (int d = 0; d < D; ++d) s[d] = s[d] / w.total;
    E sum = E(Real(0));
    for (std::size_t k = 0; k < K; ++k) {
      Real trace = 0;
      for (const auto& row : p.whitening[k])
        for (const Real c : row) trace += c * c;
      Point<E, D> away;
      for (int d = 0; d < D; ++d) away[d] = u[k][d] - s[d];
      sum = sum + w.weight[k] * (inner(away, away) - E(trace));
    }
    return {s, sum / w.total};
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>& x) const {
    return with_divergence(p, x).second;
  }

  void validate() const {
    validate_weights(weights, K);
    for (const auto& m : means) validate_mean(m);
    for (const auto& S : covariances) validate_covariance<D>(S);
  }

 private:
  template <class E>
  struct Weighed {
    std::array<E, K> weight;  // 2^(log2 of the component's density - top)
    E total, top;
  };

  template <class Real, class E>  // W (x - alpha m_k), of unit covariance
  constexpr Point<E, D> whitened(const Prepared<Real>& p, const Point<E, D>& x,
                                 std::size_t k) const {
    Point<E, D> y;
    for (int i = 0; i < D; ++i) {
      y[i] = p.whitening[k][i][0] * (x[0] - E(p.means[k][0]));
      for (int j = 1; j <= i; ++j) y[i] = y[i] + p.whitening[k][i][j] * (x[j] - E(p.means[k][j]));
    }
    return y;
  }
  template <class Real, class E>  // u_k = -W^T W (x - alpha m_k)
  constexpr Point<E, D> pull(const Prepared<Real>& p, const Point<E, D>& x, std::size_t k) const {
    const Point<E, D> y = whitened(p, x, k);
    Point<E, D> u;
    for (int j = 0; j < D; ++j) {
      u[j] = -p.whitening[k][D - 1][j] * y[D - 1];
      for (int i = j; i < D - 1; ++i) u[j] = u[j] - p.whitening[k][i][j] * y[i];
    }
    return u;
  }
  template <class Real, class E>
  constexpr Weighed<E> weigh(const Prepared<Real>& p, const Point<E, D>& x) const {
    Weighed<E> w{};
    for (std::size_t k = 0; k < K; ++k) {
      const Point<E, D> y = whitened(p, x, k);
      w.weight[k] = E(p.offset[k]) - Real(0.5 * std::numbers::log2e) * inner(y, y);
      w.top = k == 0 ? w.weight[0] : max(w.top, w.weight[k]);
    }
    for (std::size_t k = 0; k < K; ++k) {
      w.weight[k] = exp2(w.weight[k] - w.top);
      w.total = k == 0 ? w.weight[0] : w.total + w.weight[k];
    }
    return w;
  }
};

}  // namespace scoresde
