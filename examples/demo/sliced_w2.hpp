// The sliced Wasserstein-2 distance between two sets of points of the plane (Bonneel et al. 2015):
//   SW2(a, b)^2 = mean over directions u of W2(u.a, u.b)^2,
// and on a line W2 compares quantiles, whatever the sizes of the sets:
//   W2(p, q)^2 = int_0^1 (F_p^{-1}(s) - F_q^{-1}(s))^2 ds.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <scoresde/eigen/threads.hpp>
#include <vector>

namespace demo {

// Sorts by 11 bits of the numbers at a time (a radix sort), several times faster than std::sort. As
// integers, floats are in order once the sign is flipped, and all else too if they are negative.
inline void sort(std::vector<float>& values) {
  std::vector<std::uint32_t> keys(values.size()), sorted(values.size());
  std::transform(values.begin(), values.end(), keys.begin(), [](float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return bits ^ (bits >> 31 ? 0xFFFFFFFFu : 0x80000000u);
  });
  for (const int shift : {0, 11, 22}) {
    std::array<std::size_t, 2049> start = {};
    for (const std::uint32_t key : keys) ++start[(key >> shift & 2047u) + 1];
    std::partial_sum(start.begin(), start.end(), start.begin());
    for (const std::uint32_t key : keys) sorted[start[key >> shift & 2047u]++] = key;
    keys.swap(sorted);
  }
  std::transform(keys.begin(), keys.end(), values.begin(), [](std::uint32_t key) {
    return std::bit_cast<float>(key ^ (key >> 31 ? 0x80000000u : 0xFFFFFFFFu));
  });
}

// The sorted projections of a set on fixed directions, spread evenly over half a turn. A set that
// is compared often is sliced once.
class Slices {
 public:
  static constexpr int directions = 32;

  explicit Slices(const Eigen::ArrayX2d& points, int threads = 1) : slices_(directions) {
    scoresde::eigen::in_parallel(directions, threads, [&](std::size_t k) {
      const double angle = std::numbers::pi * (static_cast<double>(k) + 0.5) / directions;
      const Eigen::ArrayXf line =
          (std::cos(angle) * points.col(0) + std::sin(angle) * points.col(1)).cast<float>();
      slices_[k].assign(line.begin(), line.end());
      sort(slices_[k]);
    });
  }
  const std::vector<float>& operator[](int k) const { return slices_[static_cast<std::size_t>(k)]; }

 private:
  std::vector<std::vector<float>> slices_;
};

// W2^2 of two sorted sets on a line. Both quantile functions are steps: walk through the union of
// their jumps, which are at (i+1)/|p| and (j+1)/|q|, kept exact as integers over |p| |q|.
inline double squared_w2(const std::vector<float>& p, const std::vector<float>& q) {
  const std::uint64_t np = p.size(), nq = q.size();
  double sum = 0;
  std::uint64_t i = 0, j = 0, from = 0;
  while (i < np && j < nq) {
    const std::uint64_t end_p = (i + 1) * nq, end_q = (j + 1) * np, to = std::min(end_p, end_q);
    const double gap = static_cast<double>(p[i]) - static_cast<double>(q[j]);
    sum += static_cast<double>(to - from) * gap * gap;
    from = to;
    if (to == end_p) ++i;
    if (to == end_q) ++j;
  }
  return sum / (static_cast<double>(np) * static_cast<double>(nq));
}

inline double sliced_w2(const Slices& a, const Slices& b) {
  double sum = 0;
  for (int k = 0; k < Slices::directions; ++k) sum += squared_w2(a[k], b[k]);
  return std::sqrt(sum / Slices::directions);
}

}  // namespace demo
