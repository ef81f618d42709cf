// Dormand and Prince's method of order 5 with an error estimate of order 4 (1980; the last of its
// seven evaluations is the next step's first), over each sample by itself. A text without memory:
// it needs no other library and runs on a GPU's thread. Boost.Odeint's (odeint/odeint.hpp) has more
// methods and shares a step size among samples; the steps of one sample are the same.
#pragma once
#include <limits>
#include <scoresde/ode/adaptive_steps.hpp>
#include <scoresde/ode/hermite.hpp>

namespace scoresde {

// One step in seven stages; the estimate is kept in the place of the second.
template <Value V>
struct DormandPrinceStep {
  static constexpr int order = 5, evaluations = 6;
  V k2, k3, k4, k5, k6;

  constexpr void advance(const auto& rate, const V& x, const V& k1, double t, double h, V& y) {
    y = x + h * (1. / 5) * k1;
    rate(y, k2, t + h * (1. / 5));
    y = x + h * (3. / 40) * k1 + h * (9. / 40) * k2;
    rate(y, k3, t + h * (3. / 10));
    y = x + h * (44. / 45) * k1 + h * (-56. / 15) * k2 + h * (32. / 9) * k3;
    rate(y, k4, t + h * (4. / 5));
    y = x + h * (19372. / 6561) * k1 + h * (-25360. / 2187) * k2 + h * (64448. / 6561) * k3 +
        h * (-212. / 729) * k4;
    rate(y, k5, t + h * (8. / 9));
    y = x + h * (9017. / 3168) * k1 + h * (-355. / 33) * k2 + h * (46732. / 5247) * k3 +
        h * (49. / 176) * k4 + h * (-5103. / 18656) * k5;
    rate(y, k6, t + h);
    y = x + h * (35. / 384) * k1 + h * (500. / 1113) * k3 + h * (125. / 192) * k4 +
        h * (-2187. / 6784) * k5 + h * (11. / 84) * k6;
  }
  constexpr const V& trial(const auto& rate, const V& x, const V& k1, double t, double h, V& y,
                           V& k7) {
    advance(rate, x, k1, t, h, y);
    rate(y, k7, t + h);
    k2 = h * (35. / 384 - 5179. / 57600) * k1 + h * (500. / 1113 - 7571. / 16695) * k3 +
         h * (125. / 192 - 393. / 640) * k4 + h * (-2187. / 6784 + 92097. / 339200) * k5 +
         h * (11. / 84 - 187. / 2100) * k6 + h * (-1. / 40) * k7;
    return k2;
  }
  constexpr void accepted(const auto&, const V&, const V&, double) const {}

  // The cubic through both ends, and what the stages add to it (Hairer, Norsett and Wanner 1993,
  // eq. II.6.12), where s = (time - t) / h.
  constexpr V dense_output(double time, double t, const V& x, const V& k1, double u, const V& y,
                           const V& k7) const {
    const double h = u - t, s = (time - t) / h, q = h * s * s * (1 - s) * (1 - s);
    const V cubic = hermite(time, t, x, k1, u, y, k7);
    return cubic + q * (-5 * (2558722523. - 31403016 * s) / 11282082432.) * k1 +
           q * (100 * (882725551. - 15701508 * s) / 32700410799.) * k3 +
           q * (-25 * (443332067. - 31403016 * s) / 1880347072.) * k4 +
           q * (32805 * (23143187. - 3489224 * s) / 199316789632.) * k5 +
           q * (-55 * (29972135. - 7076736 * s) / 822651844.) * k6 +
           q * (10 * (7414447. - 829305 * s) / 29380423.) * k7;
  }
};

// `evaluations` is the budget of each sample's path; one that does not get to the end within it has
// the status `budget_spent`. `between` says how states at requested times are found
// (ode/between_steps.hpp).
template <class Norm = RootMeanSquare, class Between = ExtraStep>
struct DormandPrince {
  double atol = 1e-5, rtol = 1e-5;
  double first_step = 0;  // 0: found from the derivative
  double largest_step = std::numeric_limits<double>::infinity();
  long evaluations = 1'000'000;
  [[no_unique_address]] Between between = {};
  static constexpr OverSample over = {};

  template <Value V>
  constexpr Integration integrate(const auto& rate, V& x, const TimeSpan& span, auto& group,
                                  auto&& saved) const {
    DormandPrinceStep<V> step;
    return adaptive_steps<Norm, Between>(control(), step, rate, x, span, group, saved);
  }
  void validate() const { control().validate(); }

 private:
  constexpr StepControl control() const {
    return {{atol, rtol}, first_step, largest_step, evaluations};
  }
};

}  // namespace scoresde
