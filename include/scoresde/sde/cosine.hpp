// The cosine schedule (Nichol and Dhariwal 2021, eq. 17), variance preserving: with the angle
// phi(t) = pi/2 (t + s) / (1 + s), alpha = cos phi(t) / cos phi(0). At t = 1 alpha is 0 and beta
// infinite; sampling starts where the half log-SNR is -5.1 (Lu et al. 2022).
#pragma once
#include <numbers>
#include <scoresde/sde/normal.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

struct CosineSde {
  double offset = 0.008;  // s

  template <class T>
  constexpr T angle(T t) const {
    return std::numbers::pi / 2 * ((t + offset) / (1 + offset));
  }
  template <class T>
  constexpr T beta(T t) const {  // -d log alpha^2 / dt
    using std::cos, std::sin;
    return std::numbers::pi / (1 + offset) * (sin(angle(t)) / cos(angle(t)));
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
  template <class T>
  constexpr T alpha(T t) const {
    using std::cos;
    return cos(angle(t)) / std::cos(angle(0.0));
  }
  // cos^2 a - cos^2 b = sin(b - a) sin(b + a), without cancellation near t = 0.
  template <class T>
  constexpr T sigma(T t) const {
    using std::sin, std::sqrt;
    const double first = angle(0.0);
    const T now = angle(t);
    return sqrt(sin(now - first) * sin(now + first)) / std::cos(first);
  }
  template <class T>
  constexpr T half_log_snr(T t) const {
    using std::log;
    return log(alpha(t)) - log(sigma(t));
  }
  double time_of_half_log_snr(double l) const {  // alpha^2 = 1 / (1 + e^-2l)
    const double first = angle(0.0), alpha = 1 / std::sqrt(1 + std::exp(-2 * l)),
                 sigma = 1 / std::sqrt(1 + std::exp(2 * l));
    // tan(phi) from cos(phi) = alpha cos(first), sin^2(phi) = sin^2(first) + sigma^2 cos^2(first)
    const double c = alpha * std::cos(first),
                 s = std::hypot(std::sin(first), sigma * std::cos(first));
    return std::atan2(s, c) * 2 / std::numbers::pi * (1 + offset) - offset;
  }

  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-3, time_of_half_log_snr(-5.1)}; }

  void validate() const { require_positive("offset", offset); }
};

}  // namespace scoresde
