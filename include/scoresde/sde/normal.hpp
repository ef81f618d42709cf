// The prior N(0, deviation^2 I).
#pragma once
#include <numbers>
#include <scoresde/value/point.hpp>

namespace scoresde {

struct Normal {
  double deviation = 1;

  // x(T) from unit normals, any value of them.
  constexpr auto operator()(const auto& z) const { return deviation * z; }

  // log density in nats, from |x|^2 over D coordinates:
  // -D/2 log(2 pi deviation^2) - |x|^2 / (2 deviation^2)
  double log_density(double square, int dimension) const {
    return -0.5 * dimension * std::log(2 * std::numbers::pi * deviation * deviation) -
           square / (2 * deviation * deviation);
  }
  template <int D>
  double log_density(const Point<double, D>& x) const {
    return log_density(inner(x, x), D);
  }
};

}  // namespace scoresde
