// A LinearSde is dx = a(t) x dt + g(t) dw. You provide
//   1. HasDriftRate           drift(t)              the number a(t) that multiplies x
//   2. HasDiffusion           diffusion(t)          g(t)
//   3. HasAlpha, HasSigma     alpha(t), sigma(t)    x(t) | x(0) ~ N(alpha x(0), sigma^2 I)
//   4. HasHalfLogSnr          half_log_snr(t)       log(alpha / sigma), decreasing in t
//   5. HasTimeOfHalfLogSnr    time_of_half_log_snr(l)   its inverse
//   6. HasPrior               prior()               turns unit normals into x(T)
//   7. HasTimeDomain          time_domain()         where sampling starts and ends
// An ItoSde is dx = f(x, t) dt + G(x, t) dw with noise that may depend on the state. You provide
//   8. HasDrift    drift(x, t)       a point, for points of any element
//   9. HasNoise    diffusion(x, t)   a point (diagonal noise) or an array of points, G's columns
// for points of any dimension, or of one that it names with `static constexpr int dimension = 2`;
// beside HasPrior and HasTimeDomain. It is given to a sampler as ito(sde) (sde/ito.hpp). Either may
// have a `validate() const` that throws std::invalid_argument for parameters that make no sense.
#pragma once
#include <scoresde/value/point.hpp>

namespace scoresde {

// From the prior at T down to eps; a sampler may be asked to end at another time in (0, T).
struct TimeDomain {
  double eps, T = 1;
};

template <class S>
concept HasDriftRate = requires(const S& sde, double t) {
  { sde.drift(t) } -> std::convertible_to<double>;
};
template <class S>
concept HasDiffusion = requires(const S& sde, double t) {
  { sde.diffusion(t) } -> std::convertible_to<double>;
};
template <class S>
concept HasAlpha = requires(const S& sde, double t) {
  { sde.alpha(t) } -> std::convertible_to<double>;
};
template <class S>
concept HasSigma = requires(const S& sde, double t) {
  { sde.sigma(t) } -> std::convertible_to<double>;
};
template <class S>
concept HasMarginal = HasAlpha<S> && HasSigma<S>;
template <class S>
concept HasHalfLogSnr = requires(const S& sde, double t) {
  { sde.half_log_snr(t) } -> std::convertible_to<double>;
};
template <class S>
concept HasTimeOfHalfLogSnr = requires(const S& sde, double l) {
  { sde.time_of_half_log_snr(l) } -> std::convertible_to<double>;
};
template <class S>
concept HasPrior = requires(const S& sde) { sde.prior(); };
template <class S>
concept HasTimeDomain = requires(const S& sde) {
  { sde.time_domain() } -> std::convertible_to<TimeDomain>;
};

template <class S>
concept LinearSde = HasDriftRate<S> && HasDiffusion<S> && HasAlpha<S> && HasSigma<S> &&
                    HasHalfLogSnr<S> && HasTimeOfHalfLogSnr<S> && HasPrior<S> && HasTimeDomain<S>;

template <class S>
constexpr int dimension_of() {
  if constexpr (requires { S::dimension; })
    return S::dimension;
  else
    return 1;
}
template <class S>
concept HasDrift = requires(const S& sde, const Point<double, dimension_of<S>()>& x, double t) {
  sde.drift(x, t);
};
template <class S>
concept HasNoise = requires(const S& sde, const Point<double, dimension_of<S>()>& x, double t) {
  sde.diffusion(x, t);
};

}  // namespace scoresde
