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
  // -D/2 log(2 pi deviation^2) - |x|^2 / (2 deviation^2); one number or one a sample
  template <class K>
  constexpr K log_density(const K& square, int dimension) const {
    using Real = scalar_of<K>;
    const double log_normaliser =
        -0.5 * dimension * std::log(2 * std::numbers::pi * deviation * deviation);
    return Real(log_normaliser) - Real(1 / (2 * deviation * deviation)) * square;
  }
  template <int D>
  double log_density(const Point<double, D>& x) const {
    return log_density(inner(x, x), D);
  }
};

}  // namespace scoresde
