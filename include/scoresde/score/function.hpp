// Any lambda over a value as a model: predicts<Noise>([](const auto& x, double t) { ... }) is
// called with a point of lanes; predicts_on_batch<Noise>(...) with the whole batch.
#pragma once
#include <scoresde/score/concept.hpp>

namespace scoresde {

template <class Kind, class F, bool batch>
struct PredictionFunction {
  using Prediction = Kind;
  static constexpr bool whole_batch = batch;
  F f;

  // The time of a prediction, in double at every place.
  struct Prepared {
    double t;
  };
  constexpr Prepared prepare(const auto&, double t) const {
    const Prepared prepared{t};
    return prepared;
  }
  // Constrained, so that what f gets wrong is told before anything is run with it.
  template <class X>
    requires std::is_invocable_r_v<X, const F&, const X&, double>
  constexpr X operator()(const Prepared& p, const X& x) const {
    return f(x, p.t);
  }
};

template <class Kind, class F>
constexpr PredictionFunction<Kind, F, false> predicts(F f) {
  PredictionFunction<Kind, F, false> model{std::move(f)};
  return model;
}
template <class Kind, class F>
constexpr PredictionFunction<Kind, F, true> predicts_on_batch(F f) {
  PredictionFunction<Kind, F, true> model{std::move(f)};
  return model;
}

}  // namespace scoresde
