// Taking a step: its numbers beside the model's, made on the host, and the text run on a value.
#pragma once
#include <scoresde/step/concept.hpp>

namespace scoresde {

// One step in numbers: the solver's text and the model at each of its times.
template <class Text, class Prepared>
struct StepNumbers {
  Text text;
  Prepared model;
};
template <class Real, class P, class M, class S>
auto prepare_step(const P& solver, const M& model, const S& sde, const Interval& i) {
  const auto step = solver.step(sde, i);
  const auto text = as<Real>(step);
  const auto prepared = prepare_all<Real>(wanted(step, i), model, sde);
  return StepNumbers<std::remove_const_t<decltype(text)>, std::remove_const_t<decltype(prepared)>>{
      text, prepared};
}

// What a text calls: predict(x) is its first prediction, predict(x, nth<j>) the j-th. The calls
// are counted where they are made.
template <class M, class Prepared>
struct Predictions {
  const M& model;
  const Prepared& prepared;
  long& calls;

  template <Summand X, int j = 0>
  constexpr auto operator()(const X& x, Nth<j> = {}) const {
    ++calls;
    const auto& now = std::get<j>(prepared);
    if constexpr (wants_whole_batch<M>())
      return read(model, now, stored(x));
    else
      return pointwise([&](const auto& sample) { return read(model, now, sample); }, x);
  }
};

// What steps keep for each other; at first the state.
template <class Text, Value V>
constexpr auto remember(const V& x) {
  return [&]<int... k>(std::integer_sequence<int, k...>) {
    return std::array<V, sizeof...(k)>{(void(k), x)...};
  }(std::make_integer_sequence<int, memories<Text>()>{});
}

template <class Text, class Prepared, class M, Value V>
constexpr void take(const StepNumbers<Text, Prepared>& now, const M& model, const Next<V>& next,
                    auto& noise, auto& memory, long& calls) {
  const Predictions<M, Prepared> predict{model, now.model, calls};
  [[maybe_unused]] const Moved moved = [&] {
    if constexpr (memories<Text>() > 0)
      return now.text(next.x, predict, noise, next, memory);
    else
      return now.text(next.x, predict, noise, next);
  }();
}

}  // namespace scoresde
