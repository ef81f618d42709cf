// A ScoreModel works in two phases. You provide
//   1. NamesItsPrediction   using Prediction = Score;   or Noise, Denoised, Velocity
//   2. CanPrepare           prepare(sde, t)             what depends on time only, once for all
//      samples, on the host; numbers in double are converted to the place's real type (value/real)
//   3. CanPredict           model(prepared, x)          the prediction at x, a template over x: a
//      point of lanes, of dual numbers, of laws, or, with `static constexpr bool whole_batch =
//      true`, the batch itself
// Optional refinements:
//   HasLogDensity    log_density(prepared, x)   in nats
//   HasDivergence    divergence(prepared, x)    sum_i d prediction_i / dx_i
//   narrowest_deviation(sde, t)                 the smallest deviation of any of its components
//      (sampler/resolution.hpp)
//   with_divergence(prepared, x)                both in one: a pair of the prediction and that
//   vector_jacobian_products(prepared, x, v)    of a model of the whole batch: the prediction and,
//      for each of the batches v, the products v^T d prediction / dx, sample by sample
#pragma once
#include <scoresde/score/prediction.hpp>
#include <scoresde/value/point.hpp>
#include <scoresde/value/real.hpp>
#include <utility>
#include <vector>

namespace scoresde {

template <class M>
concept NamesItsPrediction = requires {
  typename M::Prediction;
};
template <class M, class S>
concept CanPrepare = requires(const M& model, const S& sde, double t) {
  model.prepare(sde, t);
};
template <class M, class S>
concept ScoreModel = NamesItsPrediction<M> && CanPrepare<M, S>;

template <class M, class S>
using prepared_t = decltype(std::declval<const M&>().prepare(std::declval<const S&>(), 0.5));

template <class M, class S, class X>
concept CanPredict = requires(const M& model, const prepared_t<M, S>& prepared, const X& x) {
  { model(prepared, x) } -> std::convertible_to<X>;
};
template <class M, class S, class X>
concept HasLogDensity = requires(const M& model, const prepared_t<M, S>& prepared, const X& x) {
  model.log_density(prepared, x);
};
template <class M, class S, class X>
concept HasDivergence = requires(const M& model, const prepared_t<M, S>& prepared, const X& x) {
  model.divergence(prepared, x);
};

template <class M, class Prepared, class X>
concept BringsDivergence = requires(const M& model, const Prepared& prepared, const X& x) {
  model.divergence(prepared, x);
};

template <class M, class Prepared, class X>
concept BringsVectorJacobianProducts = requires(const M& model, const Prepared& prepared,
                                                const X& x, const std::vector<X>& v) {
  model.vector_jacobian_products(prepared, x, v);
};

// The prediction and its divergence, from one call where the model has one for both.
template <class M, class Prepared, class X>
requires BringsDivergence<M, Prepared, X>
constexpr auto predict_with_divergence(const M& model, const Prepared& prepared, const X& x) {
  if constexpr (requires { model.with_divergence(prepared, x); })
    return model.with_divergence(prepared, x);
  else
    return std::pair{X(model(prepared, x)), model.divergence(prepared, x)};
}

template <class M>
constexpr bool wants_whole_batch() {
  if constexpr (requires { M::whole_batch; })
    return M::whole_batch;
  else
    return false;
}

}  // namespace scoresde
