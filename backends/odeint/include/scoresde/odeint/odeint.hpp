// Boost.Odeint's adaptive Runge-Kutta methods as OdeIntegrators: its steppers, with the error
// norms, step sizes and drop-outs of include/scoresde/ode.
#pragma once
#include <boost/numeric/odeint/stepper/runge_kutta_cash_karp54.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>
#include <boost/numeric/odeint/util/resizer.hpp>
#include <limits>
#include <memory>
#include <scoresde/ode/adaptive_steps.hpp>
#include <scoresde/odeint/operations.hpp>

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

// A stepper of Boost's as adaptive_steps asks for it.
template <class Method, class V>
struct Steps {
  using Stepper = typename Method::template Stepper<V>;
  static constexpr int order = Stepper::stepper_order_value, evaluations = Method::evaluations;
  static_assert(Stepper::error_order_value == order - 1);
  static constexpr bool first_same_as_last =
      std::same_as<typename Stepper::stepper_category,
                   boost::numeric::odeint::explicit_error_stepper_fsal_tag>;
  Stepper stepper;
  V estimate;

  const V& trial(const auto& rate, const V& x, const V& f, double t, double h, V& y, V& g) {
    if constexpr (first_same_as_last)
      stepper.do_step(rate, x, f, t, y, g, h, estimate);
    else
      stepper.do_step(rate, x, f, t, y, h, estimate);
    return estimate;
  }
  void accepted(const auto& rate, const V& y, V& g, double u) const {
    if constexpr (!first_same_as_last) rate(y, g, u);
  }
  void advance(const auto& rate, const V& x, const V& f, double t, double h, V& y) {
    if constexpr (first_same_as_last) {
      int left = evaluations - 1;  // the last is the derivative at the end, which y does without
      V unset;
      const auto stages = [&](const V& state, V& k, double at) {
        if (left-- > 0) rate(state, k, at);
      };
      stepper.do_step(stages, x, f, t, y, unset, h);
    } else {
      stepper.do_step(rate, x, f, t, y, h);
    }
  }
  V dense_output(double time, double t, const V& x, const V& f, double u, const V& y,
                 const V& g) const {
    V state;
    stepper.calc_state(time, state, x, f, t, y, g, u);
    return state;
  }
};

}  // namespace odeint

// Adaptive integration of dx/dt = f(x, t). A step's error is controlled over a fixed group of
// samples (OverGroup: a result depends on neither the batch nor the threads), over each sample by
// itself, or over the whole batch as published. `evaluations` is the budget of each group's path;
// what it does not reach within it ends with the status `budget_spent`. `between` says how states
// at requested times are found (ode/between_steps.hpp).
template <class Method = DormandPrince54, class Norm = RootMeanSquare, class Over = OverGroup,
          class Between = ExtraStep>
struct Adaptive {
  static_assert(std::same_as<Between, ExtraStep> || std::same_as<Method, DormandPrince54>,
                "only Dormand and Prince's method has dense output: let `between` be ExtraStep");

  double atol = 1e-5, rtol = 1e-5;
  double first_step = 0;  // 0: found from the derivative
  double largest_step = std::numeric_limits<double>::infinity();
  long evaluations = 1'000'000;
  [[no_unique_address]] Method method = {};
  [[no_unique_address]] Norm norm = {};
  [[no_unique_address]] Over over = {};
  [[no_unique_address]] Between between = {};

  template <Value V>
  Integration integrate(const auto& rate, V& x, const TimeSpan& span, ControlGroup& group,
                        auto&& saved) const {
    // in their own memory: the stages, in many dimensions, would fill a thread's stack
    const auto steps = std::make_unique<odeint::Steps<Method, V>>();
    return adaptive_steps<Norm, Between>(control(), *steps, rate, x, span, group, saved);
  }
  void validate() const { control().validate(); }

 private:
  StepControl control() const { return {{atol, rtol}, first_step, largest_step, evaluations}; }
};

}  // namespace scoresde
