// What is done to latent codes before they are decoded. Codes are arrays with one a row.
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

// Spherical interpolation of each row of one array of codes with its counterpart (Shoemake 1985):
//   (sin((1 - w) a) x + sin(w a) y) / sin a,  a = the angle between x and y,
// which keeps the norm that codes have; w = 0 gives x and w = 1 gives y, exactly. The straight line
// where the two are nearly parallel. Throws std::invalid_argument for arrays of different shapes.
template <class Array>
Array spherical_interpolation(const Array& from, const Array& to, double w) {
  const auto rows = rows_of(from), columns = columns_of(from);
  require(rows == rows_of(to), "rows of the codes", rows_of(to), "must be ", rows);
  require(columns == columns_of(to), "dimension of the codes", columns_of(to), "must be ", columns);
  require(w >= 0 && w <= 1, "w", w, "must lie in [0, 1]");
  Array between = from;
  for (auto i = 0 * rows; i < rows; ++i) {
    double xx = 0, xy = 0, yy = 0;
    for (auto d = 0 * columns; d < columns; ++d) {
      const double x = from(i, d), y = to(i, d);
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    const double cosine = xy / std::sqrt(xx * yy);
    const double angle = cosine < 1 ? std::acos(std::max(-1.0, cosine)) : 0, sine = std::sin(angle);
    const bool straight = !(sine > 1e-6);
    const double a = straight || w == 0 || w == 1 ? 1 - w : std::sin((1 - w) * angle) / sine;
    const double b = straight || w == 0 || w == 1 ? w : std::sin(w * angle) / sine;
    for (auto d = 0 * columns; d < columns; ++d)
      between(i, d) = static_cast<number_in<Array>>(a * from(i, d) + b * to(i, d));
  }
  return between;
}

// Codes pulled towards the mode of the prior (temperature < 1) or away from it.
template <class Array>
Array at_temperature(const Array& codes, double temperature) {
  require(temperature >= 0 && std::isfinite(temperature), "temperature", temperature,
          "must lie in [0, infinity)");
  return static_cast<number_in<Array>>(temperature) * codes;
}

}  // namespace scoresde
