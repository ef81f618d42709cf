// What a run gives.
#pragma once
#include <scoresde/sampler/status.hpp>

namespace scoresde {

template <class Samples>
struct Result {
  Samples x;     // the samples, the last step's noise included
  Samples mean;  // the same without that noise: final denoising
  long nfe = 0;  // evaluations of the score a sample, counted by the calls made
  RunStatus status = {};
};

}  // namespace scoresde
