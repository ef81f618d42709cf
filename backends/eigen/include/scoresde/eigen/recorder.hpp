// An observer that records the trajectories of the first samples, in memory taken before the run.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <cstdint>
#include <scoresde/eigen/arrays.hpp>
#include <scoresde/sde/validate.hpp>
#include <vector>

namespace scoresde {

template <class Real, int D = Eigen::Dynamic, class Arrays = EigenArrays>
class Recorder {
 public:
  using Samples = typename Arrays::template Samples<Real, D>;

  // The states of samples 0 ... samples - 1 before the first of `steps` steps and after each.
  Recorder(Eigen::Index samples, int steps, Eigen::Index dimension = D) {
    require(samples >= 1, "samples", samples, "must lie in [1, infinity)");
    require(steps >= 1, "steps", steps, "must lie in [1, infinity)");
    require(dimension >= 1, "dimension", dimension, "must lie in [1, infinity)");
    Samples none = Arrays::template samples<Real, D>(samples, dimension);
    for (Eigen::Index d = 0; d < dimension; ++d)
      for (Eigen::Index i = 0; i < samples; ++i) none(i, d) = 0;
    states_.assign(static_cast<std::size_t>(steps) + 1, none);
  }

  // Called from any thread: consecutive samples are written to rows of their own.
  template <class Values>
  void operator()(int step, std::uint64_t first, const Values& values) const {
    require(step <= steps(), "step", step, "must lie in [0, ", steps(), "], the steps to record");
    Samples& state = states_[static_cast<std::size_t>(step)];
    if (first >= static_cast<std::uint64_t>(rows_of(state))) return;
    const auto start = static_cast<Eigen::Index>(first);
    const Eigen::Index count = std::min<Eigen::Index>(rows_of(values), rows_of(state) - start);
    for (Eigen::Index d = 0; d < columns_of(state); ++d)
      for (Eigen::Index i = 0; i < count; ++i) state(start + i, d) = values(i, d);
  }

  const Samples& operator[](int step) const { return states_[static_cast<std::size_t>(step)]; }
  int steps() const { return static_cast<int>(states_.size()) - 1; }

 private:
  mutable std::vector<Samples> states_;
};

}  // namespace scoresde
