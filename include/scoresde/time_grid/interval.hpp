// A grid of times and its steps.
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/sde/validate.hpp>
#include <utility>
#include <vector>

namespace scoresde {

// One step of a grid, from t down to u < t, with what multi-step and discrete solvers ask.
struct Interval {
  double t, u;
  double before, before2;  // where the two previous steps began; the first time if there were none
  double length;           // t - u, but on the published grid T / n
  int index, count;        // of the steps
  bool published;          // whether published discrete chains are read here

  constexpr bool first() const { return index == 0; }
};

// Decreasing times: a step leaves each but the last.
class TimeGrid {
 public:
  explicit TimeGrid(std::vector<double> times) : TimeGrid(std::move(times), 0) {}
  // Every step counts as of the same length, and the discrete chains belong to this grid.
  static TimeGrid published(std::vector<double> times, double length) {
    return TimeGrid(std::move(times), length);
  }

  int steps() const { return static_cast<int>(times_.size()) - 1; }
  const std::vector<double>& times() const { return times_; }
  double start() const { return times_.front(); }
  double end() const { return times_.back(); }

  // Step i = 0 ... steps() - 1. Throws std::invalid_argument for another number.
  Interval operator[](int i) const {
    require(i >= 0 && i < steps(), "step of the grid", i, "must be one of 0, ..., ", steps() - 1);
    const double length = is_published() ? published_length_ : at(i) - at(i + 1);
    return {at(i), at(i + 1), at(i - 1), at(i - 2), length, i, steps(), is_published()};
  }
  // Where the grid ends, as a place to correct at: an interval of no length.
  Interval at_end() const {
    return {end(), end(), at(steps() - 1), at(steps() - 2), 0, steps(), steps(), false};
  }

 private:
  TimeGrid(std::vector<double> times, double published_length)
      : times_(std::move(times)), published_length_(published_length) {
    require(times_.size() >= 2, "times.size()", times_.size(), "must lie in [2, infinity)");
    require(start() > 0 && std::isfinite(start()), "first time of the grid", start(),
            "must lie in (0, infinity)");
    for (int i = 0; i < steps(); ++i) {
      const bool stays = is_published() && i + 1 == steps() && at(i) == 0;
      require(at(i + 1) >= 0 && (at(i + 1) < at(i) || stays), "time of the grid", at(i + 1),
              "must lie in [0, ", at(i), "), below the time before it");
    }
  }
  bool is_published() const { return published_length_ > 0; }
  double at(int i) const { return times_[static_cast<std::size_t>(std::max(i, 0))]; }

  std::vector<double> times_;
  double published_length_;
};

}  // namespace scoresde
