// The step sizes of SciPy's adaptive Runge-Kutta methods (Hairer, Norsett and Wanner 1993, II.4).
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>

namespace scoresde {

// The factor from one step to the next, where the error of the step is of the given order in h.
template <std::floating_point Time = double>
class StepSize {
 public:
  constexpr Time after_accepted(Time h, Time error, int order) {
    const Time factor = error == 0 ? 10 : std::min(10.0, 0.9 * std::pow(error, -1.0 / order));
    const Time kept = after_rejection_ ? std::min(1.0, factor) : factor;
    after_rejection_ = false;
    return h * kept;
  }
  constexpr Time after_rejected(Time h, Time error, int order) {
    after_rejection_ = true;
    return h * std::max(0.2, 0.9 * std::pow(error, -1.0 / order));
  }
  constexpr Time after_not_finite(Time h) {
    after_rejection_ = true;
    return h / 10;
  }

 private:
  bool after_rejection_ = false;
};

// The length of the first step from x at time t, where f is the derivative: such that the terms of
// the Taylor series that the method neglects come to about a hundredth. Takes one evaluation.
template <class Norm, Value V>
constexpr double first_step(Norm norm, const Tolerance& tolerance, int order, const auto& group,
                            const auto& rate, const V& x, const V& f, const TimeSpan& span) {
  const auto measure = [&](const V& v) { return error_norm(norm, tolerance, group, v, x, x); };
  const double d0 = measure(x), d1 = measure(f), all = std::abs(span.to - span.from);
  const double direction = span.to > span.from ? 1 : -1;
  const double h0 = std::min(all, d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1);
  const V y = x + (direction * h0) * f;
  V g;
  rate(y, g, span.from + direction * h0);
  const V change = g - f;
  const double d2 = measure(change) / h0, largest = std::max(d1, d2);
  double h1 = largest <= 1e-15 ? std::max(1e-6, h0 * 1e-3) : std::pow(0.01 / largest, 1.0 / order);
  if (!(h1 > 0)) h1 = h0;  // the derivative was not finite there
  return std::min({100 * h0, h1, all});
}

}  // namespace scoresde
