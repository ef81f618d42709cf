// What a solver is: the contract between solvers and places. You provide one function,
//   1. HasStep   step(sde, interval)   run on the host, in double, once a step for all samples
// which returns one of two things:
//   a formula: algebra over the symbols of step/symbol.hpp, the next state; or
//   a text: an aggregate of numbers, `template <class Real> struct Text { Real e; ... }`, with
//   2. StepIsText        text(x, predict, noise, next)   code over any value, which ends in
//   3. TextReturnsNext   return next(mean, noise);       the state moves to mean + noise; or in
//                        return next(state);
//      where predict(y) is the score at y and noise() draws unit normals. A text that wants other
//      predictions or several has `wanted(interval)`, found beside the numbers, and reads the j-th
//      as predict(y, nth<j>). One with `static constexpr int memories = n` also takes an array of n
//      values that it may read and leaves to the step after.
// A formula is made a text by its rows (step/tableau.hpp), so places know one thing only.
#pragma once
#include <scoresde/score/converted.hpp>
#include <scoresde/step/archetype.hpp>
#include <scoresde/step/next.hpp>
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

// Whether a text may average over Langevin groups, which a place then completes with samples that
// nobody asked for. One that does not says `static constexpr bool over_groups = false`.
template <class T>
constexpr bool reads_groups() {
  if constexpr (requires { T::over_groups; })
    return T::over_groups;
  else
    return true;
}

template <class T>
concept IsText = requires(const T& text, archetype::State& x, const archetype::Predict& predict,
                          archetype::Normals& noise, const Next<archetype::State>& next,
                          std::array<archetype::State, memories<T>()>& kept) {
  requires memories<T>() == 0 || requires { text(x, predict, noise, next, kept); };
  requires memories<T>() != 0 || requires { text(x, predict, noise, next); };
};
template <class T>
constexpr bool returns_next() {
  using archetype::State, archetype::Predict, archetype::Normals;
  if constexpr (memories<T>() == 0)
    return std::same_as<Moved, std::invoke_result_t<const T&, State&, const Predict&, Normals&,
                                                    const Next<State>&>>;
  else
    return std::same_as<Moved, std::invoke_result_t<const T&, State&, const Predict&, Normals&,
                                                    const Next<State>&,
                                                    std::array<State, memories<T>()>&>>;
}

template <class P, class S>
concept HasStep = requires(const P& solver, const S& sde, const Interval& interval) {
  solver.step(sde, interval);
};
template <class P, class S>
using step_t =
    decltype(std::declval<const P&>().step(std::declval<const S&>(), std::declval<Interval>()));
template <class P, class S>
using text_t = decltype(as<double>(std::declval<const step_t<P, S>&>()));
template <class P, class S>
concept StepIsText = IsText<text_t<P, S>>;
// Compilers show the line that failed, with its comment.
template <class P, class S>
concept TextReturnsNext = returns_next<text_t<P, S>>();  // end with: return next(mean, noise);

template <class P, class S>
concept Solver = HasStep<P, S> && StepIsText<P, S> && TextReturnsNext<P, S>;

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
