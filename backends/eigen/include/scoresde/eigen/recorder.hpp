// An observer that records the trajectories of the first samples, in memory taken before the run.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <scoresde/sde/validate.hpp>
#include <vector>

namespace scoresde {

template <class Real, int D = Eigen::Dynamic>
class Recorder {
 public:
  using Samples = Eigen::Array<Real, Eigen::Dynamic, D>;

  // The states of samples 0 ... samples - 1 before the first of `steps` steps and after each.
  Recorder(Eigen::Index samples, int steps, Eigen::Index dimension = D) {
    require(samples >= 1, "samples", samples, "[1, infinity)");
    require(steps >= 1, "steps", steps, "[1, infinity)");
    require(dimension >= 1, "dimension", dimension, "[1, infinity)");
    states_.assign(static_cast<std::size_t>(steps) + 1, Samples::Zero(samples, dimension));
  }

  // Called from any thread: consecutive samples are written to rows of their own.
  template <class Values>
  void operator()(int step, std::uint64_t first, const Values& values) const {
    require(step <= steps(), "step", step, "[0, ", steps(), "], the steps to record");
    Samples& state = states_[static_cast<std::size_t>(step)];
    if (first >= static_cast<std::uint64_t>(state.rows())) return;
    const auto start = static_cast<Eigen::Index>(first);
    const Eigen::Index count = std::min<Eigen::Index>(values.rows(), state.rows() - start);
    state.middleRows(start, count) = values.topRows(count);
  }

  const Samples& operator[](int step) const { return states_[static_cast<std::size_t>(step)]; }
  int steps() const { return static_cast<int>(states_.size()) - 1; }

 private:
  mutable std::vector<Samples> states_;
};

}  // namespace scoresde
