// Boost.Odeint's adaptive Runge-Kutta methods as OdeIntegrators: its steppers and its controlled
// step, with the error norms, step sizes and drop-outs of include/scoresde/ode.
#pragma once
#include <boost/numeric/odeint/stepper/controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_cash_karp54.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>
#include <boost/numeric/odeint/util/resizer.hpp>
#include <limits>
#include <memory>
#include <scoresde/ode/concept.hpp>
#include <scoresde/ode/error_norm.hpp>
#include <scoresde/ode/hermite.hpp>
#include <scoresde/ode/step_size.hpp>
#include <scoresde/odeint/operations.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

// The methods: the order of the state, that of the error estimate, evaluations a step.
struct DormandPrince54 {  // Dormand and Prince 1980, first same as last
  static constexpr int evaluations = 6;
  template <class V>
  using Stepper = boost::numeric::odeint::runge_kutta_dopri5<V, double, V, double, odeint::Algebra,
                                                             odeint::Operations,
                                                             boost::numeric::odeint::never_resizer>;
};
struct CashKarp54 {  // Cash and Karp 1990
  static constexpr int evaluations = 6;
  template <class V>
  using Stepper =
      boost::numeric::odeint::runge_kutta_cash_karp54<V, double, V, double, odeint::Algebra,
                                                      odeint::Operations,
                                                      boost::numeric::odeint::never_resizer>;
};
struct Fehlberg78 {  // Fehlberg 1968, for the tightest tolerances
  static constexpr int evaluations = 13;
  template <class V>
  using Stepper =
      boost::numeric::odeint::runge_kutta_fehlberg78<V, double, V, double, odeint::Algebra,
                                                     odeint::Operations,
                                                     boost::numeric::odeint::never_resizer>;
};

namespace odeint {

// What Odeint's copies of its checker and adjuster refer to.
template <class Norm, class V>
struct Control {
  Norm norm;
  Tolerance tolerance;
  double largest_step;
  ControlGroup& group;
  const V* candidate = nullptr;  // where the step under trial ends
  double time = 0;               // where it starts
  StepSize size = {};
  int not_finite = 0;  // trials since one came out so
  double beyond = 0;   // where that one ended
};

// A step that comes out not finite is tried again ten times shorter, and steps stay so short up to
// where it ended. When that has happened several times on the way, the samples that make it so are
// dropped, and the others are measured.
template <class Norm, class V>
struct ErrorChecker {
  Control<Norm, V>* control;

  double error(auto&, const V& x, const V&, const V& x_error, double h) const {
    constexpr int patience = 4;
    Control<Norm, V>& c = *control;
    auto scaled = scaled_error(c.norm, c.tolerance, x_error, x, *c.candidate);
    const auto sample = numbers(scaled);
    double error = c.group.norm(c.norm, sample, dimension(x));
    if (!std::isfinite(error)) {
      if (c.not_finite++ == 0) c.beyond = c.time + h;
      if (c.not_finite <= patience) return std::numeric_limits<double>::infinity();
      c.group.drop_not_finite(sample, c.time);
      error = c.group.empty() ? 0 : c.group.norm(c.norm, sample, dimension(x));
    }
    if ((c.beyond - c.time - h) * h <= 0) c.not_finite = 0;
    return error;
  }
};

template <class Norm, class V>
struct StepAdjuster {
  using time_type = double;
  using value_type = double;
  Control<Norm, V>* control;

  bool check_step_size_limit(double) const { return true; }
  double get_max_dt() const { return control->largest_step; }
  double increase_step(double h, double error, int order) const {
    double next = control->size.after_accepted(h, error, order);
    if (control->not_finite > 0) next = h;  // on the way to where the trial failed
    return std::copysign(std::min(std::abs(next), control->largest_step), next);
  }
  double decrease_step(double h, double error, int error_order) const {
    if (std::isinf(error)) return control->size.after_not_finite(h);
    return control->size.after_rejected(h, error, error_order + 1);
  }
};

}  // namespace odeint

// Adaptive integration of dx/dt = f(x, t). A step's error is controlled over a fixed group of
// samples (OverGroup: a result depends on neither the batch nor the threads), over each sample by
// itself, or over the whole batch as published. `evaluations` is the budget of each group; what it
// does not reach within it ends with the status `budget_spent`.
template <class Method = DormandPrince54, class Norm = RootMeanSquare, class Over = OverGroup>
struct Adaptive {
  double atol = 1e-5, rtol = 1e-5;
  double first_step = 0;  // 0: found from the derivative
  double largest_step = std::numeric_limits<double>::infinity();
  long evaluations = 1'000'000;
  [[no_unique_address]] Method method = {};
  [[no_unique_address]] Norm norm = {};
  [[no_unique_address]] Over over = {};

  template <Value V>
  Integration integrate(const auto& rate, V& x, const TimeSpan& span, ControlGroup& group,
                        auto&& saved) const {
    using Stepper = typename Method::template Stepper<V>;
    using Controlled =
        boost::numeric::odeint::controlled_runge_kutta<Stepper, odeint::ErrorChecker<Norm, V>,
                                                       odeint::StepAdjuster<Norm, V>>;
    Integration done{.time = span.from};
    const auto counted = [&](const V& y, V& dydt, double t) {
      ++done.evaluations;
      rate(y, dydt, t);
    };
    odeint::Control<Norm, V> control{norm, {atol, rtol}, largest_step, group};
    // in its own memory: its stages, in many dimensions, would fill a thread's stack
    const auto controlled = std::make_unique<Controlled>(odeint::ErrorChecker<Norm, V>{&control},
                                                         odeint::StepAdjuster<Norm, V>{&control});
    Stepper& stepper = controlled->stepper();

    V y, f, g;
    counted(x, f, span.from);
    drop_not_finite(group, f, span.from);
    if (group.empty()) return done;
    const double direction = span.to > span.from ? 1 : -1;
    double h = first_step > 0
                   ? first_step
                   : scoresde::first_step(norm, control.tolerance, stepper.stepper_order(), group,
                                          counted, x, f, span);
    h = direction * std::min(h, largest_step);

    while (done.time != span.to && !group.empty()) {
      const double t = done.time, left = span.to - t;
      const bool last = std::abs(h) >= std::abs(left);
      if (last) h = left;
      // as SciPy: a step is at least ten times the spacing of doubles at its start
      if (!last && std::abs(h) < 10 * std::abs(std::nextafter(t, span.to) - t)) {
        done.outcome = Integration::Outcome::step_underflow;
        break;
      }
      if (done.evaluations + Method::evaluations > evaluations) {
        done.outcome = Integration::Outcome::budget_spent;
        break;
      }
      control.candidate = &y;
      control.time = t;
      double reached = t;
      const bool accepted =
          try_step(*controlled, counted, x, f, reached, y, g, h) == boost::numeric::odeint::success;
      if (!accepted) {
        ++done.rejected;
        continue;
      }
      ++done.accepted;
      done.time = last ? span.to : reached;
      saved(t, done.time, [&](double time) {
        V within;
        if constexpr (requires { stepper.calc_state(time, within, x, f, t, y, g, done.time); })
          stepper.calc_state(time, within, x, f, t, y, g, done.time);
        else
          within = hermite(time, t, x, f, done.time, y, g);
        return within;
      });
      std::swap(x, y);
      std::swap(f, g);
    }
    return done;
  }

  void validate() const {
    require_positive("atol", atol);
    require_positive("rtol", rtol);
    require(first_step >= 0 && std::isfinite(first_step), "first_step", first_step,
            "[0, infinity), 0 to have it found");
    require(largest_step > 0, "largest_step", largest_step, "(0, infinity]");
    require(evaluations >= 1, "evaluations", evaluations, "[1, infinity)");
  }

 private:
  // Dormand and Prince's last evaluation is the next step's first; the other methods make it here.
  template <class Controlled, class V>
  static auto try_step(Controlled& controlled, const auto& rate, const V& x, const V& f, double& t,
                       V& y, V& g, double& h) {
    using Fsal = boost::numeric::odeint::explicit_error_stepper_fsal_tag;
    if constexpr (std::same_as<typename Controlled::stepper_type::stepper_category, Fsal>) {
      return controlled.try_step(rate, x, f, t, y, g, h);
    } else {
      const auto result = controlled.try_step(rate, x, f, t, y, h);
      if (result == boost::numeric::odeint::success) rate(y, g, t);
      return result;
    }
  }
};

}  // namespace scoresde
