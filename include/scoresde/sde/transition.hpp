// One step of the forward process, x_t = scale x_u + sqrt(variance) z for u < t, and what undoing
// it needs. An SDE may bring what was published for it, which is read on the published grid only
// (index k = n - 1 - i of step i) and nowhere else:
//   HasChain            chain(k, n)          the transition of its discrete chain (VE, VP)
//   HasLevel            level(k, n)          the deviation of that chain's state k given the data,
//                                            where it has a closed form (VE)
//   HasDiscretization   discretization(i)    what reverse diffusion steps through in place of a
//                                            chain (sub-VP)
//   HasDiscreteAlpha    discrete_alpha(k, n) the alpha_k of Langevin's step size without a chain
#pragma once
#include <cmath>
#include <scoresde/sde/concept.hpp>
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

struct Transition {
  double scale, variance;
  double posterior;  // deviation of x_u given x_t and the denoised x_0, as published or exact
};

// That k is one of the n >= 1 steps of a chain, counted from 0, or of its levels, from -1.
inline void validate_level(int k, int n, int first = 0) {
  require(n >= 1, "n", n, "must lie in [1, infinity)");
  require(k >= first && k < n, "k", k, "must be one of ", first, ", ..., ", n - 1);
}

template <class S>
concept HasChain = requires(const S& sde, int k, int n) {
  { sde.chain(k, n) } -> std::same_as<Transition>;
};
template <class S>
concept HasLevel = HasChain<S> && requires(const S& sde, int k, int n) {
  { sde.level(k, n) } -> std::convertible_to<double>;
};
template <class S>
concept HasDiscretization = requires(const S& sde, const Interval& i) {
  { sde.discretization(i) } -> std::same_as<Transition>;
};
template <class S>
concept HasDiscreteAlpha = requires(const S& sde, int k, int n) {
  { sde.discrete_alpha(k, n) } -> std::convertible_to<double>;
};

// Between the ends of the interval: variance = sigma_t^2 - scale^2 sigma_u^2 without cancellation.
template <LinearSde S>
Transition exact_transition(const S& sde, const Interval& i) {
  const double gap = sde.half_log_snr(i.t) - sde.half_log_snr(i.u);  // negative
  const double variance = std::pow(sde.sigma(i.t), 2) * -std::expm1(2 * gap);
  return {sde.alpha(i.t) / sde.alpha(i.u), variance,
          sde.sigma(i.u) / sde.sigma(i.t) * std::sqrt(variance)};
}

template <LinearSde S>
Transition transition(const S& sde, const Interval& i) {
  if constexpr (HasChain<S>)
    if (i.published) return sde.chain(i.count - 1 - i.index, i.count);
  return exact_transition(sde, i);
}

// The deviation of the chain's state k given the data, by sigma_k^2 = r_k^2 sigma_{k-1}^2 + v_k
// from sigma_{-1} = 0: k + 1 transitions, unless the SDE knows its levels.
template <HasChain S>
double level(const S& sde, int k, int n) {
  if constexpr (HasLevel<S>) return sde.level(k, n);
  double variance = 0;
  for (int j = 0; j <= k; ++j) {
    const Transition step = sde.chain(j, n);
    variance = step.scale * step.scale * variance + step.variance;
  }
  return std::sqrt(variance);
}

// The deviation of x_u over that of x_t, given the data: of the states that transition() joins.
template <LinearSde S>
double deviation_ratio(const S& sde, const Interval& i) {
  if constexpr (HasChain<S>)
    if (i.published) {
      const int k = i.count - 1 - i.index;
      return level(sde, k - 1, i.count) / level(sde, k, i.count);
    }
  return sde.sigma(i.u) / sde.sigma(i.t);
}

// The forward step that reverse diffusion undoes.
template <LinearSde S>
Transition discretization(const S& sde, const Interval& i) {
  if constexpr (HasDiscretization<S>)
    if (i.published) return sde.discretization(i);
  return transition(sde, i);
}

// alpha_k of the correctors' step sizes: 1 for VE, 1 - beta_k for VP and sub-VP.
template <LinearSde S>
double langevin_alpha(const S& sde, const Interval& i) {
  if constexpr (HasDiscreteAlpha<S>)
    if (i.published) return sde.discrete_alpha(i.count - 1 - i.index, i.count);
  const double scale = transition(sde, i).scale;
  return scale * scale;
}

}  // namespace scoresde
