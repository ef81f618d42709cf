// A Place is where samplers run: memory, lanes, tiles, threads, devices. It knows no solver. You
// provide
//   1. HasReal     typename Real     the numbers of a plan are converted to it
//   2. HasSample   typename Sample   what a model per sample is called with, a point of elements
//   3. run(trajectory, prior, seed, observer)   Result: makes the state from the prior's normals
//      (Purpose::prior), hands it to trajectory(x, mean, noise, observe) with noise at
//      Purpose::step, and returns x, mean, the count of calls and the status
// A place that moves samples along flows provides as well
//   4. transport(trajectory, source, seed, observer)   a pair of a Transported and, for each of the
//      trajectory's own numbers, an array of one a sample: makes states from the source (FromPrior,
//      FromData), as large as trajectory.over() says (OverBatch, OverGroup, OverSample), hands each
//      to trajectory(x, group, noise, observe) with noise(purpose), and gathers the Reports
//   5. coordinates()   of a sample, or validate_data(name, data) for arrays of another kind
// and one whose samples are numbered, so that a job may be made in parts,
//   6. shard()   Shard{samples, first, dimension}, which is checked for it (sampler/shard.hpp)
// A place that steps the whole batch at once, for models of it or norms over it, has a `Batch` too.
// observe(step, x) is called before the first step (0) and after each.
#pragma once
#include <scoresde/score/concept.hpp>

namespace scoresde {

template <class P>
concept HasReal = requires { typename P::Real; };
template <class P>
concept HasSample = requires { typename P::Sample; };
template <class P>
concept Place = HasReal<P> && HasSample<P>;

template <class M, class P>
struct Seen {  // what the model sees at the place
  using type = typename P::Sample;
};
template <class M, class P>
  requires(wants_whole_batch<M>())
struct Seen<M, P> {
  using type = typename P::Batch;
};

// A model or solver that says `whole_batch` needs a place that steps the whole batch at once.
template <class T, class P>
constexpr bool has_batches_for() {
  return !wants_whole_batch<T>() || requires { typename P::Batch; };
}
// A model that says `Real` takes batches of that number alone.
template <class M, class P>
constexpr bool of_one_number() {
  if constexpr (requires { typename M::Real; } && wants_whole_batch<M>())
    return std::same_as<typename M::Real, typename P::Real>;
  else
    return true;
}
// A model that says `dimension` takes points of so many coordinates alone.
template <class M, class P>
constexpr bool of_one_dimension() {
  if constexpr (requires { M::dimension; } && requires { P::Sample::dimension; })
    return M::dimension == P::Sample::dimension;
  else
    return !requires { M::dimension; };
}

// Compilers show the line of a condition that fails, with its comment: what to do about it.
template <class M, class P>
concept HasBatchesForModel =
    has_batches_for<M, P>();  // put a model of the whole batch on WholeBatch or Replay
template <class X, class P>
concept HasBatchesForSolver =
    has_batches_for<X, P>();  // put a solver over the whole batch on WholeBatch or Replay
template <class M, class P>
concept OfOneNumber = of_one_number<M, P>();  // give the model and its place one type of number
template <class M, class P>
concept OfOneDimension =
    of_one_dimension<M, P>();  // put a model of D coordinates on a place of D, such as WholeBatch<Real, D>
template <class M, class P>
concept SuitsPlace = HasBatchesForModel<M, P> && OfOneNumber<M, P> && OfOneDimension<M, P>;

// The model can be called, with its numbers converted to the place's real type.
template <class M, class S, class P>
concept CanBeCalledAt =
    requires(const M& model, const prepared_t<M, S>& prepared, const typename Seen<M, P>::type& x) {
      {
        model(as<typename P::Real>(prepared), x)
      } -> std::convertible_to<typename Seen<M, P>::type>;
    };
template <class M, class S, class P>
concept CanPredictAt = SuitsPlace<M, P> && CanBeCalledAt<M, S, P>;

// The default observer: nothing is observed, and nothing is spent on it.
struct Nobody {
  constexpr void operator()(const auto&...) const {}
};

}  // namespace scoresde
