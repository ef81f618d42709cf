// The predictor-corrector sampler (Song et al. 2021, algorithm 1).
#pragma once
#include <cstdint>
#include <scoresde/corrector/concept.hpp>
#include <scoresde/predictor/concept.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/resolution.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/score/shared.hpp>
#include <scoresde/sde/ito.hpp>
#include <scoresde/step/take.hpp>
#include <span>
#include <vector>

namespace scoresde {

// The order within a step. The published code corrects at t_i, then predicts from t_i (default).
// The paper predicts first and corrects where the prediction ends; the two differ at the ends of
// the grid only: the paper's has no corrector at T and one where the grid ends, unless that is
// time 0, where there is no noise to correct at.
struct CorrectorFirst {
  static constexpr bool corrects_first = true;
};
struct PredictorFirst {
  static constexpr bool corrects_first = false;
};
template <class O>
concept OrderOfSolvers = requires {
  { O::corrects_first } -> std::convertible_to<bool>;
};

// The numbers of a run, the same for every place: a step of each solver an interval, and in the
// paper's order the corrector at the end of the grid, if there is one.
template <class P, class C>
struct Plan {
  struct Pair {
    P predictor;
    C corrector;
  };
  std::vector<Pair> steps;
  std::vector<C> at_end;
};

// What a place runs, by value: the steps of a plan, over any value. They are read in order, each
// once and by every sample, so a place may hand them over a few at a time: Steps is any range that
// says its size and gives the i-th.
template <class Order, class M, class P, class C,
          class Steps = std::span<const typename Plan<P, C>::Pair>>
struct Trajectory {
  static constexpr bool over_groups =
      reads_groups<decltype(P::text)>() || reads_groups<decltype(C::text)>();
  M model;
  Steps steps;
  std::span<const C> at_end;

  // The same trajectory from a place's own memory.
  template <class Others>
  constexpr auto with(const Others& steps_there, std::span<const C> at_end_there) const {
    return Trajectory<Order, M, P, C, Others>{model, steps_there, at_end_there};
  }

  // Moves x through all steps and stores the last one's mean; returns the calls of the model.
  template <Value V>
  constexpr long operator()(V& x, V& mean, auto& noise, const auto& observe) const {
    constexpr bool idle = is_idle<decltype(C::text)>();
    long calls = 0;
    auto predicted = remember<decltype(P::text)>(x);
    auto corrected = remember<decltype(C::text)>(x);
    const auto correct = [&](const C& corrector, V* its_mean) {
      if constexpr (!idle) take(corrector, model, Next<V>{x, its_mean}, noise, corrected, calls);
    };
    const int count = static_cast<int>(steps.size());
    for (int i = 0; i < count; ++i) {
      const auto& now = steps[static_cast<std::size_t>(i)];
      if (!Order::corrects_first && i > 0) correct(now.corrector, nullptr);
      observe(i, x);
      if (Order::corrects_first) correct(now.corrector, nullptr);
      take(now.predictor, model, Next<V>{x, i + 1 == count ? &mean : nullptr}, noise, predicted,
           calls);
    }
    if (!at_end.empty()) correct(at_end[0], &mean);
    observe(count, x);
    return calls;
  }
};

template <class Real, class Order>
auto make_plan(const auto& sde, const auto& model, const TimeGrid& grid, const auto& predictor,
               const auto& corrector, Order) {
  const auto predict = [&](const Interval& i) {
    return prepare_step<Real>(predictor, model, sde, i);
  };
  const auto correct = [&](const Interval& i) {
    return prepare_step<Real>(corrector, model, sde, i);
  };
  Plan<decltype(predict(grid[0])), decltype(correct(grid[0]))> plan;
  plan.steps.reserve(static_cast<std::size_t>(grid.steps()));
  for (int i = 0; i < grid.steps(); ++i) plan.steps.push_back({predict(grid[i]), correct(grid[i])});
  if (!Order::corrects_first && grid.end() > 0) plan.at_end.push_back(correct(grid.at_end()));
  return plan;
}

template <class Order>
auto run(const auto& sde, const auto& model, const TimeGrid& grid, const auto& predictor,
         const auto& corrector, const auto& place, std::uint64_t seed, const auto& observer) {
  using Real = typename std::remove_cvref_t<decltype(place)>::Real;
  validate(model);
  validate(predictor);
  validate(corrector);
  validate(place);
  validate_drawn(place, cut_for_norms);
  validate_start(sde, grid.start());
  const auto converted = at_place<Real>(model);
  const auto plan = make_plan<Real>(sde, converted, grid, predictor, corrector, Order{});
  const auto make = [&]<class P, class C>(const Plan<P, C>& made) {
    return Trajectory<Order, std::remove_const_t<decltype(converted)>, P, C>{converted, made.steps,
                                                                             made.at_end};
  };
  auto result = place.run(make(plan), sde.prior(), seed, observer);
  if (result.status)
    result.status = resolution<Real>(sde, model, grid.end(), result.x, first_sample(place));
  return result;
}

// Samples from the prior at the start of the grid to its end. The predictor's and corrector's
// Identity leaves the state alone: a predictor alone, or a corrector alone, is the same call.
// observer(step, first_sample, values) is called before the first step and after each, possibly
// from several threads at once, with a view of the values of consecutive samples.
// Returns a Result: samples and mean in the place's own type, one sample a row; nfe; status.
// Throws std::invalid_argument for bad values, and whatever a user's part throws.
template <LinearSde S, ScoreModel<S> M, Predictor<S> P, Corrector<S> C, Place Pl,
          OrderOfSolvers Order = CorrectorFirst, class Observer = Nobody>
requires CanPredictAt<M, S, Pl> && HasBatchesForSolver<P, Pl> && HasBatchesForSolver<C, Pl>
auto sample(const S& sde, const M& model, const TimeGrid& grid, const P& predictor,
            const C& corrector, const Pl& place, std::uint64_t seed, Order = {},
            const Observer& observer = {}) {
  validate_sde(sde);
  return run<Order>(sde, model, grid, predictor, corrector, place, seed, observer);
}
// The same for a general Ito SDE, sample(ito(sde), ...), with the solvers that know it.
template <class S, ScoreModel<Ito<S>> M, Predictor<Ito<S>> P, Corrector<Ito<S>> C, Place Pl,
          OrderOfSolvers Order = CorrectorFirst, class Observer = Nobody>
requires CanPredictAt<M, Ito<S>, Pl> && HasBatchesForSolver<P, Pl> && HasBatchesForSolver<C, Pl>
auto sample(const Ito<S>& sde, const M& model, const TimeGrid& grid, const P& predictor,
            const C& corrector, const Pl& place, std::uint64_t seed, Order = {},
            const Observer& observer = {}) {
  validate(sde);
  return run<Order>(sde, model, grid, predictor, corrector, place, seed, observer);
}

}  // namespace scoresde
