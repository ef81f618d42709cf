// Sub-variance preserving: the drift of VP with a smaller diffusion (Song et al. 2021, eq. 12):
// g^2 = beta (1 - exp(-2B)), alpha = exp(-B/2), sigma = 1 - exp(-B).
#pragma once
#include <scoresde/sde/vp.hpp>

namespace scoresde {

struct SubVpSde {
  double beta_min = 0.1, beta_max = 20;

  constexpr LinearBeta beta() const { return {beta_min, beta_max}; }

  template <class T>
  constexpr T drift(T t) const {
    return -0.5 * beta()(t);
  }
  template <class T>
  constexpr T diffusion(T t) const {
    using std::expm1, std::sqrt;
    return sqrt(beta()(t) * -expm1(-2.0 * beta().integral(t)));
  }
  template <class T>
  constexpr T alpha(T t) const {
    using std::exp;
    return exp(-0.5 * beta().integral(t));
  }
  template <class T>
  constexpr T sigma(T t) const {
    using std::expm1;
    return -expm1(-beta().integral(t));
  }
  template <class T>
  constexpr T half_log_snr(T t) const {
    using std::expm1, std::log;
    const T b = beta().integral(t);
    return -0.5 * b - log(-expm1(-b));
  }
  // alpha / (1 - alpha^2) = e^l gives alpha = 2 / (e^-l + sqrt(e^-2l + 4)), and B = -2 log alpha.
  double time_of_half_log_snr(double l) const {
    const double e = std::exp(-std::abs(l));
    const double b =
        l > 0 ? 2 * std::asinh(e / 2) : 2 * (std::log((1 + std::sqrt(1 + 4 * e * e)) / 2) - l);
    return beta().time_of_integral(b);
  }

  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-3}; }

  // No chain was published: reverse diffusion undoes a step of Euler-Maruyama.
  Transition discretization(const Interval& i) const {
    const double g = diffusion(i.t);
    return {1 + drift(i.t) * i.length, g * g * i.length, g * std::sqrt(i.length)};
  }
  double discrete_alpha(int k, int n) const { return 1 - beta().discrete(k, n); }

  void validate() const { beta().validate(); }
};

}  // namespace scoresde
