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

// The integer k of a row and a number u in [0, 1) on the scale of the data.
inline double continuous(double k, double u, const DataScaler& scaler, long row) {
  require(k >= 0 && k < scaler.bins && k == std::floor(k), "bin", k, "must be one of 0, ..., ",
          scaler.bins - 1, ", in row ", row);
  return scaler.low + (k + u) * scaler.width();
}

// An array of integers 0 ... bins - 1, one datum a row, dequantised and scaled. The noise of row i
// is that of sample first + i (Purpose::dequantisation): another seed is another pass over the same
// data. Throws std::invalid_argument for a number that is no bin.
template <class Real, class Array>
auto dequantised(const Array& bins, const DataScaler& scaler, std::uint64_t seed,
                 std::uint64_t first = 0) {
  validate(scaler);
  const auto& from = evaluated(bins);
  auto scaled = array_like<Real>(from);
  const auto rows = rows_of(from), columns = columns_of(from);
  for (auto i = 0 * rows; i < rows; ++i) {
    Draws draws(seed, Purpose::dequantisation, first + static_cast<std::uint64_t>(i));
    for (auto d = 0 * columns; d < columns; ++d) {
      const auto k = static_cast<double>(from(i, d));
      scaled(i, d) = static_cast<Real>(continuous(k, draws.uniform(), scaler, i));
      draws.advance();
    }
  }
  return scaled;
}

// Which bin a scaled number is in.
inline int bin_of(double y, const DataScaler& scaler) {
  const double k = std::floor((y - scaler.low) / scaler.width());
  return static_cast<int>(std::clamp(k, 0.0, scaler.bins - 1.0));
}

}  // namespace scoresde
