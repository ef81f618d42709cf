// The part of the plane that a panel shows.
#pragma once
#include <algorithm>
#include <cmath>
#include <vector>

#include "axis.hpp"
#include "points.hpp"

namespace demo {

struct Window {
  Axis x, y;

  bool holds(double at_x, double at_y) const { return x.holds(at_x) && y.holds(at_y); }
};

// Around the origin.
inline Window square(double half_width) {
  return {{-half_width, half_width}, {-half_width, half_width}};
}

// From the least value to the greatest. Left out are outliers, ten times as far from the quartiles
// as these from each other, where they are few: one in twenty, or a single one.
inline Axis extent_of(const Eigen::ArrayXd& values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const std::size_t last = sorted.size() - 1;
  const double low = sorted[last / 4], high = sorted[last - last / 4];
  const double reach = 10 * (high - low);
  const auto first_in = std::lower_bound(sorted.begin(), sorted.end(), low - reach);
  const auto first_beyond = std::upper_bound(first_in, sorted.end(), high + reach);
  const auto inside = static_cast<std::size_t>(first_beyond - first_in);
  if (reach == 0 || sorted.size() - inside > std::max<std::size_t>(1, sorted.size() / 20))
    return {sorted.front(), sorted.back()};
  return {*first_in, *(first_beyond - 1)};
}

// Around two sets of points, with room at the edges. One scale for both axes, unless the points
// would be a mere line in it; points on a line that is parallel to an axis are one.
inline Window around(const Points& a, const Points& b) {
  const auto extent = [&](int k) {
    const Axis of_a = extent_of(a.col(k)), of_b = extent_of(b.col(k));
    return Axis{std::min(of_a.low, of_b.low), std::max(of_a.high, of_b.high)};
  };
  const Axis extents[] = {extent(0), extent(1)};
  const auto width = [&](int k) { return extents[k].high - extents[k].low; };
  const double narrow = std::min(width(0), width(1)), wide = std::max(width(0), width(1));
  const bool one_scale = narrow > 0.2 * wide || narrow == 0;
  const auto axis = [&](int k) {
    const double centre = extents[k].low + width(k) / 2;
    const double half = 0.55 * (one_scale ? wide : width(k));
    const double least = centre == 0 ? 1 : 1e-9 * std::abs(centre);  // that an axis can number
    return Axis{centre - std::max(half, least), centre + std::max(half, least)};
  };
  return {axis(0), axis(1)};
}

}  // namespace demo
