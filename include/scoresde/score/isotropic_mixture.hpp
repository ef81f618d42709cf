// The exact score when the data are a mixture of K Gaussians with one isotropic variance:
//   s(x,t) = (alpha sum_k r_k(x) m_k - x) / v,   v = alpha^2 variance + sigma^2,
//   r = softmax_k(log w_k - |x - alpha m_k|^2 / 2v),
// by products of x and m where that is exact enough, else by distances (score/modes.hpp).
// With variance h^2 and the data as means it is the score of the data smoothed by a bandwidth h.
#pragma once
#include <numbers>
#include <scoresde/score/concept.hpp>
#include <scoresde/score/modes.hpp>

namespace scoresde {

template <int D, int K = dynamic, class Number = double>
struct IsotropicMixture {
  using Prediction = Score;
  static constexpr int dimension = D;
  Components<std::array<Number, D>, K> means = {};
  Components<Number, K> weights = {};  // none of a dynamic mixture: all equal
  double variance = 1;
  typename RoundedOff<D, K, Number>::type rounded_off = {};  // of the means

  template <class Real>
  struct Prepared {
    bool from_state;  // rather than from the origin
    Unrounded<Real> alpha;
    Real slope, attraction, precision;  // log2(e) alpha / v or log2(e) / v, alpha / v, 1 / v
    Components<Real, K> offset;         // v / alpha log w_k - alpha |m_k|^2 / 2 or v log w_k
  };
  template <HasMarginal S>
  constexpr Prepared<double> prepare(const S& sde, double t) const {
    return terms<Terms>().template prepare<Prepared<double>, Number>(sde, t, variance);
  }

  template <class Real, class E>
  constexpr Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    return seen(p, x, [](const auto& modes) {
      const auto [centre, total, closest] = attend(modes);
      return modes.score(E(modes.gain()) / total, centre);
    });
  }
  template <class Real, class E>
  constexpr E log_density(const Prepared<Real>& p, const Point<E, D>& x) const {
    return seen(p, x, [&](const auto& modes) {
      const auto [centre, total, closest] = attend(modes);
      return E(Real(0.5) * D * std::log(p.precision / (2 * std::numbers::pi_v<Real>))) +
             log(total) + std::numbers::ln2_v<Real> * (p.slope * closest) + modes.left_out();
    });
  }
  // The score and its divergence, -D/v + (alpha/v)^2 sum_k r_k |m_k - sum_j r_j m_j|^2.
  template <class Real, class E>
  constexpr std::pair<Point<E, D>, E> with_divergence(const Prepared<Real>& p,
                                                      const Point<E, D>& x) const {
    return seen(p, x, [&](const auto& modes) {
      std::array<E, kept> weight;
      const auto [centre, total, closest] = attend(modes, [&](std::size_t k, const E& w) {
        if constexpr (few) weight[k] = w;
      });
      const auto weight_of = [&](std::size_t k) {
        if constexpr (few)
          return weight[k];
        else
          return exp2(below_top(modes, modes.affinity(k), closest, p.slope * closest));
      };
      const E share = E(Real(1)) / total;
      Point<E, D> mean;
      for (int d = 0; d < D; ++d) mean[d] = share * centre[d];
      E spread = E(Real(0));
      for (std::size_t k = 0; k < means.size(); ++k) {
        E square = (E(modes.position(k, 0)) - mean[0]) * (E(modes.position(k, 0)) - mean[0]);
        for (int d = 1; d < D; ++d) {
          const E away = E(modes.position(k, d)) - mean[d];
          square = away * away + square;
        }
        spread = weight_of(k) * square + spread;
      }
      const Real gain = modes.gain();
      return std::pair{modes.score(E(gain), mean),
                       E(gain * (gain * (share * spread)) - E(D * p.precision))};
    });
  }
  template <class Real, class E>
  constexpr E divergence(const Prepared<Real>& p, const Point<E, D>& x) const {
    return with_divergence(p, x).second;
  }
  // The deviation of every mode at a time.
  template <HasMarginal S>
  constexpr double narrowest_deviation(const S& sde, double t) const {
    return std::hypot(sde.alpha(t) * std::sqrt(variance), sde.sigma(t));
  }

  // What the offsets are made of: log w_k and |m_k|^2/2, and the largest of these.
  struct Terms {
    Components<double, K> log_weight = {}, half_square = {};
    double largest = 0;

    template <class P, class Real>
    constexpr P prepare(const auto& sde, double t,
                        double tau) const {  // tau the variance of the data
      const double a = sde.alpha(t), s = sde.sigma(t), v = a * a * tau + s * s;
      const bool from_state = felt_far_from_origin<Real>(2 * a * a * largest / v);
      const double gain = from_state ? 1 : a;
      P p{from_state, Unrounded<double>(a), std::numbers::log2e * gain / v, a / v, 1 / v,
          log_weight};
      for (std::size_t k = 0; k < p.offset.size(); ++k)
        p.offset[k] = v / gain * log_weight[k] - (from_state ? 0 : a * half_square[k]);
      return p;
    }
  };
  template <class T>
  constexpr T terms() const {
    T made;
    if constexpr (requires { made.log_weight.resize(1); }) {
      made.log_weight.resize(means.size());
      made.half_square.resize(means.size());
    }
    for (std::size_t k = 0; k < means.size(); ++k) {
      for (const double m : means[k]) made.half_square[k] += m * m / 2;
      const double w = weights.size() == 0 ? 1 / static_cast<double>(means.size()) : weights[k];
      made.log_weight[k] = std::log(w);
      made.largest = std::max(made.largest, made.half_square[k]);
    }
    return made;
  }

  // The same mixture as a place wants it: in its type of number, with what every time shares
  // computed once, for an adaptive solver prepares it at every evaluation, and on the heap where it
  // is too large for a thread's stack.
  template <class Real>
  using Placed =
      IsotropicMixture<D, K != dynamic && fits_stack(std::int64_t{D} * K) ? K : dynamic, Real>;
  template <class Real>
  struct Ready : Placed<Real> {
    typename Placed<Real>::Terms shared;
    template <HasMarginal S>
    constexpr auto prepare(const S& sde, double t) const {
      using P = typename Placed<Real>::template Prepared<double>;
      return shared.template prepare<P, Real>(sde, t, this->variance);
    }
  };
  template <class Real>
  auto in() const {
    Ready<Real> same{{{}, {}, variance}, terms<typename Placed<Real>::Terms>()};
    copy_numbers(same.means, means);
    copy_numbers(same.weights, weights);
    if constexpr (!std::same_as<Real, double>) {
      copy_numbers(same.rounded_off, means);
      for (std::size_t k = 0; k < means.size(); ++k)
        for (std::size_t d = 0; d < D; ++d) {
          const Unrounded<Real> m(means[k][d]);
          same.means[k][d] = m.head();
          same.rounded_off[k][d] = m.tail();
        }
    }
    return same;
  }
  constexpr double mean(std::size_t k, int d) const {  // unrounded
    if constexpr (std::same_as<Number, double>)
      return means[k][d];
    else
      return double{means[k][d]} + double{rounded_off[k][d]};
  }

  // The weights of few components are kept for a second pass; those of many are computed again.
  static constexpr bool few = K != dynamic && K <= 32;
  static constexpr std::size_t kept = few ? static_cast<std::size_t>(K) : 0;

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
  // f of the modes as they are seen at this time.
  template <class Real, class E>
  constexpr auto seen(const Prepared<Real>& p, const Point<E, D>& x, const auto& f) const {
    if (p.from_state)
      return seen_from_state(p, x, f);
    else
      return f(FromOrigin<IsotropicMixture, Prepared<Real>, E, D>{*this, p, x});
  }
  // Apart, and with an x of its own, so that it costs the other way no registers.
  template <class Real, class E, class F>
  [[gnu::noinline]] constexpr auto seen_from_state(const Prepared<Real>& p, Point<E, D> x,
                                                   const F& f) const {
    return f(FromState<IsotropicMixture, Prepared<Real>, E, D>{*this, p, x});
  }
};

}  // namespace scoresde
