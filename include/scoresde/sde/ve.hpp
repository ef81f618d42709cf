// Variance exploding, dx = g(t) dw with geometric sigma(t) (Song et al. 2021, eq. 9 and 31). The
// data count as carrying sigma_min already, as in the paper: the marginal deviation is sigma(t).
#pragma once
#include <scoresde/sde/normal.hpp>
#include <scoresde/sde/transition.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

struct VeSde {
  double sigma_min = 0.01, sigma_max = 50;

  template <class T>
  constexpr T drift(T) const {
    return T(0);
  }
  template <class T>
  constexpr T diffusion(T t) const {
    return sigma(t) * std::sqrt(2 * log_range());
  }
  template <class T>
  constexpr T alpha(T) const {
    return T(1);
  }
  template <class T>
  constexpr T sigma(T t) const {
    using std::exp;
    return sigma_min * exp(t * log_range());
  }
  template <class T>
  constexpr T half_log_snr(T t) const {
    return -std::log(sigma_min) - t * log_range();
  }
  double time_of_half_log_snr(double l) const { return (-l - std::log(sigma_min)) / log_range(); }

  Normal prior() const { return {sigma_max}; }
  TimeDomain time_domain() const { return {1e-5}; }

  // NCSN's levels sigma_k, k = 0 ... n - 1, and sigma_{-1} = 0. Throws for another k.
  double level(int k, int n) const {
    validate_level(k, n, -1);
    if (k < 0) return 0;
    return n == 1 ? sigma_min : sigma(static_cast<double>(k) / (n - 1));
  }
  Transition chain(int k, int n) const {
    validate_level(k, n);
    const double now = level(k, n), before = level(k - 1, n);
    const double variance = now * now - before * before;
    return {1, variance, before * std::sqrt(variance) / now};
  }

  void validate() const {
    require_positive("sigma_min", sigma_min);
    require(sigma_max > sigma_min && std::isfinite(sigma_max), "sigma_max", sigma_max,
            "must lie in (sigma_min, infinity)");
  }

 private:
  constexpr double log_range() const { return std::log(sigma_max / sigma_min); }
};

}  // namespace scoresde
