// The control of the step length that all adaptive Runge-Kutta methods share: SciPy's rule, a
// budget, and what becomes of samples that are no longer finite. It takes no memory, so it runs
// wherever a value does, on a GPU's thread too.
#pragma once
#include <concepts>
#include <limits>
#include <scoresde/ode/between_steps.hpp>
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>
#include <scoresde/ode/step_size.hpp>
#include <scoresde/sde/validate.hpp>
#include <utility>

namespace scoresde {

struct StepControl {
  Tolerance tolerance;
  double first_step;    // 0: found from the derivative
  double largest_step;  // in size
  long evaluations;     // the budget of a group's path

  void validate() const {
    require_positive("atol", tolerance.absolute);
    require_positive("rtol", tolerance.relative);
    require(first_step >= 0 && std::isfinite(first_step), "first_step", first_step,
            "must lie in [0, infinity), 0 to have it found");
    require(largest_step > 0, "largest_step", largest_step, "must lie in (0, infinity]");
    require(evaluations >= 1, "evaluations", evaluations, "must lie in [1, infinity)");
  }
};

// Judges the trials of a step. One that comes out not finite is made again ten times shorter, and
// steps stay so short up to where it ended. When that has happened several times on the way, the
// samples that make it so are dropped, and the others are measured.
template <class Norm>
class StepJudge {
 public:
  constexpr StepJudge(const StepControl& control) : control_(control) {}

  // The error of the trial from x at t to y at t + h, in units of the tolerance.
  template <Value V>
  constexpr double error(auto& group, const V& x, const V& y, const V& estimate, double t,
                         double h) {
    constexpr int patience = 4;
    auto scaled = scaled_error(Norm{}, control_.tolerance, estimate, x, y);
    const auto sample = numbers(scaled);
    double error = group.norm(Norm{}, sample, dimension(x));
    if (!std::isfinite(error)) {
      if (not_finite_++ == 0) beyond_ = t + h;
      if (not_finite_ <= patience) return std::numeric_limits<double>::infinity();
      group.drop_not_finite(sample, t);
      error = group.empty() ? 0 : group.norm(Norm{}, sample, dimension(x));
    }
    if ((beyond_ - t - h) * h <= 0) not_finite_ = 0;
    return error;
  }
  constexpr double after_accepted(double h, double error, int order) {
    double next = size_.after_accepted(h, error, order);
    if (not_finite_ > 0) next = h;  // on the way to where the trial failed
    return std::copysign(std::min(std::abs(next), control_.largest_step), next);
  }
  constexpr double after_rejected(double h, double error, int order) {
    if (std::isinf(error)) return size_.after_not_finite(h);
    return size_.after_rejected(h, error, order);
  }

 private:
  const StepControl& control_;
  StepSize<> size_ = {};
  int not_finite_ = 0;  // trials since one came out so
  double beyond_ = 0;   // where that one ended
};

// Integrates by a method of the given order with an error estimate one below it:
//   method.trial(rate, x, f, t, h, y, g)     the step from x, where f is the derivative, to y, and
//                                            perhaps the derivative g there; returns the estimate
//   method.accepted(rate, y, g, u)           makes g where the trial has not
//   method.advance(rate, x, f, t, h, y)      the step without g and the estimate
//   method.dense_output(s, t, x, f, u, y, g) the state at s, after the trial from t to u (where
//                                            Between is DenseOutput)
template <class Norm, class Between, Value V>
constexpr Integration adaptive_steps(const StepControl& control, auto& method, const auto& rate,
                                     V& x, const TimeSpan& span, auto& group, auto&& saved) {
  using Method = std::decay_t<decltype(method)>;
  Integration done{.time = span.from};
  const auto counted = [&](const V& y, V& dydt, double t) {
    ++done.evaluations;
    rate(y, dydt, t);
  };
  long beside = 0;  // evaluations beside the path, which the budget is not charged for
  const auto aside = [&](const V& y, V& dydt, double t) {
    ++beside;
    rate(y, dydt, t);
  };
  StepJudge<Norm> judge(control);
  V y, f, g;
  counted(x, f, span.from);
  drop_not_finite(group, f, span.from);
  if (group.empty()) return done;
  double h = control.first_step > 0
                 ? control.first_step
                 : first_step(Norm{}, control.tolerance, Method::order, group, counted, x, f, span);
  h = (span.to > span.from ? 1 : -1) * std::min(h, control.largest_step);

  while (done.time != span.to && !group.empty()) {
    const double t = done.time, left = span.to - t;
    const bool last = std::abs(h) >= std::abs(left);
    if (last) h = left;
    // as SciPy: a step is at least ten times the spacing of doubles at its start
    if (!last && std::abs(h) < 10 * std::abs(std::nextafter(t, span.to) - t)) {
      done.outcome = Integration::Outcome::step_underflow;
      break;
    }
    if (done.evaluations + Method::evaluations > control.evaluations) {
      done.outcome = Integration::Outcome::budget_spent;
      break;
    }
    const double u = last ? span.to : t + h;
    const V& estimate = method.trial(counted, x, f, t, h, y, g);
    const double error = judge.error(group, x, y, estimate, t, h);
    if (error > 1) {
      h = judge.after_rejected(h, error, Method::order);
      ++done.rejected;
      continue;
    }
    h = judge.after_accepted(h, error, Method::order);
    method.accepted(counted, y, g, u);
    ++done.accepted;
    done.time = u;
    if constexpr (saves<decltype(saved)>)
      saved(t, u, [&](double time) -> V {
        if (time == u) return y;
        if constexpr (std::same_as<Between, DenseOutput>)
          return method.dense_output(time, t, x, f, u, y, g);
        else
          return extra_step(method, aside, x, f, t, time - t,
                            is_coarse(Norm{}, control.tolerance, group, u - t, x, f, y, g));
      });
    std::swap(x, y);
    std::swap(f, g);
  }
  done.evaluations += beside;
  return done;
}

}  // namespace scoresde
