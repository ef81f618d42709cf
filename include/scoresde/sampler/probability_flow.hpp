// Sampling by the probability-flow equation (Song et al. 2021, section 4.3 and appendix D.4).
#pragma once
#include <optional>
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/silent.hpp>
#include <scoresde/ode/flow_field.hpp>
#include <scoresde/ode/integrated.hpp>
#include <scoresde/predictor/reverse_diffusion.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/resolution.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/sampler/transported.hpp>
#include <scoresde/score/shared.hpp>
#include <scoresde/step/take.hpp>
#include <span>
#include <vector>

namespace scoresde {

struct FlowOptions {
  std::optional<double> eps = std::nullopt;  // where data are; none: the SDE's own
  // The step whose reverse-diffusion mean denoises the samples at eps, from where it must start, to
  // a millionth of it: published(sde, 1000, eps)[999] does as the published sampler does.
  std::optional<Interval> denoise = std::nullopt;
  // That are observed, in the order in which they are passed. The states there are as accurate as
  // the integrator's own steps and take a few evaluations each (ode/between_steps.hpp); they change
  // nothing else.
  std::vector<double> times = {};
};

struct Undenoised {
  constexpr void operator()(auto&, long&) const {}
};

// What a place runs, by value: a state along the flow, and perhaps a last step.
template <class Field, class I, class Finish = Undenoised>
struct FlowTrajectory {
  Field field;
  I integrator;
  TimeSpan span;
  std::span<const double> times;
  Finish finish = {};

  auto over() const { return control_of(integrator); }

  // Moves x to the end of the span and finishes it there; saved as an OdeIntegrator's. A sample
  // that either leaves not finite is dropped.
  template <Value V>
  constexpr Integration move(V& x, auto& group, auto&& saved) const {
    const auto rate = [&](const V& y, V& dydt, double t) { evaluate(field, field.at(t), y, dydt); };
    Integration done = integrated(integrator, rate, x, span, group, saved);
    if (done.outcome == Integration::Outcome::finished && !group.empty()) {
      finish(x, done.evaluations);
      drop_not_finite(group, x, done.time);
    }
    return done;
  }
  template <Value V>
  Report<typename V::PerSample> operator()(V& x, ControlGroup& group, const auto&,
                                           const auto& observe) const {
    return {observed(x, group, {times, std::cref(observe)})};
  }

 private:
  // Out of line, lest a caller's copy of it fuse other products.
  template <Value V>
  [[gnu::noinline]] Integration observed(V& x, ControlGroup& group, SavedTimes<V> saved) const {
    return move(x, group, saved);
  }
};

// The mean of a reverse-diffusion step.
template <class Step, class M>
struct Denoise {
  Step step;
  M model;
  template <Value V>
  constexpr void operator()(V& x, long& evaluations) const {
    V mean;
    Silent normals;
    auto kept = remember<decltype(step.text)>(x);
    take(step, model, Next<V>{x, &mean}, normals, kept, evaluations);
    x = mean;
  }
};

// The times to observe lie within the span, in its direction; one that misses its end by the
// rounding of a float is the end.
inline std::vector<double> times_within(std::vector<double> times, const TimeSpan& span) {
  const double low = std::min(span.from, span.to), high = std::max(span.from, span.to);
  for (double& t : times)
    if (std::abs(t - span.to) <= float_rounding * span.to && !(low <= t && t <= high)) t = span.to;
  for (std::size_t i = 0; i < times.size(); ++i) {
    require(times[i] >= low && times[i] <= high && times[i] != span.from, "times[i]", times[i],
            "must lie in [", low, ", ", high, "] without the start, ", span.from);
    require(i == 0 || (times[i] > times[i - 1]) == (span.to > span.from), "times[i]", times[i],
            "must come after the one before it: they are passed in order");
  }
  return times;
}

// A denoising step leaves the flow's end; float32 may have rounded either.
inline void validate_denoising(const Interval& step, const TimeSpan& span) {
  require(std::abs(step.t - span.to) <= 1e-6 * span.to, "denoise's t", step.t, "must be ", span.to,
          ", where the flow ends");
  require(step.u >= 0 && step.u <= step.t, "denoise's u", step.u, "must lie in [0, ", step.t, "]");
}

// Runs a flow from one time to another. The checks that all flows share.
template <class Real>
auto transport(const auto& sde, const auto& model, const auto& integrator, const auto& place,
               const TimeSpan& span, const FlowOptions& options, const auto& source,
               std::uint64_t seed, const auto& observer) {
  validate(model);
  validate(integrator);
  const std::vector<double> times = times_within(options.times, span);
  const auto converted = at_place<Real>(model);
  const FlowField<Real, std::decay_t<decltype(sde)>, std::decay_t<decltype(converted)>> field(
      sde, converted);
  const auto run = [&](const auto& finish) {
    const FlowTrajectory trajectory{field, integrator, span, times, finish};
    auto moved = place.transport(trajectory, source, seed, observer).first;
    const std::uint64_t first = first_sample(place);
    if constexpr (!std::decay_t<decltype(source)>::completes)
      moved.resolution = resolution<Real>(sde, model, span.from, source.data, first);
    if (moved.resolution) moved.resolution = resolution<Real>(sde, model, span.to, moved.x, first);
    return moved;
  };
  if constexpr (LinearSde<std::decay_t<decltype(sde)>>) {
    if (options.denoise) {
      validate_denoising(*options.denoise, span);
      const auto step = prepare_step<Real>(ReverseDiffusion{}, converted, sde, *options.denoise);
      return run(Denoise<std::decay_t<decltype(step)>, std::decay_t<decltype(converted)>>{
          step, converted});
    }
  } else {
    require_left_out(!options.denoise, "denoise", "only a linear SDE has a published last step");
  }
  return run(Undenoised{});
}

// Where data are by default: published samplers stop at the SDE's own eps.
template <HasTimeDomain S>
double data_time(const S& sde, const std::optional<double>& eps, double otherwise) {
  const double t = eps.value_or(otherwise);
  validate_end(sde, t);
  return t;
}

template <class Real>
auto from_prior(const auto& sde, const auto& model, const auto& integrator, const auto& place,
                std::uint64_t seed, const FlowOptions& options, const auto& observer) {
  validate_sde(sde);
  validate(place);
  validate_drawn(place, cut_for_steps_of(integrator));
  const TimeDomain domain = sde.time_domain();
  const TimeSpan span{domain.T, data_time(sde, options.eps, domain.eps)};
  return transport<Real>(sde, model, integrator, place, span, options, FromPrior{sde.prior()}, seed,
                         observer);
}

// Samples from the prior at T, moved along the probability flow to eps. The prior's normals are
// those of every other sampler with the same seed.
// observer(i, first_sample, values) is called when times[i] is passed, possibly from several
// threads at once, with a view of consecutive samples. What it shows of those that have failed by
// then means nothing; it is not called where all of a group have.
// Returns a Transported: the samples, one a row, where those that failed got to; what it took; a
// status for each that failed. Throws std::invalid_argument for bad values.
template <LinearSde S, ScoreModel<S> M, OdeIntegrator I, Place P, class Observer = Nobody>
requires CanPredictAt<M, S, P>
auto sample_flow(const S& sde, const M& model, const I& integrator, const P& place,
                 std::uint64_t seed, const FlowOptions& options = {},
                 const Observer& observer = {}) {
  return from_prior<typename P::Real>(sde, model, integrator, place, seed, options, observer);
}
// The same for a general Ito SDE, sample_flow(ito(sde), ...).
template <class S, ScoreModel<Ito<S>> M, OdeIntegrator I, Place P, class Observer = Nobody>
requires CanPredictAt<M, Ito<S>, P>
auto sample_flow(const Ito<S>& sde, const M& model, const I& integrator, const P& place,
                 std::uint64_t seed, const FlowOptions& options = {},
                 const Observer& observer = {}) {
  return from_prior<typename P::Real>(sde, model, integrator, place, seed, options, observer);
}

}  // namespace scoresde
