// Fitting a score to somebody's points, and how well the new points fit.
#pragma once
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "points.hpp"
#include "random.hpp"
#include "sliced_w2.hpp"

namespace demo {

// Moves both columns to mean 0 and deviation 1, where all is computed, and back.
struct Standard {
  Eigen::Array2d mean, deviation;

  // Throws std::runtime_error, beginning with `where`, unless both columns vary.
  Standard(const Points& data, const std::string& where) : mean(data.colwise().mean()) {
    deviation = (data.rowwise() - mean.transpose()).square().colwise().mean().sqrt();
    for (const int column : {0, 1}) {
      const std::string name = column == 0 ? "x" : "y";
      if (deviation[column] == 0)
        throw std::runtime_error(where + ": expected " + name + " to vary, found one value only");
      if (!std::isfinite(deviation[column]))
        throw std::runtime_error(where + ": expected " + name + " to vary by less than 1e150");
    }
  }
  Points of(const Points& data) const {
    return (data.rowwise() - mean.transpose()).rowwise() / deviation.transpose();
  }
  Points undo(const Points& points) const {
    return (points.rowwise() * deviation.transpose()).rowwise() + mean.transpose();
  }
};

// At most so many of the points, taken at random.
inline Points thinned(const Points& points, Eigen::Index most, std::uint64_t seed) {
  if (points.rows() <= most) return points;
  std::vector<Eigen::Index> rows(static_cast<std::size_t>(points.rows())), kept;
  std::iota(rows.begin(), rows.end(), 0);
  std::mt19937_64 engine(seed);
  std::sample(rows.begin(), rows.end(), std::back_inserter(kept), most, engine);
  return points(kept, Eigen::all);
}

inline Eigen::ArrayXd distances(const Points& points, const Eigen::Array2d& place) {
  return (points.rowwise() - place.transpose()).square().rowwise().sum().sqrt();
}

// Half of the median distance from a datum to its nearest neighbour: the blurred data just touch,
// so that a line of points becomes a line, and what lies apart stays apart. But at least a
// hundredth of the data's deviation, which matters for data that repeat themselves.
inline double bandwidth_of(const Points& standardised) {
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < standardised.rows(); ++i) {
    const Eigen::ArrayXd d = distances(standardised, standardised.row(i));
    nearest.push_back((d > 0).select(d, std::numeric_limits<double>::infinity()).minCoeff());
  }
  const auto middle = nearest.begin() + static_cast<std::ptrdiff_t>(nearest.size() / 2);
  std::nth_element(nearest.begin(), middle, nearest.end());
  return std::max(0.5 * *middle, 0.01);
}

// The share of the points that are farther than `reach` from every datum: no copies.
inline double share_apart(const Points& points, const Points& data, double reach) {
  Eigen::Index apart = 0;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    apart += distances(data, points.row(i)).minCoeff() > reach;
  return static_cast<double>(apart) / static_cast<double>(points.rows());
}

// The mean sliced W2 between the data and `count` of them, drawn with replacement: what a sampler
// that knows nothing but the data can reach.
inline double bootstrap_distance(const Points& data, const Slices& slices, Eigen::Index count,
                                 int resamples, std::uint64_t seed) {
  double sum = 0;
  for (int k = 0; k < resamples; ++k) {
    const std::uint64_t own_seed = seed * 1'000'003 + static_cast<std::uint64_t>(k);
    sum += sliced_w2(slices, Slices(make_points(count, own_seed, [&](Random& random) {
                       return data.row(random.index(data.rows())).transpose().eval();
                     })));
  }
  return sum / resamples;
}

}  // namespace demo
