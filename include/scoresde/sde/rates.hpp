// That a linear SDE's drift and diffusion are those of its alpha and sigma,
//   drift = d log alpha / dt,   diffusion^2 / (2 sigma^2) = -d half_log_snr / dt,
// by differences: a solver that reads the one pair and one that reads the other must speak of the
// same process.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <scoresde/sde/concept.hpp>
#include <scoresde/value/require.hpp>

namespace scoresde {

namespace rates {

// A piece of time around t, in parts of t, and the rounding of what is differenced over it. On a
// short piece a rate may jump at t; over a long one also functions of single precision differ by
// much more than their rounding.
struct Piece {
  double below, above, rounding;
};
inline constexpr std::array<Piece, 6> pieces{{{1e-3, 1e-3, 1e-15},
                                              {1e-3, 0, 1e-15},
                                              {0, 1e-3, 1e-15},
                                              {0.1, 0.1, 1.2e-7},
                                              {0.1, 0, 1.2e-7},
                                              {0, 0.1, 1.2e-7}}};

// What must be added to a rate at t to make it the derivative of `whole`: 0 where, on some piece,
// its mean by Simpson's rule is the slope of `whole` to 0.5 %; else what the shortest piece tells.
double lack(const TimeDomain& domain, double t, const auto& rate, const auto& whole) {
  const double unit = t > 0 ? t : domain.T, size = 1 + std::abs(whole(t));
  std::optional<double> told;
  for (const Piece& piece : pieces) {
    const double from = std::max(domain.eps, t - piece.below * unit),
                 to = std::min(domain.T, t + piece.above * unit), length = to - from;
    if (length < 1e-4 * unit) continue;  // beyond the domain
    const double slope = (whole(to) - whole(from)) / length,
                 mean = (rate(from) + 4 * rate((from + to) / 2) + rate(to)) / 6,
                 lacking = slope - mean;
    if (std::abs(lacking) <= 5e-3 * std::abs(slope) + piece.rounding * size / length) return 0;
    if (!told) told = lacking;
  }
  return told.value_or(0);
}

}  // namespace rates

// Throws std::invalid_argument where, at a time of its domain, the SDE contradicts itself.
template <LinearSde S>
void validate_rates(const S& sde, const TimeDomain& domain, double t) {
  const auto drift = [&](double at) { return static_cast<double>(sde.drift(at)); };
  const double drift_lacks = rates::lack(domain, t, drift, [&](double at) {
    return std::log(static_cast<double>(sde.alpha(at)));
  });
  require(drift_lacks == 0, "drift(t)", drift(t), "must be d log alpha / dt = ",
          drift(t) + drift_lacks, " at t = ", t);

  const double g = sde.diffusion(t), sigma = sde.sigma(t);
  const auto rate = [&](double at) {
    return std::pow(sde.diffusion(at) / static_cast<double>(sde.sigma(at)), 2) / 2;
  };
  const double rate_lacks = rates::lack(
      domain, t, rate, [&](double at) { return -static_cast<double>(sde.half_log_snr(at)); });
  require(rate_lacks == 0, "diffusion(t)", g, "must be sqrt(-2 sigma^2 d half_log_snr / dt) = ",
          sigma * std::sqrt(2 * std::max(0.0, rate(t) + rate_lacks)), " at t = ", t);
}

// The noise alone has deviation sigma(T): a prior that is narrower, by more than 1 %, is of another
// process. It may be wider by what is left of the data, and one that is no Normal is not judged.
template <LinearSde S>
void validate_prior(const S& sde) {
  if constexpr (requires {
                  { sde.prior().deviation } -> std::convertible_to<double>;
                }) {
    const double sigma = sde.sigma(sde.time_domain().T), deviation = sde.prior().deviation;
    require(deviation >= 0.99 * sigma && std::isfinite(deviation), "prior().deviation", deviation,
            "must be sigma(T) = ", sigma, " or, where data are still seen at T, more");
  }
}

}  // namespace scoresde
