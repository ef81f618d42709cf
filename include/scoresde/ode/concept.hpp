// An OdeIntegrator moves a state along dx/dt = f(x, t) from one time to another, in either
// direction. You provide
//   HasIntegrate   integrate(rate, x, span, group, saved)   Integration
// where rate(x, dxdt, t) writes the derivative, x is any Value and moves, group (a ControlGroup; a
// ControlledSample where the state is one sample) says which of its samples count, and saved(t, u,
// at) is to be called for each step from t to u that was taken, with at(time) the state at a time
// in (t, u]; it may evaluate the rate, and must not change the path. Bad parameters are refused by
// its validate(). An integrator that controls its step says over whom in a member `over`: OverGroup
// (the default), OverSample or OverBatch.
#pragma once
#include <concepts>
#include <functional>
#include <scoresde/ode/control_group.hpp>
#include <scoresde/value/point.hpp>
#include <span>
#include <utility>

namespace scoresde {

struct TimeSpan {
  double from, to;
};

// How the integration of a group of samples ended. Samples that were dropped on the way are the
// group's to tell.
struct Integration {
  enum class Outcome { finished, budget_spent, step_underflow };

  Outcome outcome = Outcome::finished;
  double time = 0;       // that was reached
  long evaluations = 0;  // of the derivative, those for states at requested times among them
  long accepted = 0, rejected = 0;
};

// In the place of saved(t, u, at) where no states can be asked for: an integrator that knows it
// compiles nothing for them.
struct Unsaved {
  constexpr void operator()(double, double, const auto&) const {}
};
template <class Saved>
inline constexpr bool saves = !std::same_as<std::decay_t<Saved>, Unsaved>;

namespace archetype {
struct Rate {
  void operator()(const Point<double, 1>&, Point<double, 1>&, double) const {}
};
}  // namespace archetype

template <class I>
concept HasIntegrate = requires(const I& integrator, Point<double, 1>& x, const TimeSpan& span,
                                ControlGroup& group) {
  {
    integrator.integrate(archetype::Rate{}, x, span, group, Unsaved{})
    } -> std::same_as<Integration>;
};
template <class I>
concept OdeIntegrator = HasIntegrate<I>;

// Over whom an integrator controls its step size.
template <class I>
constexpr auto control_of(const I& integrator) {
  if constexpr (requires { integrator.over; })
    return integrator.over;
  else
    return OverGroup{};
}

// States at times of the user's choice, in the order in which they are passed: use(i, state). One
// type for all who look, so that whoever looks, or nobody, has the path of one compilation: others
// would fuse its products otherwise.
template <Value V>
class SavedTimes {
 public:
  using Use = std::function<void(int, V)>;
  SavedTimes(std::span<const double> times, Use use) : times_(times), use_(std::move(use)) {}

  void operator()(double t, double u, const auto& at) {
    for (; next_ < times_.size() && (u > t ? times_[next_] <= u : times_[next_] >= u); ++next_)
      use_(static_cast<int>(next_), at(times_[next_]));
  }

 private:
  std::span<const double> times_;
  Use use_;
  std::size_t next_ = 0;
};

}  // namespace scoresde
