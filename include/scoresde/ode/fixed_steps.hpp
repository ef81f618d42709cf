// Steps of one length: what the integrators without error control share.
#pragma once
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>
#include <scoresde/ode/hermite.hpp>
#include <scoresde/sde/validate.hpp>
#include <utility>

namespace scoresde {

// advance(rate, x, f, t, h) is the state a step later, where f is the derivative at x. The
// derivative at the end of a step is that of the next one's start.
template <Value V>
constexpr Integration fixed_steps(int steps, int evaluations_per_step, const auto& advance,
                                  const auto& rate, V& x, const TimeSpan& span, auto& group,
                                  auto&& saved) {
  V f, g, y;
  const double h = (span.to - span.from) / steps;
  rate(x, f, span.from);
  drop_not_finite(group, f, span.from);
  for (int i = 0; i < steps; ++i) {
    const double t = span.from + i * h, u = i + 1 == steps ? span.to : t + h;
    y = advance(rate, x, f, t, h);
    rate(y, g, u);
    drop_not_finite(group, y, u);
    saved(t, u, [&](double time) { return hermite(time, t, x, f, u, y, g); });
    std::swap(x, y);
    std::swap(f, g);
  }
  return {Integration::Outcome::finished, span.to, 1 + long{evaluations_per_step} * steps, steps,
          0};
}

}  // namespace scoresde
