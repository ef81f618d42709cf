// Dequantisation: data on a grid made continuous (Theis, van den Oord and Bethge 2016). With
// uniform noise u in [0, 1) the integer k becomes low + (k + u) width, and the bits/dim of that
// bound those of k from above, in expectation.
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/likelihood/bits_per_dim.hpp>
#include <scoresde/noise/address.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

// The integer k of a row and a number u in [0, 1) on the scale of the data, in numbers of the type
// Real: rounding leaves none of them outside of [edge(k), edge(k + 1)).
template <class Real>
Real continuous(double k, double u, const DataScaler& scaler, long row) {
  require(k >= 0 && k < scaler.bins && k == std::floor(k), "bin", k, "must be one of 0, ..., ",
          scaler.bins - 1, ", in row ", row);
  constexpr Real infinity = std::numeric_limits<Real>::infinity();
  const double low = scaler.edge(k), high = scaler.edge(k + 1);
  const auto y = static_cast<Real>(scaler.low + (k + u) * scaler.width());
  const auto first = static_cast<Real>(low), end = static_cast<Real>(high);
  if (y < low) return first < low ? std::nextafter(first, infinity) : first;
  if (y >= high) return end < high ? end : std::nextafter(end, -infinity);
  return y;
}

// An array of integers 0 ... bins - 1, one datum a row, dequantised and scaled. The noise of row i
// is that of sample first + i (Purpose::dequantisation): another seed is another pass over the same
// data. Throws std::invalid_argument for a number that is no bin, and for bins too fine for Real.
template <class Real, class Array>
auto dequantised(const Array& bins, const DataScaler& scaler, std::uint64_t seed,
                 std::uint64_t first = 0) {
  scaler.validate_as<Real>();
  const auto& from = evaluated(bins);
  auto scaled = array_like<Real>(from);
  const auto rows = rows_of(from), columns = columns_of(from);
  for (auto i = 0 * rows; i < rows; ++i) {
    Draws draws(seed, Purpose::dequantisation, first + static_cast<std::uint64_t>(i));
    for (auto d = 0 * columns; d < columns; ++d) {
      const auto k = static_cast<double>(from(i, d));
      scaled(i, d) = continuous<Real>(k, draws.uniform(), scaler, i);
      draws.advance();
    }
  }
  return scaled;
}

// Which bin a scaled number is in; below the first one and above the last one, these. Throws
// std::invalid_argument for what is no number.
inline int bin_of(double y, const DataScaler& scaler) {
  scaler.validate_as<double>();
  require(!std::isnan(y), "y", y, "must be a number");
  const double last = scaler.bins - 1;
  double k = std::clamp(std::floor((y - scaler.low) / scaler.width()), 0.0, last);
  if (k > 0 && y < scaler.edge(k)) --k;  // the quotient was rounded across an edge
  if (k < last && y >= scaler.edge(k + 1)) ++k;
  return static_cast<int>(k);
}

}  // namespace scoresde
