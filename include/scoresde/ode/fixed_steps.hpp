// Steps of one length: what the integrators without error control share.
#pragma once
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>
#include <scoresde/sde/validate.hpp>
#include <utility>

namespace scoresde {

// advance(rate, x, f, t, h) is the state a step later, where f is the derivative at x. The
// derivative at the end of a step is that of the next one's start. States between the ends are
// found by an ExtraStep (ode/between_steps.hpp).
template <Value V>
constexpr Integration fixed_steps(int steps, const auto& advance, const auto& rate, V& x,
                                  const TimeSpan& span, auto& group, auto&& saved) {
  Integration done{.time = span.to, .accepted = steps};
  const auto counted = [&](const V& state, V& dxdt, double t) {
    ++done.evaluations;
    rate(state, dxdt, t);
  };
  long beside = 0;  // evaluations beside the path
  const auto aside = [&](const V& state, V& dxdt, double t) {
    ++beside;
    rate(state, dxdt, t);
  };
  V f, g, y;
  const double h = (span.to - span.from) / steps;
  counted(x, f, span.from);
  drop_not_finite(group, f, span.from);
  for (int i = 0; i < steps; ++i) {
    const double t = span.from + i * h, u = i + 1 == steps ? span.to : t + h;
    y = advance(counted, x, f, t, h);
    counted(y, g, u);
    drop_not_finite(group, y, u);
    if constexpr (saves<decltype(saved)>)
      saved(t, u,
            [&](double time) -> V { return time == u ? y : advance(aside, x, f, t, time - t); });
    std::swap(x, y);
    std::swap(f, g);
  }
  done.evaluations += beside;
  return done;
}

}  // namespace scoresde
