// What a solver is: the contract between solvers and places. You provide one function,
//   1. HasStep   step(sde, interval)   run on the host, in double, once a step for all samples
// which returns one of two things:
//   a formula: algebra over the symbols of step/symbol.hpp, the next state; or
//   a text: an aggregate of numbers, `template <class Real> struct Text { Real e; ... }`, with
//   2. StepIsText   text(x, predict, noise, next)   code over any value that ends in
//                   next(mean, noise): the state moves to mean + noise; or next(state)
//      where predict(y) is the score at y and noise() draws unit normals. A text that wants other
//      predictions or several has `wanted(interval)`, found beside the numbers, and reads the j-th
//      as predict(y, nth<j>). One with `static constexpr int memories = n` also takes an array of n
//      values that it may read and leaves to the step after.
// A formula is made a text by its rows (step/tableau.hpp), so places know one thing only.
#pragma once
#include <scoresde/score/converted.hpp>
#include <scoresde/step/shape.hpp>
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

template <class T>
constexpr int memories() {
  if constexpr (requires { T::memories; })
    return T::memories;
  else
    return 0;
}
// Whether a text leaves the state alone, so that a place need not look at it.
template <class T>
constexpr bool is_idle() {
  if constexpr (requires { T::idle; })
    return T::idle;
  else
    return false;
}

// How a step ends. The mean, the state without the step's noise, is stored where it is wanted.
template <Value V>
struct Next {
  V& x;
  V* mean;

  constexpr void operator()(const auto& moved, const auto& noise) const {
    if (mean) *mean = moved;
    x = moved + noise;
  }
  constexpr void operator()(const auto& moved) const {
    if (mean) *mean = moved;
    x = moved;
  }
  constexpr void operator()(const V& moved) const {
    if (mean) *mean = moved;
    if (&moved != &x) x = moved;
  }
};

namespace archetype {  // the least that a text is called with
using State = Point<double, 1>;
struct Predict {
  template <int j = 0>
  State operator()(const auto&, Nth<j> = {}) const;
};
struct Normals {
  State operator()();
  double exponential();
};
}  // namespace archetype

template <class T>
concept IsText = requires(const T& text, archetype::State& x, const archetype::Predict& predict,
                          archetype::Normals& noise, const Next<archetype::State>& next,
                          std::array<archetype::State, memories<T>()>& kept) {
  requires memories<T>() == 0 || requires { text(x, predict, noise, next, kept); };
  requires memories<T>() != 0 || requires { text(x, predict, noise, next); };
};

template <class P, class S>
concept HasStep = requires(const P& solver, const S& sde, const Interval& interval) {
  solver.step(sde, interval);
};
template <class P, class S>
using step_t =
    decltype(std::declval<const P&>().step(std::declval<const S&>(), std::declval<Interval>()));
template <class P, class S>
concept StepIsText = IsText<decltype(as<double>(std::declval<const step_t<P, S>&>()))>;

template <class P, class S>
concept Solver = HasStep<P, S> && StepIsText<P, S>;

// Which predictions a step asks for: unless it says otherwise, the score where it starts.
template <class T>
auto wanted(const T& step, const Interval& i) {
  if constexpr (requires { step.wanted(i); })
    return step.wanted(i);
  else
    return Wanted<Score>{{i.t}};
}
// Evaluations of the model in one step of a formula.
template <class P, class S>
inline constexpr int evaluations =
    decltype(wanted(std::declval<step_t<P, S>>(), std::declval<Interval>()))::size;

}  // namespace scoresde
