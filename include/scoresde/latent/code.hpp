// Latent codes: where the probability flow takes data at T. The code of a datum is the same for
// every model with the same score, and the flow back returns the datum (Song et al. 2021, section
// 4.3 and appendix D.5).
#pragma once
#include <algorithm>
#include <cmath>
#include <scoresde/sampler/probability_flow.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

// Data at time eps start the flow; the published code takes 1e-5 for all its SDEs.
template <HasTimeDomain S>
double latent_time(const S& sde, const std::optional<double>& eps) {
  return data_time(sde, eps, std::min(1e-5, sde.time_domain().eps));
}

// Throws std::invalid_argument unless the data, one a row, are finite points of the place's
// dimension. A place of another kind of array brings a check of its own.
template <class P, class Array>
void validate_data(const P& place, const char* name, const Array& data) {
  const auto rows = rows_of(data), columns = columns_of(data);
  require(rows >= 1, "rows of the data", rows, "must lie in [1, infinity)");
  require(columns == place.coordinates(), "dimension of the data", columns, "must be ",
          place.coordinates(), ", that of the place");
  for (auto i = 0 * rows; i < rows; ++i)
    for (auto d = 0 * columns; d < columns; ++d)
      require(std::isfinite(data(i, d)), name, data(i, d),
              "must lie in (-infinity, infinity), in row ", i);
}

template <class P, class Array>
requires requires(const P& place, const Array& data) { place.validate_data("", data); }
void validate_data(const P& place, const char* name, const Array& data) {
  place.validate_data(name, data);
}

template <class S, class M, class I, class P, class Array>
auto from_data(const S& sde, const M& model, const Array& from, const char* name,
               const I& integrator, const P& place, const TimeSpan& span,
               const FlowOptions& options, const auto& observer) {
  validate_sde(sde);
  validate(place);
  validate_given(place, cut_for_steps_of(integrator));
  const auto& data = evaluated(from);
  validate_data(place, name, data);
  return transport<typename P::Real>(sde, model, integrator, place, span, options, FromData{data},
                                     0, observer);
}

// The codes of data at eps, one a row, as a Transported. The times to observe increase.
template <class S, ScoreModel<S> M, class Array, OdeIntegrator I, Place P, class Observer = Nobody>
requires CanPredictAt<M, S, P>
auto encode(const S& sde, const M& model, const Array& data, const I& integrator, const P& place,
            const FlowOptions& options = {}, const Observer& observer = {}) {
  require_left_out(!options.denoise, "denoise", "codes are not denoised");
  const TimeSpan span{latent_time(sde, options.eps), sde.time_domain().T};
  return from_data(sde, model, data, "coordinate of the data", integrator, place, span, options,
                   observer);
}
// The data of codes: the way back, to the same eps.
template <class S, ScoreModel<S> M, class Array, OdeIntegrator I, Place P, class Observer = Nobody>
requires CanPredictAt<M, S, P>
auto decode(const S& sde, const M& model, const Array& codes, const I& integrator, const P& place,
            const FlowOptions& options = {}, const Observer& observer = {}) {
  const TimeSpan span{sde.time_domain().T, latent_time(sde, options.eps)};
  return from_data(sde, model, codes, "coordinate of the codes", integrator, place, span, options,
                   observer);
}

}  // namespace scoresde
