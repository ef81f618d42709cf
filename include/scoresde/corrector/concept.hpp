// A Corrector moves the state within its law at one time, by Markov chain Monte Carlo on the score:
// a solver (step/concept.hpp) that reads its interval at the time where it stands.
#pragma once
#include <scoresde/step/concept.hpp>

namespace scoresde {

template <class C, class S>
concept Corrector = Solver<C, S>;

}  // namespace scoresde
