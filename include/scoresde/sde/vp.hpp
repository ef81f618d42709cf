// Variance preserving, dx = -beta(t)/2 x dt + sqrt(beta(t)) dw with a linear beta (Song et al.
// 2021, eq. 11 and 33). With B(t) = int_0^t beta: alpha = exp(-B/2), sigma^2 = 1 - exp(-B).
#pragma once
#include <scoresde/sde/normal.hpp>
#include <scoresde/sde/transition.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

// The linear beta that VP and sub-VP share.
struct LinearBeta {
  double beta_min, beta_max;

  template <class T>
  constexpr T operator()(T t) const {
    return beta_min + t * (beta_max - beta_min);
  }
  template <class T>
  constexpr T integral(T t) const {  // B(t)
    return t * (beta_min + t * ((beta_max - beta_min) / 2));
  }
  double time_of_integral(double b) const {  // without cancellation
    return 2 * b / (beta_min + std::sqrt(beta_min * beta_min + 2 * (beta_max - beta_min) * b));
  }
  // beta_k of DDPM's chain of n steps, k = 0 ... n - 1. Throws for another k, and where the chain
  // does not exist.
  double discrete(int k, int n) const {
    validate_level(k, n);
    const double b = (n == 1 ? beta_min : beta_min + k * (beta_max - beta_min) / (n - 1)) / n;
    require(b > 0 && b < 1, "beta_k of the discrete chain", b,
            "must lie in (0, 1): take more steps, or another grid than the published one");
    return b;
  }
  void validate() const {
    require_positive("beta_min", beta_min);
    require(beta_max >= beta_min && std::isfinite(beta_max), "beta_max", beta_max,
            "must lie in [beta_min, infinity)");
  }
};

struct VpSde {
  double beta_min = 0.1, beta_max = 20;

  constexpr LinearBeta beta() const { return {beta_min, beta_max}; }

  template <class T>
  constexpr T drift(T t) const {
    return -0.5 * beta()(t);
  }
  template <class T>
  constexpr T diffusion(T t) const {
    using std::sqrt;
    return sqrt(beta()(t));
  }
  template <class T>
  constexpr T alpha(T t) const {
    using std::exp;
    return exp(-0.5 * beta().integral(t));
  }
  template <class T>
  constexpr T sigma(T t) const {
    using std::expm1, std::sqrt;
    return sqrt(-expm1(-beta().integral(t)));
  }
  template <class T>
  constexpr T half_log_snr(T t) const {
    using std::expm1, std::log;
    const T b = beta().integral(t);
    return -0.5 * (b + log(-expm1(-b)));
  }
  double time_of_half_log_snr(double l) const {
    const double b = l > 0 ? std::log1p(std::exp(-2 * l)) : std::log1p(std::exp(2 * l)) - 2 * l;
    return beta().time_of_integral(b);
  }

  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-3}; }

  Transition chain(int k, int n) const {  // DDPM's; its published posterior is "fixed large"
    const double b = beta().discrete(k, n);
    return {std::sqrt(1 - b), b, std::sqrt(b)};
  }

  void validate() const { beta().validate(); }
};

}  // namespace scoresde
