// Log-SNR linear in time, variance preserving (Kingma et al. 2021, eq. 23 with a linear gamma):
// half_log_snr(t) = first + (last - first) t, alpha^2 = 1 / (1 + exp(-2 half_log_snr)).
#pragma once
#include <scoresde/sde/normal.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

struct LinearLogSnrSde {
  double first = 6.65, last = -2.5;  // half log-SNR at 0 and at 1

  template <class T>
  constexpr T half_log_snr(T t) const {
    return first + t * (last - first);
  }
  double time_of_half_log_snr(double l) const { return (l - first) / (last - first); }

  template <class T>
  constexpr T alpha(T t) const {
    using std::exp, std::sqrt;
    return 1.0 / sqrt(1.0 + exp(-2.0 * half_log_snr(t)));
  }
  template <class T>
  constexpr T sigma(T t) const {
    using std::exp, std::sqrt;
    return 1.0 / sqrt(1.0 + exp(2.0 * half_log_snr(t)));
  }
  template <class T>
  constexpr T beta(T t) const {  // gamma' sigma^2 with gamma = -2 half_log_snr
    const T s = sigma(t);
    return 2 * (first - last) * (s * s);
  }
  template <class T>
  constexpr T drift(T t) const {
    return -0.5 * beta(t);
  }
  template <class T>
  constexpr T diffusion(T t) const {
    using std::sqrt;
    return sqrt(beta(t));
  }

  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-3}; }

  void validate() const {
    require(std::isfinite(first) && std::isfinite(last) && last < first, "last", last,
            "must lie in (-infinity, first)");
  }
};

}  // namespace scoresde
