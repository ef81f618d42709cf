// From a density in nats to bits per dimension. A density of continuous data is not a code length:
// bits/dim mean something for data on a grid of values, so how the data were scaled must be said.
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <numbers>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

// Data on a grid: the integers 0 ... bins - 1, dequantised to [0, bins) and scaled to [low, high).
struct DataScaler {
  double low = 0, high = 1;
  int bins = 256;

  double width() const { return (high - low) / bins; }  // of a bin, after scaling
  // Bin k is [edge(k), edge(k + 1)): where it begins, and where all of them end.
  double edge(double k) const { return std::min(low + k * width(), high); }
  // What the density of scaled data lacks to one of integers, in bits/dim: log2(bins / (high -
  // low)), 8 for 256 bins on [0, 1] and 7 on [-1, 1] (Song et al. 2021, published code).
  double offset() const { return std::log2(bins) - std::log2(high - low); }
  void validate() const {
    require(bins >= 1, "bins", bins, "must lie in [1, infinity)");
    require(std::isfinite(low), "low", low, "must lie in (-infinity, infinity)");
    require(high > low && std::isfinite(high - low), "high", high, "must lie in (low, infinity)");
  }
  // That the numbers of a type are close enough for two of them, at least, in every bin.
  template <class Real>
  void validate_as() const {
    validate();
    const auto largest = static_cast<Real>(std::max(std::abs(low), std::abs(high)));
    const double spacing = static_cast<double>(largest) - std::nextafter(largest, Real(0));
    require(width() >= 2 * spacing, "bins", bins, "must be at most ",
            std::floor((high - low) / (2 * spacing)), " on [", low, ", ", high, ") in numbers of ",
            std::numeric_limits<Real>::digits, " bits, so that each bin holds two of them");
  }
};
// Data that are on no grid, which is asked for: the density itself in bits, per dimension.
struct Continuous {
  double offset() const { return 0; }
};

// -log p / (D log 2) + offset, where log p in nats is the density of the scaled data. One number,
// or an array of one a sample or an expression of such.
template <class Numbers, class Scaler>
auto bits_per_dim(const Numbers& log_density, int dimension, const Scaler& scaler) {
  validate(scaler);
  require(dimension >= 1, "dimension", dimension, "must lie in [1, infinity)");
  using Real = std::decay_t<decltype([] {
    if constexpr (requires { typename Numbers::Scalar; })
      return typename Numbers::Scalar{};
    else if constexpr (std::is_arithmetic_v<Numbers>)
      return Numbers{};
    else
      return double{};
  }())>;
  const Real per_nat = static_cast<Real>(-1 / (dimension * std::numbers::ln2));
  const auto bits = per_nat * log_density + static_cast<Real>(scaler.offset());
  if constexpr (requires { bits.eval(); })
    return bits.eval();
  else if constexpr (std::constructible_from<Numbers, decltype(bits)>)
    return Numbers(bits);
  else
    return eval(bits);  // an expression, by its library's own function
}

}  // namespace scoresde
