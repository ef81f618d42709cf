// What the demo draws when it is given no data: a mixture of eight Gaussians around a ring, whose
// density is known, and three sets of points.
#pragma once
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <scoresde/score/isotropic_mixture.hpp>

#include "random.hpp"

namespace demo {

using Ring = scoresde::IsotropicMixture<2, 8>;

// The first mode is the rightmost and the lightest; weights grow from 1/36 to 8/36 on the way
// round.
inline Ring ring() {
  const double radius = 2;
  Ring ring{.variance = 0.15 * 0.15};
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi * static_cast<double>(k) / 4;
    ring.means[k] = {radius * std::cos(angle), radius * std::sin(angle)};
    ring.weights[k] = static_cast<double>(k + 1) / 36;
  }
  return ring;
}

// A point of the mode at which the running sum of the weights passes `share`.
inline Eigen::Array2d draw_from(const Ring& ring, double share, Random& random) {
  std::size_t k = 0;
  for (; k < 7 && share >= ring.weights[k]; ++k) share -= ring.weights[k];
  const double deviation = std::sqrt(ring.variance);
  return {ring.means[k][0] + deviation * random.normal(),
          ring.means[k][1] + deviation * random.normal()};
}
// Independent points, as a perfect sampler would draw them ...
inline Points draw_exactly(const Ring& ring, Eigen::Index count, std::uint64_t seed) {
  return make_points(count, seed,
                     [&](Random& random) { return draw_from(ring, random.uniform(0, 1), random); });
}
// ... and points of which each mode has its very share, to compare with.
inline Points draw_evenly(const Ring& ring, Eigen::Index count, std::uint64_t seed) {
  double drawn = 0;
  return make_points(count, seed, [&](Random& random) {
    return draw_from(ring, (drawn++ + 0.5) / static_cast<double>(count), random);
  });
}

// Half of the sum over modes of |share of the points nearest to it - its weight|: 0 is perfect, 1
// the worst.
inline double mode_weights_error(const Ring& ring, const Points& points) {
  std::array<double, 8> share = {};
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < 8; ++k) {
      const double dx = points(i, 0) - ring.means[k][0], dy = points(i, 1) - ring.means[k][1];
      const double square = dx * dx + dy * dy;
      if (square < least) nearest = k, least = square;
    }
    share[nearest] += 1 / static_cast<double>(points.rows());
  }
  double error = 0;
  for (std::size_t k = 0; k < 8; ++k) error += std::abs(share[k] - ring.weights[k]) / 2;
  return error;
}

inline Points two_moons(Eigen::Index count, std::uint64_t seed) {
  return make_points(count, seed, [](Random& random) -> Eigen::Array2d {
    const double angle = random.uniform(0, std::numbers::pi);
    const double radius = 1.5 + 0.1 * random.normal();
    const Eigen::Array2d on_arc(radius * std::cos(angle), radius * std::sin(angle));
    const Eigen::Array2d aside(0.75, 0.375);
    return random.uniform(0, 1) < 0.5 ? (on_arc - aside).eval() : (aside - on_arc).eval();
  });
}

inline Points spiral(Eigen::Index count, std::uint64_t seed) {
  return make_points(count, seed, [](Random& random) -> Eigen::Array2d {
    const double radius = 2.3 * std::sqrt(random.uniform(0.01, 1));  // evenly along the arc
    const double angle = 2.2 * std::numbers::pi * radius;
    return {radius * std::cos(angle), radius * std::sin(angle)};
  });
}

inline Points checkerboard(Eigen::Index count, std::uint64_t seed) {
  return make_points(count, seed, [](Random& random) -> Eigen::Array2d {
    const double x = random.uniform(-2, 2), y = random.uniform(0, 1);
    const double row = 2 * std::floor(random.uniform(0, 2)) - 2;  // -2 or 0
    const bool odd = static_cast<int>(std::floor(x)) % 2 != 0;    // of the column
    return {x, y + row + (odd ? 1 : 0)};
  });
}

}  // namespace demo
