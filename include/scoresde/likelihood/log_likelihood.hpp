// Log-likelihoods by the instantaneous change of variables along the probability flow (Song et al.
// 2021, eq. 39; Chen et al. 2018): with dx/dt = F(x, t) from the data at eps to x(T),
//   log p_eps(x) = log p_T(x(T)) + int_eps^T div F dt,
// x and the integral advanced together, so that the tolerance holds for both.
#pragma once
#include <scoresde/latent/code.hpp>
#include <scoresde/likelihood/divergence.hpp>
#include <scoresde/value/augmented.hpp>

namespace scoresde {

// The density where the flow ends: the prior's (as published, and off by what the prior differs
// from p_T), or the model's own at T, for models that have one.
struct PriorAtEnd {
  template <Value V>
  typename V::PerSample operator()(const auto& sde, const auto&, const V& z) const {
    const auto prior = sde.prior();
    if constexpr (requires { prior.log_density(inner(z, z), 1); })
      return prior.log_density(inner(z, z), dimension(z));
    else
      return per_sample([&](const auto& p) { return prior.log_density(p); }, z);
  }
};
struct ModelAtEnd {
  template <Value V>
  typename V::PerSample operator()(const auto& sde, const auto& model, const V& z) const {
    using Real = scalar_of<typename V::PerSample>;
    const auto now = as<Real>(model.prepare(sde, sde.time_domain().T));
    if constexpr (wants_whole_batch<std::decay_t<decltype(model)>>())
      return model.log_density(now, z);
    else
      return per_sample([&](const auto& p) { return model.log_density(now, p); }, z);
  }
};

template <class Divergence = ExactDivergence, class End = PriorAtEnd>
struct LikelihoodOptions {
  std::optional<double> eps = std::nullopt;  // where data are; none: 1e-5, or the SDE's if smaller
  Divergence divergence = {};
  End end = {};
};

template <class Samples, class Numbers>
struct LogLikelihood {
  Numbers log_density;  // in nats, one a sample; not a number where it failed
  // Of the mean over the probes; none with one probe, which cannot tell, and none where the
  // divergence is exact. It knows nothing of the solver's error, nor of the prior's. Of few probes
  // it says little: docs/likelihood.md has how many an interval needs, 32 signs in general.
  std::optional<Numbers> standard_error;
  Samples latent;  // x(T)
  Effort effort;
  std::vector<RunStatus> failures;
  RunStatus resolution = {};  // the first datum that lies too far out for the place's numbers

  RunStatus status() const { return failures.empty() ? resolution : failures.front(); }
};

// The mean of estimates, one a sample each, and sqrt(sum_j (k_j - mean)^2 / (n (n - 1))).
template <class K>
K mean_of(const std::vector<K>& k) {
  K sum = k[0];
  for (std::size_t j = 1; j < k.size(); ++j) sum = sum + k[j];
  return static_cast<scalar_of<K>>(1.0 / static_cast<double>(k.size())) * sum;
}
template <class K>
K standard_error(const std::vector<K>& k, const K& mean) {
  K sum = (k[0] - mean) * (k[0] - mean);
  for (std::size_t j = 1; j < k.size(); ++j) sum = sum + (k[j] - mean) * (k[j] - mean);
  const auto n = static_cast<double>(k.size());
  return sqrt(static_cast<scalar_of<K>>(1 / (n * (n - 1))) * sum);
}

// What a place runs: a state with its integrals, and the density that they come to.
template <class S, class Field, class M, class I, class Options>
struct LikelihoodTrajectory {
  const S& sde;
  Field field;
  const M& model;
  I integrator;
  TimeSpan span;
  Options options;

  auto over() const { return control_of(integrator); }

  template <Value V>
  auto operator()(V& x, ControlGroup& group, const auto& noise, const auto&) const {
    using PerSample = typename V::PerSample;
    const auto drawn = options.divergence.draw(x, noise(Purpose::probe));
    const V none = 0.0 * x;
    const auto count = static_cast<std::size_t>(options.divergence.integrals(x));
    Augmented<V> state(x, std::vector<PerSample>(count, inner(none, none)));
    const auto rate = [&](const Augmented<V>& y, Augmented<V>& dydt, double t) {
      const auto now = field.at(t);
      dydt.integral.resize(count, y.integral[0]);
      options.divergence.derivatives(field, now, y.x, drawn, dydt.x, dydt.integral);
    };
    const Integration done = integrated(integrator, rate, state, span, group, Unsaved{});
    x = state.x;
    Report<PerSample> report{done};
    const PerSample end = options.end(sde, model, x), mean = mean_of(state.integral);
    report.numbers.push_back(end + mean);
    if (count > 1) report.numbers.push_back(standard_error(state.integral, mean));
    if (done.outcome == Integration::Outcome::finished)
      for (PerSample found : report.numbers) group.drop_not_finite(numbers(found), done.time);
    return report;
  }
};

// The log-density of data, one a row, at the time eps. Probes are drawn at the data's addresses
// under the seed. Returns a LogLikelihood; its latent codes are those of encode(...).
// Throws std::invalid_argument for data that are not finite or of another dimension than the place,
// and for bad values.
template <class S, ScoreModel<S> M, class Array, OdeIntegrator I, Place P,
          class Options = LikelihoodOptions<>>
requires CanPredictAt<M, S, P>
auto log_likelihood(const S& sde, const M& model, const Array& data, const I& integrator,
                    const P& place, std::uint64_t seed = 0, const Options& options = {}) {
  using Real = typename P::Real;
  validate_sde(sde);
  validate(model);
  validate(place);
  validate_given(place, cut_for_steps_of(integrator));
  validate(integrator);
  validate(options.divergence);
  const auto& rows = evaluated(data);
  validate_data(place, "coordinate of the data", rows);
  const TimeSpan span{latent_time(sde, options.eps), sde.time_domain().T};
  const auto converted = at_place<Real>(model);
  using Converted = std::decay_t<decltype(converted)>;
  const LikelihoodTrajectory<S, FlowField<Real, S, Converted>, Converted, I, Options> trajectory{
      sde, {sde, converted}, converted, integrator, span, options};
  auto [moved, numbers] = place.transport(trajectory, FromData{rows}, seed, Nobody{});
  using Numbers = std::decay_t<decltype(numbers[0])>;
  std::optional<Numbers> error;
  if (numbers.size() > 1) error = std::move(numbers[1]);
  return LogLikelihood<decltype(moved.x), Numbers>{
      std::move(numbers[0]),
      std::move(error),
      std::move(moved.x),
      moved.effort,
      std::move(moved.failures),
      resolution<Real>(sde, model, span.from, data, first_sample(place))};
}

}  // namespace scoresde
