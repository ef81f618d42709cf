// What moving samples along the probability flow gives.
#pragma once
#include <algorithm>
#include <cstdint>
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/control_group.hpp>
#include <scoresde/sampler/start.hpp>
#include <scoresde/sampler/status.hpp>
#include <vector>

namespace scoresde {

// What a trajectory tells of the samples of its state: how the integration ended, and its own
// numbers, one a sample each.
template <class PerSample>
struct Report {
  Integration integration;
  std::vector<PerSample> numbers = {};
};

// The evaluations of the score and the steps of a run whose groups of samples choose their own. All
// evaluations that are made count: those for states at requested times and for a denoising step too.
struct Effort {
  long nfe = 0;                     // evaluations a sample, of the group that needed the most
  double mean_nfe = 0;              // the mean over the samples
  long accepted = 0, rejected = 0;  // steps of all groups together
};

// What became of the groups of a run, one after another, in any order.
class Tally {
 public:
  // A group whose first `own` samples are the run's, from sample `first` on.
  void add(std::uint64_t first, std::size_t own, const Integration& done,
           const ControlGroup& group) {
    using enum Integration::Outcome;
    count(own, done);
    for (const auto& gone : group.dropped())
      if (gone.sample < own) fail(RunStatus::Outcome::not_finite, first + gone.sample, gone.time);
    if (done.outcome == finished) return;
    for (std::size_t i = 0; i < own; ++i)
      if (group.counts(i)) fail(outcome_of(done), first + i, done.time);
  }
  // A sample that was moved by itself.
  void add(std::uint64_t sample, const Integration& done, const ControlledSample& control) {
    count(1, done);
    if (control.empty())
      fail(RunStatus::Outcome::not_finite, sample, control.dropped_at());
    else if (done.outcome != Integration::Outcome::finished)
      fail(outcome_of(done), sample, done.time);
  }
  Effort effort() const {
    Effort all = effort_;
    all.mean_nfe = evaluations_ / samples_;
    return all;
  }
  std::vector<RunStatus> failures() const {
    std::vector<RunStatus> sorted = failures_;
    std::ranges::sort(sorted, {}, &RunStatus::sample);
    return sorted;
  }

 private:
  void count(std::size_t own, const Integration& done) {
    effort_.nfe = std::max(effort_.nfe, done.evaluations);
    effort_.accepted += done.accepted;
    effort_.rejected += done.rejected;
    evaluations_ += static_cast<double>(done.evaluations) * static_cast<double>(own);
    samples_ += static_cast<double>(own);
  }
  static RunStatus::Outcome outcome_of(const Integration& done) {
    return done.outcome == Integration::Outcome::budget_spent ? RunStatus::Outcome::budget_spent
                                                              : RunStatus::Outcome::step_underflow;
  }
  void fail(RunStatus::Outcome outcome, std::uint64_t sample, double time) {
    failures_.push_back({outcome, sample, time});
  }

  Effort effort_;
  std::vector<RunStatus> failures_;
  double evaluations_ = 0, samples_ = 0;
};

template <class Samples>
struct Transported {
  Samples x;  // where the samples are, a sample a row; not a number where one was dropped
  Effort effort = {};
  std::vector<RunStatus> failures = {};  // of the samples that did not get to the end, in order
  RunStatus resolution = {};             // the first of them that lies too far out for its numbers

  RunStatus status() const { return failures.empty() ? resolution : failures.front(); }
};

}  // namespace scoresde
