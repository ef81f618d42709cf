// Fitting a score to somebody's points, and how well the new points fit.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "points.hpp"
#include "random.hpp"
#include "sliced_w2.hpp"

namespace demo {

// Moves both columns to mean 0 and deviation 1, where all is computed, and back. Coordinates as
// large as those of maps lose nothing: what is moved is first taken, in double, from its centre.
struct Standard {
  Eigen::Array2d mean, deviation;

  // Throws std::runtime_error, beginning with `where`, unless both columns vary.
  Standard(const Points& data, const std::string& where,
           const std::array<std::string, 2>& names = {"x", "y"}) {
    for (const int column : {0, 1}) {
      const auto values = data.col(column);
      const double low = values.minCoeff(), high = values.maxCoeff();
      const double centre = low / 2 + high / 2, reach = high / 2 - low / 2;
      const std::string expected = where + ": expected " + names[static_cast<std::size_t>(column)];
      if (low == high) throw std::runtime_error(expected + " to vary, found one value only");
      if (reach > 1e306) throw std::runtime_error(expected + " to vary by less than 1e306");
      const Eigen::ArrayXd scaled = (values - centre) / reach;  // in [-1, 1]
      mean[column] = centre + reach * scaled.mean();
      deviation[column] = reach * std::sqrt((scaled - scaled.mean()).square().mean());
      if (!(deviation[column] > 0))
        throw std::runtime_error(expected + " to vary by more than the smallest doubles");
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

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The median distance from a datum to its nearest neighbour in another place.
inline double neighbour_distance(const Points& data) {
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < data.rows(); ++i) {
    const Eigen::ArrayXd d = distances(data, data.row(i));
    nearest.push_back((d > 0).select(d, std::numeric_limits<double>::infinity()).minCoeff());
  }
  return median(std::move(nearest));
}

// Half of the distance between neighbours: the blurred data just touch, so that a line of points
// becomes a line, and what lies apart stays apart. But at least a hundredth of the data's
// deviation, which matters for data that repeat themselves.
inline double bandwidth_of(const Points& standardised) {
  return std::max(0.5 * neighbour_distance(standardised), 0.01);
}

// From each point to its nearest datum.
inline std::vector<double> distances_to_data(const Points& points, const Points& data) {
  std::vector<double> nearest;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    nearest.push_back(distances(data, points.row(i)).minCoeff());
  return nearest;
}

// The share of the points that are farther than `reach` from every datum: no copies.
inline double share_apart(const std::vector<double>& distances_to_data, double reach) {
  const auto apart = std::count_if(distances_to_data.begin(), distances_to_data.end(),
                                   [=](double distance) { return distance > reach; });
  return static_cast<double>(apart) / static_cast<double>(distances_to_data.size());
}
inline double share_apart(const Points& points, const Points& data, double reach) {
  return share_apart(distances_to_data(points, data), reach);
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
