// The classical Runge-Kutta method with steps of one length (order 4, four evaluations a step):
//   k1 = f(x, t), k2 = f(x + h/2 k1, t + h/2), k3 = f(x + h/2 k2, t + h/2), k4 = f(x + h k3, t + h)
//   x + h/6 (k1 + 2 k2 + 2 k3 + k4)
#pragma once
#include <scoresde/ode/fixed_steps.hpp>

namespace scoresde {

struct RungeKutta4 {
  int steps = 100;

  template <Value V>
  constexpr Integration integrate(const auto& rate, V& x, const TimeSpan& span, auto& group,
                                  auto&& saved) const {
    const auto advance = [](const auto& f, const V& from, const V& k1, double t, double h) {
      V k2, k3, k4, y = from + (h / 2) * k1;
      f(y, k2, t + h / 2);
      y = from + (h / 2) * k2;
      f(y, k3, t + h / 2);
      y = from + h * k3;
      f(y, k4, t + h);
      return V(from + (h / 6) * k1 + (h / 3) * k2 + (h / 3) * k3 + (h / 6) * k4);
    };
    return fixed_steps(steps, advance, rate, x, span, group, saved);
  }
  void validate() const { require(steps >= 1, "steps", steps, "must lie in [1, infinity)"); }
};

}  // namespace scoresde
