// Refusing what makes no sense: the checks of an SDE and of the times of a grid.
#pragma once
#include <cmath>
#include <scoresde/sde/concept.hpp>
#include <scoresde/sde/rates.hpp>
#include <scoresde/value/require.hpp>

namespace scoresde {

// The checks that a part brings with it, if it brings any.
template <class T>
void validate(const T& part) {
  if constexpr (requires { part.validate(); }) part.validate();
}

// An SDE's parameters, and that what it says twice agrees, at nine times: its half log-SNR is
// log(alpha / sigma) and is inverted by time_of_half_log_snr, drift and diffusion are those of alpha
// and sigma (sde/rates.hpp), and the prior is as wide as the noise. Throws std::invalid_argument
// with what was found and what it must be.
template <LinearSde S>
void validate_sde(const S& sde) {
  validate(sde);
  const TimeDomain domain = sde.time_domain();
  require_positive("time_domain().T", domain.T);
  require(domain.eps >= 0 && domain.eps < domain.T, "time_domain().eps", domain.eps,
          "must lie in [0, T)");
  for (int i = 0; i <= 8; ++i) {
    const double t = domain.eps + (domain.T - domain.eps) * i / 8;
    const double alpha = sde.alpha(t), sigma = sde.sigma(t), lambda = sde.half_log_snr(t);
    require(alpha > 0 && std::isfinite(alpha), "alpha(t)", alpha, "must lie in (0, infinity)");
    if (t == 0 && sigma == 0) continue;
    require(sigma > 0 && std::isfinite(sigma), "sigma(t)", sigma, "must lie in (0, infinity)");
    const double wanted = std::log(alpha) - std::log(sigma);
    require(std::abs(lambda - wanted) <= 1e-6 * (1 + std::abs(wanted)), "half_log_snr(t)", lambda,
            "must be log(alpha(t) / sigma(t)) = ", wanted, " at t = ", t);
    const double inverse = sde.time_of_half_log_snr(lambda);
    // Where it stands still in double, as where a chain has a tiny beta, it has many inverses.
    const bool is_flat =
        inverse >= 0 && inverse <= domain.T &&
        std::abs(sde.half_log_snr(inverse) - lambda) <= 1e-14 * (1 + std::abs(lambda));
    require(is_flat || std::abs(inverse - t) <= 1e-5 * domain.T,
            "time_of_half_log_snr(half_log_snr(t))", inverse, "must be t = ", t);
    validate_rates(sde, domain, t);
  }
  validate_prior(sde);
}

// The end of a grid: a time where the process has some noise, before T.
template <HasTimeDomain S>
void validate_end(const S& sde, double eps) {
  const double T = sde.time_domain().T;
  bool defined = eps >= 0 && eps < T;
  if constexpr (HasHalfLogSnr<S>) defined = defined && std::isfinite(sde.half_log_snr(eps));
  require(defined, "eps", eps, "must lie in (0, ", T, ")");
}

// A grid starts where the prior is.
template <HasTimeDomain S>
void validate_start(const S& sde, double start) {
  const double T = sde.time_domain().T;
  require(std::abs(start - T) <= float_rounding * T, "first time of the grid", start, "must be T = ", T);
}

}  // namespace scoresde
