// The whole Eigen backend.
#pragma once

#include <scoresde/value/optimised.hpp>
#ifdef SCORESDE_OPTIMISES_ITSELF
#pragma GCC push_options
#pragma GCC optimize("O2")
#endif

// clang-format off: first, so that messages about an SDE show a short way to it
#include <scoresde/sde/concept.hpp>
// clang-format on

#include <scoresde/eigen/cpu.hpp>
#include <scoresde/eigen/data_set.hpp>
#include <scoresde/eigen/recorder.hpp>
#include <scoresde/eigen/whole_batch.hpp>

#ifdef SCORESDE_OPTIMISES_ITSELF
#pragma GCC pop_options
#endif
