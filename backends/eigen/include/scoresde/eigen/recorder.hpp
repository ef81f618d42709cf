// An observer that records the trajectories of some samples, in memory taken before the run.
#pragma once
#include <Eigen/Core>
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <scoresde/eigen/arrays.hpp>
#include <scoresde/sde/validate.hpp>
#include <vector>

namespace scoresde {

template <class Real, int D = Eigen::Dynamic, class Arrays = EigenArrays>
class Recorder {
 public:
  using Samples = typename Arrays::template Samples<Real, D>;

  // Samples first ... first + samples - 1 of the job, in so many steps.
  struct Part {
    Eigen::Index samples = 0;
    int steps = 0;
    Eigen::Index dimension = D;
    std::uint64_t first = 0;
  };

  // Records the states of samples before the first step and after each: rows in the order of their
  // indices, whether one run or several shards make them.
  Recorder(const Part& part) : first_(part.first) {
    const auto& [samples, steps, dimension, first] = part;
    require(samples >= 1, "samples", samples, "must lie in [1, infinity)");
    require(steps >= 1, "steps", steps, "must lie in [1, infinity)");
    require(dimension >= 1 && (D == Eigen::Dynamic || dimension == D), "dimension", dimension,
            D == Eigen::Dynamic ? "must lie in [1, infinity)" : "must be D, the recorder's own");
    for (int step = 0; step <= steps; ++step)
      states_.push_back({Arrays::template samples<Real, D>(samples, dimension),
                         std::vector<unsigned char>(static_cast<std::size_t>(samples), 0)});
    missing_ = std::vector<std::atomic<Eigen::Index>>(states_.size());
    for (auto& count : missing_) count = samples;
  }
  // From sample 0 on.
  Recorder(Eigen::Index samples, int steps, Eigen::Index dimension = D)
      : Recorder(Part{samples, steps, dimension}) {}

  // Called from any thread: consecutive samples are written to rows of their own. Throws
  // std::invalid_argument for a step or a dimension that it was not made for.
  template <class Values>
  void operator()(int step, std::uint64_t first, const Values& values) const {
    require(step >= 0 && step <= steps(), "step", step, "must lie in [0, ", steps(),
            "], the steps to record");
    State& state = states_[static_cast<std::size_t>(step)];
    require(columns_of(values) == columns_of(state.x), "dimension of the samples",
            columns_of(values), "must be ", columns_of(state.x), ", the recorder's own");
    const auto rows = static_cast<std::uint64_t>(rows_of(values)),
               wanted = static_cast<std::uint64_t>(rows_of(state.x));
    Eigen::Index written = 0;
    for (std::uint64_t i = 0; i < rows; ++i) {
      const std::uint64_t row = first + i - first_;  // beyond any row for samples before the first
      if (row >= wanted) continue;
      for (Eigen::Index d = 0; d < columns_of(state.x); ++d)
        state.x(static_cast<Eigen::Index>(row), d) =
            static_cast<Real>(values(static_cast<Eigen::Index>(i), d));
      written += state.seen[row] == 0;
      state.seen[row] = 1;
    }
    missing_[static_cast<std::size_t>(step)] -= written;
  }

  // The state after a step. Throws std::invalid_argument unless all of its samples were seen.
  const Samples& operator[](int step) const {
    require(step >= 0 && step <= steps(), "step", step, "must lie in [0, ", steps(), "]");
    const Eigen::Index missing = missing_[static_cast<std::size_t>(step)];
    require(
        missing == 0, "samples that were never seen at that step", missing,
        "must be 0: record samples and steps that the run has, those of a shard from its first on");
    return states_[static_cast<std::size_t>(step)].x;
  }
  int steps() const { return static_cast<int>(states_.size()) - 1; }

 private:
  struct State {
    Samples x;
    std::vector<unsigned char> seen;  // rows, one if they were written
  };
  std::uint64_t first_;
  mutable std::vector<State> states_;
  mutable std::vector<std::atomic<Eigen::Index>> missing_;  // rows of each state
};

}  // namespace scoresde
