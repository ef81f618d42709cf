// The process of EDM (Karras et al. 2022, section 3): dx = sqrt(2t) dw, alpha = 1, sigma = t, with
// noise from sigma_max down to sigma_min as its time domain.
#pragma once
#include <scoresde/sde/normal.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

struct EdmSde {
  double sigma_min = 0.002, sigma_max = 80;

  template <class T>
  constexpr T drift(T) const {
    return T(0);
  }
  template <class T>
  constexpr T diffusion(T t) const {
    using std::sqrt;
    return sqrt(2.0 * t);
  }
  template <class T>
  constexpr T alpha(T) const {
    return T(1);
  }
  template <class T>
  constexpr T sigma(T t) const {
    return t;
  }
  template <class T>
  constexpr T half_log_snr(T t) const {
    using std::log;
    return -log(t);
  }
  double time_of_half_log_snr(double l) const { return std::exp(-l); }

  Normal prior() const { return {sigma_max}; }
  TimeDomain time_domain() const { return {sigma_min, sigma_max}; }

  void validate() const {
    require_positive("sigma_min", sigma_min);
    require(sigma_max > sigma_min && std::isfinite(sigma_max), "sigma_max", sigma_max,
            "must lie in (sigma_min, infinity)");
  }
};

}  // namespace scoresde
