// The demo without data of the user's: each part runs the library, adds its pictures to the files
// and its runs to the report.
#pragma once
#include "session.hpp"

namespace demo {

// Data, noise and samples, by every SDE and solver: of the mixture and of the three sets.
void draw_samples(Session& session);
// Noise on its way to data: films, trajectories with noise and along the flow, and the score that
// leads them.
void draw_journeys(Session& session);
// The log-likelihood of the plane under the mixture, beside the truth.
void draw_likelihood(Session& session);
// How near the samples come to the mixture with 10 to 1000 steps.
void draw_accuracy(Session& session);

}  // namespace demo
