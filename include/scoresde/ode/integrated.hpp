// What holds where any integrator ends, a user's too.
#pragma once
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>

namespace scoresde {

// Moves x by the integrator. Samples that are not finite where it ends are dropped there.
template <Value V>
constexpr Integration integrated(const auto& integrator, const auto& rate, V& x,
                                 const TimeSpan& span, auto& group, auto&& saved) {
  Integration done = integrator.integrate(rate, x, span, group, saved);
  if (done.outcome == Integration::Outcome::finished && !group.empty()) done.time = span.to;
  drop_not_finite(group, x, done.time);
  return done;
}

}  // namespace scoresde
