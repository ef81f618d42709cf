// A Predictor takes the state from one time of the grid to the next: a solver (step/concept.hpp).
// One whose formula has a probability-flow form - half the weight on the score, no noise - says so
// with `static constexpr bool has_probability_flow = true`.
#pragma once
#include <scoresde/step/concept.hpp>

namespace scoresde {

template <class P, class S>
concept Predictor = Solver<P, S>;

template <class P>
concept HasProbabilityFlow = requires { requires P::has_probability_flow; };

}  // namespace scoresde
