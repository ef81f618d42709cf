// What is done to latent codes before they are decoded. Codes are arrays with one a row, or
// expressions of such.
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/rows.hpp>
#include <vector>

namespace scoresde {

namespace latent {

// A row of an array, or minus another, as a unit vector and a norm.
struct Direction {
  double norm = 0;
  std::vector<double> unit;

  explicit Direction(std::vector<double> x) : unit(std::move(x)) {
    double largest = 0, sum = 0;
    for (const double c : unit) largest = std::max(largest, std::abs(c));
    for (const double c : unit) sum += largest > 0 ? (c / largest) * (c / largest) : 0 * c;
    norm = largest * std::sqrt(sum);
    for (double& c : unit) c = norm > 0 ? c / norm : 0 * c;
  }
};
inline double dot(const std::vector<double>& x, const std::vector<double>& y) {
  double sum = 0;
  for (std::size_t d = 0; d < x.size(); ++d) sum += x[d] * y[d];
  return sum;
}
// y without its part along the unit vector x, twice, so that little of it is left by rounding.
inline std::vector<double> orthogonal_to(const std::vector<double>& x, std::vector<double> y) {
  for (int pass = 0; pass < 2; ++pass) {
    const double along = dot(x, y);
    for (std::size_t d = 0; d < x.size(); ++d) y[d] -= along * x[d];
  }
  return y;
}
// Which way round the sphere from x to y: at a right angle to x. Of opposite vectors any way is as
// long; that through the axis which x is farthest from (the first of those) is as good as another.
inline Direction way(const std::vector<double>& x, const std::vector<double>& y) {
  const Direction direct(orthogonal_to(x, y));
  if (direct.norm > 1e-12 || dot(x, y) >= 0) return direct;
  std::vector<double> axis(x.size(), 0.0);
  const auto least = std::min_element(
      x.begin(), x.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  axis[static_cast<std::size_t>(least - x.begin())] = 1;
  return Direction(orthogonal_to(x, axis));
}
// The angle between two unit vectors, to rounding also where they are nearly parallel or opposite.
inline double angle(const std::vector<double>& x, const std::vector<double>& y) {
  double apart = 0, together = 0;
  for (std::size_t d = 0; d < x.size(); ++d) {
    apart += (x[d] - y[d]) * (x[d] - y[d]);
    together += (x[d] + y[d]) * (x[d] + y[d]);
  }
  return 2 * std::atan2(std::sqrt(apart), std::sqrt(together));
}

}  // namespace latent

// Spherical interpolation of each row of one array of codes with its counterpart (Shoemake 1985),
//   (sin((1 - w) a) x + sin(w a) y) / sin a,  a = the angle between x and y,
// of their directions, while the norm goes from |x| to |y| in proportion: equal norms, such as codes
// nearly have, are kept. w = 0 gives x and w = 1 gives y, exactly; a code of norm zero takes the
// direction of the other. Opposite codes are joined through one and the same axis at a right angle.
// Throws std::invalid_argument for arrays of different shapes, and for opposite codes of one
// dimension, which no such path joins.
template <class From, class To>
auto spherical_interpolation(const From& from, const To& to, double w) {
  const auto& x = evaluated(from);
  const auto& y = evaluated(to);
  const auto rows = rows_of(x), columns = columns_of(x);
  require(rows == rows_of(y), "rows of the codes", rows_of(y), "must be ", rows);
  require(columns == columns_of(y), "dimension of the codes", columns_of(y), "must be ", columns);
  require(w >= -float_rounding && w <= 1 + float_rounding, "w", w, "must lie in [0, 1]");
  w = std::clamp(w, 0.0, 1.0);
  using Number = number_in<From>;
  auto between = array_like<Number>(x);
  const auto row_of = [columns](const auto& codes, auto i) {
    std::vector<double> row;
    for (auto d = 0 * columns; d < columns; ++d) row.push_back(static_cast<double>(codes(i, d)));
    return latent::Direction(std::move(row));
  };
  for (auto i = 0 * rows; i < rows; ++i) {
    const auto a = row_of(x, i), b = row_of(y, i);
    const double norm = (1 - w) * a.norm + w * b.norm;
    const auto& start = a.norm > 0 ? a.unit : b.unit;
    const auto& end = b.norm > 0 ? b.unit : a.unit;
    const latent::Direction across = latent::way(start, end);
    require(columns > 1 || latent::dot(start, end) >= 0 || w == 0 || w == 1,
            "dimension of the codes", columns,
            "must lie in [2, infinity): no path of one norm joins opposite codes in row ", i);
    const double turned = w * latent::angle(start, end);
    for (auto d = 0 * columns; d < columns; ++d) {
      const auto k = static_cast<std::size_t>(d);
      between(i, d) = w == 0   ? static_cast<Number>(x(i, d))
                      : w == 1 ? static_cast<Number>(y(i, d))
                               : static_cast<Number>(norm * (std::cos(turned) * start[k] +
                                                             std::sin(turned) * across.unit[k]));
    }
  }
  return between;
}

// Codes pulled towards the mode of the prior (temperature < 1) or away from it.
template <class Array>
auto at_temperature(const Array& codes, double temperature) {
  require(temperature >= 0 && std::isfinite(temperature), "temperature", temperature,
          "must lie in [0, infinity)");
  using Number = number_in<Array>;
  const auto& z = evaluated(codes);
  auto scaled = array_like<Number>(z);
  for (auto i = 0 * rows_of(z); i < rows_of(z); ++i)
    for (auto d = 0 * columns_of(z); d < columns_of(z); ++d)
      scaled(i, d) = static_cast<Number>(temperature) * z(i, d);
  return scaled;
}

}  // namespace scoresde
