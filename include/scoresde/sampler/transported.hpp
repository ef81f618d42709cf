// What moving samples along the probability flow gives.
#pragma once
#include <scoresde/ode/concept.hpp>
#include <scoresde/sampler/status.hpp>
#include <vector>

namespace scoresde {

// Where samples start. From the prior, those that complete the last group have noise of their own,
// so that a sample does not depend on how many there are; of given ones, one a row, what completes
// it does not count.
template <class Prior>
struct FromPrior {
  Prior prior;
  static constexpr bool completes = true;
};
template <class Array>
struct FromData {
  const Array& data;
  static constexpr bool completes = false;
};

// What a trajectory tells of the samples of its state: how the integration ended, and its own
// numbers, one a sample each.
template <class PerSample>
struct Report {
  Integration integration;
  std::vector<PerSample> numbers = {};
};

// The evaluations of the score and the steps of a run whose groups of samples choose their own.
struct Effort {
  long nfe = 0;                     // evaluations a sample, of the group that needed the most
  double mean_nfe = 0;              // the mean over the samples
  long accepted = 0, rejected = 0;  // steps of all groups together
};

template <class Samples>
struct Transported {
  Samples x;  // where the samples are, a sample a row; not a number where one was dropped
  Effort effort = {};
  std::vector<Status> failures = {};  // of the samples that did not get to the end, in order

  Status status() const { return failures.empty() ? Status{} : failures.front(); }
};

}  // namespace scoresde
