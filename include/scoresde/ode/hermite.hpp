// The state within a step from x at t to y at u, with the derivatives f and g there: the cubic
// through both, of order 4 (Hairer, Norsett and Wanner 1993, II.6).
#pragma once
#include <scoresde/value/point.hpp>

namespace scoresde {

template <Value V>
constexpr V hermite(double time, double t, const V& x, const V& f, double u, const V& y,
                    const V& g) {
  const double h = u - t, s = (time - t) / h, left = 1 - s;
  const double a = left * left * (1 + 2 * s), b = s * s * (1 + 2 * left);
  return a * x + b * y + (h * s * left * left) * f + (-h * s * s * left) * g;
}

}  // namespace scoresde
