// Points made at random, the same for the same seed.
#pragma once
#include <cstdint>
#include <random>

#include "points.hpp"

namespace demo {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  double uniform(double a, double b) { return std::uniform_real_distribution<>(a, b)(engine_); }
  double normal() { return normal_(engine_); }
  Eigen::Index index(Eigen::Index count) {
    return std::uniform_int_distribution<Eigen::Index>(0, count - 1)(engine_);
  }

 private:
  std::mt19937_64 engine_;
  std::normal_distribution<double> normal_;
};

// `count` points, each made by f(random).
template <class F>
Points make_points(Eigen::Index count, std::uint64_t seed, const F& f) {
  Random random(seed);
  Points points(count, 2);
  for (auto row : points.rowwise()) row = f(random).transpose();
  return points;
}

}  // namespace demo
