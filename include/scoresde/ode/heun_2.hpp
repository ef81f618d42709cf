// Heun's method with steps of one length (order 2, two evaluations a step):
//   y = x + h f(x, t),  x + h/2 (f(x, t) + f(y, t + h))
#pragma once
#include <scoresde/ode/fixed_steps.hpp>

namespace scoresde {

struct Heun2 {
  int steps = 100;

  template <Value V>
  constexpr Integration integrate(const auto& rate, V& x, const TimeSpan& span, auto& group,
                                  auto&& saved) const {
    const auto advance = [](const auto& f, const V& from, const V& k1, double t, double h) {
      const V y = from + h * k1;
      V k2;
      f(y, k2, t + h);
      return V(from + (h / 2) * k1 + (h / 2) * k2);
    };
    return fixed_steps(steps, advance, rate, x, span, group, saved);
  }
  void validate() const { require(steps >= 1, "steps", steps, "must lie in [1, infinity)"); }
};

}  // namespace scoresde
