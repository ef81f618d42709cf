// The exact score when the data are a mixture of K Gaussians with one isotropic variance:
//   s(x,t) = (alpha sum_k r_k(x) m_k - x) / v,   v = alpha^2 variance + sigma^2,
//   r = softmax_k(alpha/v (m_k . x + offset_k)),  offset_k = v/alpha log w_k - alpha |m_k|^2/2.
// With variance h^2 and the data as means it is the score of the data smoothed by a bandwidth h.
#pragma once
#include <numbers>
#include <scoresde/score/concept.hpp>
#include <scoresde/score/mixture_weights.hpp>

namespace scoresde {

template <int D, int K = dynamic, class Number = double>
struct IsotropicMixture {
  using Prediction = Score;
  static constexpr int dimension = D;
  Components<std::array<Number, D>, K> means = {};
  Components<Number, K> weights = {};  // none of a dynamic mixture: all equal
  double variance = 1;

  template <class Real>
  struct Prepared {
    Real slope, attraction, precision;  // alpha / v log2(e), alpha / v, 1 / v
    Components<Real, K> offset;
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    return terms().template prepare<Prepared<double>>(sde, t, variance);
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    const auto [centre, total, top] = attend(p, x);
    const E pull = E(p.attraction) / total;
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = pull * centre[d] - p.precision * x[d];
    return s;
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    const auto [centre, total, top] = attend(p, x);
    return E(Real(0.5) * D * std::log(p.precision / (2 * std::numbers::pi_v<Real>))) + log(total) +
           std::numbers::ln2_v<Real> * top - Real(0.5) * p.precision * inner(x, x);
  }
  // The score and its divergence, -D/v + (alpha/v)^2 sum_k r_k |m_k - sum_j r_j m_j|^2.
  template <class Real, class E>
  constexpr std::pair<Point<E, D>, E> with_divergence(const Prepared<Real>& p,
                                                      const Point<E, D>& x) const {
    Kept<E> weight;
    const auto [centre, total, top] =
        attend(p, x, [&](std::size_t k, const E& w) { keep(weight, k, w); });
    const E share = E(Real(1)) / total;
    Point<E, D> mean, s;
    for (int d = 0; d < D; ++d) {
      mean[d] = share * centre[d];
      s[d] = p.attraction * mean[d] - p.precision * x[d];
    }
    E spread = E(Real(0));
    for (std::size_t k = 0; k < means.size(); ++k) {
      E square = (E(means[k][0]) - mean[0]) * (E(means[k][0]) - mean[0]);
      for (int d = 1; d < D; ++d) {
        const E away = E(means[k][d]) - mean[d];
        square = away * away + square;
      }
      spread = kept(weight, k, [&] { return exp2(p.slope * affinity(p, x, k) - top); }) * square +
               spread;
    }
    return {s, p.attraction * (p.attraction * (share * spread)) - E(D * p.precision)};
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>& x) const {
    return with_divergence(p, x).second;
  }

  // What the offsets are made of: log w_k and |m_k|^2/2.
  struct Terms {
    Components<double, K> log_weight = {}, half_square = {};

    template <class P>
    constexpr P prepare(const auto& sde, double t,
                        double tau) const {  // tau the variance of the data
      const double a = sde.alpha(t), s = sde.sigma(t), v = a * a * tau + s * s;
      P p{std::numbers::log2e * a / v, a / v, 1 / v, log_weight};
      for (std::size_t k = 0; k < p.offset.size(); ++k)
        p.offset[k] = v / a * log_weight[k] - a * half_square[k];
      return p;
    }
  };
  constexpr Terms terms() const {
    Terms made;
    if constexpr (K == dynamic) {
      made.log_weight.resize(means.size());
      made.half_square.resize(means.size());
    }
    for (std::size_t k = 0; k < means.size(); ++k) {
      for (const double m : means[k]) made.half_square[k] += m * m / 2;
      const double w = weights.size() == 0 ? 1 / static_cast<double>(means.size()) : weights[k];
      made.log_weight[k] = std::log(w);
    }
    return made;
  }

  // The same mixture as a place wants it: in its type of number, and with what every time shares
  // computed once, for an adaptive solver prepares it at every evaluation.
  template <class Real>
  struct Ready : IsotropicMixture<D, K, Real> {
    Terms shared;
    template <HasMarginal S>
    constexpr auto prepare(const S& sde, double t) const {
      using P = typename IsotropicMixture<D, K, Real>::template Prepared<double>;
      return shared.template prepare<P>(sde, t, this->variance);
    }
  };
  template <class Real>
  auto in() const {
    Ready<Real> same{{{}, {}, variance}, terms()};
    if constexpr (K == dynamic) {
      same.means.resize(means.size());
      same.weights.resize(weights.size());
    }
    for (std::size_t k = 0; k < means.size(); ++k) same.means[k] = as<Real>(means[k]);
    for (std::size_t k = 0; k < weights.size(); ++k)
      same.weights[k] = static_cast<Real>(weights[k]);
    return same;
  }
  void validate() const {
    require(variance >= 0 && std::isfinite(variance), "variance", variance,
            "must lie in [0, infinity)");
    for (const auto& m : means)
      for (const Number c : m)
        require(std::isfinite(c), "coordinate of a mean", c, "must lie in (-infinity, infinity)");
    if (K == dynamic && weights.empty())
      require(!means.empty(), "means.size()", means.size(), "must lie in [1, infinity)");
    else
      validate_weights({weights.begin(), weights.end()}, means.size());
  }

 private:
  template <class E>
  struct Attention {
    Point<E, D> centre;  // sum_k of 2^(slope affinity_k - top) m_k
    E total, top;        // the same sum of ones; the largest exponent
  };

  template <class Real, class E>
  constexpr E affinity(const Prepared<Real>& p, const Point<E, D>& x, std::size_t k) const {
    E sum = E(p.offset[k]);
    for (int d = 0; d < D; ++d) sum = means[k][d] * x[d] + sum;
    return sum;
  }

  // The weights of few components are kept for a second pass; those of many are computed again.
  static constexpr bool few = K != dynamic && K <= 32;
  template <class E>
  using Kept = std::array<E, few ? static_cast<std::size_t>(K) : 0>;
  template <class E>
  static constexpr void keep(Kept<E>& weight, std::size_t k, const E& w) {
    if constexpr (few) weight[k] = w;
  }
  template <class E>
  static constexpr E kept(const Kept<E>& weight, std::size_t k, const auto& again) {
    if constexpr (few)
      return weight[k];
    else
      return again();
  }

  // keep(k, weight) is called for each component.
  struct Forgotten {
    constexpr void operator()(const auto&...) const {}
  };
  template <class Real, class E, class Keep = Forgotten>
  constexpr Attention<E> attend(const Prepared<Real>& p, const Point<E, D>& x,
                                const Keep& keep = {}) const {
    if constexpr (few) {  // the affinities fit registers and L1
      std::array<E, static_cast<std::size_t>(K)> weight;
      for (std::size_t k = 0; k < K; ++k) weight[k] = affinity(p, x, k);
      E closest = weight[0];
      for (std::size_t k = 1; k < K; ++k) closest = max(closest, weight[k]);
      const E top = p.slope * closest;
      return sum(
          top, [&](std::size_t k) { return exp2(p.slope * weight[k] - top); }, keep);
    } else {
      E closest = affinity(p, x, 0);
      for (std::size_t k = 1; k < means.size(); ++k) closest = max(closest, affinity(p, x, k));
      const E top = p.slope * closest;
      return sum(
          top, [&](std::size_t k) { return exp2(p.slope * affinity(p, x, k) - top); }, keep);
    }
  }
  template <class E>
  constexpr Attention<E> sum(const E& top, const auto& weight, const auto& keep) const {
    Attention<E> a{{}, weight(0), top};
    keep(0, a.total);
    for (int d = 0; d < D; ++d) a.centre[d] = means[0][d] * a.total;
    for (std::size_t k = 1; k < means.size(); ++k) {
      const E w = weight(k);
      keep(k, w);
      a.total = a.total + w;
      for (int d = 0; d < D; ++d) a.centre[d] = means[k][d] * w + a.centre[d];
    }
    return a;
  }
};

}  // namespace scoresde
