// The modes of an isotropic mixture, seen from a state. With v the variance of each at a time,
// their responsibilities are a softmax of exponents that may be had in two forms:
//   FromState    log w_k - |x - alpha m_k|^2 / 2v
//   FromOrigin   log w_k + (alpha m_k . x - alpha^2 |m_k|^2 / 2) / v, the same less |x|^2 / 2v
// The second takes half the work. It rounds numbers as large as |alpha m|^2 / v, and so loses all
// where the modes lie many deviations from the origin. The first rounds what it is made of alone.
// Each gives
//   affinity(k)         the exponent over p.slope, which makes it one of 2
//   position(k, d)      of a mode, where the form has its origin
//   gain(), score(g, c) the score is score(gain(), mean of the positions)
//   left_out()          what the exponents lack of the log-density, but its normaliser
#pragma once
#include <limits>
#include <scoresde/score/mixture_weights.hpp>
#include <scoresde/value/point.hpp>
#include <scoresde/value/unrounded.hpp>

namespace scoresde {

template <class Mixture, class Prepared, class E, int D>
struct FromOrigin {
  const Mixture& mixture;
  const Prepared& p;
  const Point<E, D>& x;

  constexpr E affinity(std::size_t k) const {
    E sum = E(p.offset[k]);
    for (int d = 0; d < D; ++d) sum = mixture.means[k][d] * x[d] + sum;
    return sum;
  }
  constexpr auto position(std::size_t k, int d) const { return mixture.means[k][d]; }
  constexpr auto gain() const { return p.attraction; }
  constexpr Point<E, D> score(const E& g, const Point<E, D>& centre) const {
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = g * centre[d] - p.precision * x[d];
    return s;
  }
  constexpr E left_out() const { return scalar_of<E>(-0.5) * p.precision * inner(x, x); }
};

template <class Mixture, class Prepared, class E, int D>
struct FromState {
  const Mixture& mixture;
  const Prepared& p;
  const Point<E, D>& x;

  constexpr E affinity(std::size_t k) const {
    E square = position(k, 0) * position(k, 0);
    for (int d = 1; d < D; ++d) {
      const E away = position(k, d);
      square = away * away + square;
    }
    return E(p.offset[k]) - scalar_of<E>(0.5) * square;
  }
  constexpr E position(std::size_t k, int d) const {
    using Real = decltype(p.precision);
    return Unrounded<Real>(p.alpha.number() * mixture.mean(k, d)) - x[d];
  }
  constexpr auto gain() const { return p.precision; }
  constexpr Point<E, D> score(const E& g, const Point<E, D>& centre) const {
    Point<E, D> s;
    for (int d = 0; d < D; ++d) s[d] = g * centre[d];
    return s;
  }
  constexpr E left_out() const { return E(scalar_of<E>(0)); }
};

// Whether the second form's exponents may be off by more than 1e-3 in a place's numbers: their
// largest at states within eight deviations of a mode, by the spacing of numbers as large as it.
// `largest` is |alpha m|^2 / v.
template <class Real>
constexpr bool felt_far_from_origin(double largest) {
  const double deviations = std::sqrt(largest);
  return deviations * (deviations + 8) * std::numeric_limits<Real>::epsilon() > 1e-3;
}

// The positions summed with their weights, 2^(slope (affinity - closest)).
template <class E, int D>
struct Attention {
  Point<E, D> centre;
  E total, closest;  // the same sum of ones; the largest affinity
};

// keep(k, weight) is called for each mode.
struct Forgotten {
  constexpr void operator()(const auto&...) const {}
};
template <class E, int D>
constexpr Attention<E, D> weighted_sum(const auto& modes, const E& closest, const auto& weight,
                                       const auto& keep) {
  Attention<E, D> a{{}, weight(0), closest};
  keep(0, a.total);
  for (int d = 0; d < D; ++d) a.centre[d] = modes.position(0, d) * a.total;
  for (std::size_t k = 1; k < modes.mixture.means.size(); ++k) {
    const E w = weight(k);
    keep(k, w);
    a.total = a.total + w;
    for (int d = 0; d < D; ++d) a.centre[d] = modes.position(k, d) * w + a.centre[d];
  }
  return a;
}
// An exponent less the largest of them. The difference first, where exponents are so large that
// what the product rounds would be more than exp2 takes; else after it, which is one operation.
template <class Mixture, class P, class E, int D>
constexpr E below_top(const FromState<Mixture, P, E, D>& modes, const E& affinity, const E& closest,
                      const E&) {
  return -modes.p.slope * max(closest - affinity, E(scalar_of<E>(0)));
}
template <class Mixture, class P, class E, int D>
constexpr E below_top(const FromOrigin<Mixture, P, E, D>& modes, const E& affinity, const E&,
                      const E& top) {
  return modes.p.slope * affinity - top;
}
template <template <class, class, class, int> class Form, class Mixture, class P, class E, int D,
          class Keep = Forgotten>
constexpr Attention<E, D> attend(const Form<Mixture, P, E, D>& modes, const Keep& keep = {}) {
  const auto slope = modes.p.slope;
  const std::size_t count = modes.mixture.means.size();
  if constexpr (Mixture::few) {  // the affinities fit registers and L1
    std::array<E, Mixture::kept> weight;
    for (std::size_t k = 0; k < count; ++k) weight[k] = modes.affinity(k);
    E closest = weight[0];
    for (std::size_t k = 1; k < count; ++k) closest = max(closest, weight[k]);
    const E top = slope * closest;
    return weighted_sum<E, D>(
        modes, closest,
        [&](std::size_t k) { return exp2(below_top(modes, weight[k], closest, top)); }, keep);
  } else {
    E closest = modes.affinity(0);
    for (std::size_t k = 1; k < count; ++k) closest = max(closest, modes.affinity(k));
    const E top = slope * closest;
    return weighted_sum<E, D>(
        modes, closest,
        [&](std::size_t k) { return exp2(below_top(modes, modes.affinity(k), closest, top)); },
        keep);
  }
}

}  // namespace scoresde
