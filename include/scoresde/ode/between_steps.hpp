// The state at a time between the ends of a step, where a user asks for it. It is found after the
// step was taken and changes nothing of the path, whose bits, steps and budget are the same whoever
// looks.
#pragma once
#include <scoresde/ode/error_norm.hpp>

namespace scoresde {

// By one step more of the method itself from where the step began: as accurate as the ends of the
// steps, within 1.7 times their largest error. The derivative there is known, so that it takes the
// method's evaluations but one: 5 for Dormand and Prince's and Cash and Karp's, 12 for Fehlberg's,
// 3 for the classical Runge-Kutta method, 1 for Heun's. In a coarse step it is two half steps, of
// 11 and 25. They are counted as all evaluations are.
struct ExtraStep {};

// By the method's own formula, from the derivatives that the step has found: no evaluations, a
// lower order. Dormand and Prince's alone has one, of order 4 (Hairer, Norsett and Wanner 1993,
// II.6). Its error is up to 15 times the largest one at the ends of the steps at a tolerance of
// 1e-5, 45 times at 1e-8, 130 times at 1e-12.
struct DenseOutput {};

// A step from x to y, with the derivatives f and g there, is coarse where the trapezoidal rule is
// off by more than a tenth of it. Error estimates are then out of their depth, and the error at the
// end may be small by luck: that within the step is not.
template <class Norm, Value V>
constexpr bool is_coarse(Norm norm, const Tolerance& tolerance, const auto& group, double h,
                         const V& x, const V& f, const V& y, const V& g) {
  const V change = y - x, missed = change - (h / 2) * f - (h / 2) * g;
  return error_norm(norm, tolerance, group, missed, x, y) >
         0.1 * error_norm(norm, tolerance, group, change, x, y);
}

// The state h after x by a step of the method (as adaptive_steps asks for it), or by two halves.
// Out of line: the loop over the steps keeps its registers.
template <Value V>
[[gnu::noinline]] constexpr V extra_step(auto& method, const auto& rate, const V& x, const V& f,
                                         double t, double h, bool halved) {
  V state;
  if (!halved) {
    method.advance(rate, x, f, t, h, state);
    return state;
  }
  V middle, slope;
  method.advance(rate, x, f, t, h / 2, middle);
  rate(middle, slope, t + h / 2);
  method.advance(rate, middle, slope, t + h / 2, h / 2, state);
  return state;
}

}  // namespace scoresde
