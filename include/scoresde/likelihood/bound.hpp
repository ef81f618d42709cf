// The variational bound on the log-likelihood of the reverse SDE (Song, Durkan, Murray and Ermon
// 2021, theorem 3 and eq. 11; Huang, Lim and Courville 2021). With x_t = alpha x + sigma z and the
// score s at x_t,
//   log p(x) >= E log prior(x_T) + D log alpha_T - 1/2 int_eps^T g^2/sigma^2 E[p(t)] dt
//               - 1/2 E[|sigma s + z|^2 - D] at eps,   p(t) = |sigma s + z|^2 - |z|^2,
// the last term for the gap between 0 and eps. As g^2/sigma^2 dt = -2 d half_log_snr, times drawn
// uniformly in half log-SNR are the published importance sampling, in closed form for every linear
// SDE. No equation is solved and no divergence is needed: one evaluation of the score a time.
#pragma once
#include <cmath>
#include <numbers>
#include <scoresde/likelihood/log_likelihood.hpp>

namespace scoresde {

struct BoundOptions {
  std::optional<double> eps = std::nullopt;  // none: 1e-5, or the SDE's if smaller
  int times = 32;                            // strata, a time drawn in each
  int repeats = 8;                           // of the whole estimate, for its standard error

  void validate() const {
    require(times >= 1, "times", times, "must lie in [1, infinity)");
    require(repeats >= 1, "repeats", repeats, "must lie in [1, infinity)");
  }
};

// The time before which the fraction q in [0, 1] of int g^2/sigma^2 dt from eps to T lies.
template <LinearSde S>
double importance_time(const S& sde, double eps, double q) {
  const double start = sde.half_log_snr(eps), end = sde.half_log_snr(sde.time_domain().T);
  return sde.time_of_half_log_snr(start + q * (end - start));
}

// Data of a control group share their times, so their errors have a part in common: that of a mean
// over data is not what independent errors would come to. It is given here, from how the sums of
// whole groups spread over the repeats; groups are independent, and so are shards, whose means and
// errors are put together as those of independent parts.
template <class Samples, class Numbers>
struct LikelihoodBound {
  Numbers log_density;                           // the lower bound in nats, one a sample
  std::optional<Numbers> standard_error;         // of each, over the repeats; none with one
  double mean;                                   // over the data that did not fail
  std::optional<double> standard_error_of_mean;  // none with one repeat
  long nfe;
  std::vector<RunStatus> failures;  // each with a time at which a term was not finite
  RunStatus resolution = {};        // the first datum that lies too far out for the place's numbers

  RunStatus status() const { return failures.empty() ? resolution : failures.front(); }
};

// What a place runs: noise is drawn for each sample, times for a group of samples at once.
template <class Real, class S, class M>
struct BoundTrajectory {
  const S& sde;
  const M& model;
  double eps;
  BoundOptions options;

  OverGroup over() const { return {}; }

  template <Value V>
  auto operator()(V& x, ControlGroup& group, const auto& noise, const auto&) const {
    using PerSample = typename V::PerSample;
    const double T = sde.time_domain().T, a = sde.alpha(T), s = sde.sigma(T);
    const double range = sde.half_log_snr(eps) - sde.half_log_snr(T);
    const int D = dimension(x);
    auto&& normals = noise(Purpose::perturbation);
    auto&& instants = noise(Purpose::time);

    Report<PerSample> report{{.time = T}};
    const PerSample square = Real(a * a) * inner(x, x) + Real(s * s * D);  // E|x_T|^2
    const PerSample end = sde.prior().log_density(square, D) + Real(D * (std::log(a) + 0.5));
    const auto term = [&](const V& z, double t) {
      ++report.integration.evaluations;
      const PerSample k = penalty(x, z, t);
      PerSample on_host = k;
      group.drop_not_finite(numbers(on_host), t);
      return k;
    };
    std::vector<PerSample> estimates;
    for (int r = 0; r < options.repeats; ++r) {
      const V z = normals();
      PerSample loss = Real(0.5) * (term(z, eps) + inner(z, z));
      for (int j = 0; j < options.times; ++j) {
        const double q = (j + uniform(V(instants()))) / options.times;
        const V w = normals();
        loss = loss + Real(range / options.times) * term(w, importance_time(sde, eps, q));
      }
      estimates.push_back(end - loss);
    }
    const PerSample mean = mean_of(estimates);
    PerSample on_host = mean;
    group.drop_not_finite(numbers(on_host), T);
    report.numbers.push_back(mean);
    if (estimates.size() > 1) {
      report.numbers.push_back(standard_error(estimates, mean));
      report.numbers.push_back(share_of_variance(estimates, group));
    }
    return report;
  }

 private:
  // The variance of the group's sum, from its spread over the repeats, in equal parts a sample.
  template <class PerSample>
  static PerSample share_of_variance(std::vector<PerSample>& estimates, const ControlGroup& group) {
    std::vector<double> sums;
    double count = 0;
    for (PerSample& estimate : estimates) {
      const auto each = numbers(estimate);
      double sum = count = 0;
      for (std::size_t i = 0; i < each.size(); ++i)
        if (group.counts(i)) {
          sum += static_cast<double>(each[i]);
          ++count;
        }
      sums.push_back(sum);
    }
    const double error = standard_error(sums, mean_of(sums));
    PerSample share = estimates[0] - estimates[0];
    for (Real& k : numbers(share)) k = static_cast<Real>(error * error / count);
    return share;
  }
  // |sigma s + z|^2 - |z|^2 = sigma^2 |s|^2 + 2 sigma s.z
  template <Value V>
  auto penalty(const V& x, const V& z, double t) const {
    const double sigma = sde.sigma(t);
    const V perturbed = sde.alpha(t) * x + sigma * z;
    const auto now = prepare_as<Real, Score>(model, sde, t);
    V s;
    if constexpr (wants_whole_batch<M>())
      s = read(model, now, perturbed);
    else
      s = pointwise([&](const auto& p) { return read(model, now, p); }, perturbed);
    return Real(sigma * sigma) * inner(s, s) + Real(2 * sigma) * inner(s, z);
  }
  // One number in (0, 1) for the whole group, from the first normal of its first sample.
  template <Value V>
  static double uniform(const V& normals) {
    const auto first = reduce([](const auto& p, const auto&) { return p; },
                              [](const auto& p) { return p; }, normals);
    return 0.5 * std::erfc(-static_cast<double>(number_of(first, 0)) / std::numbers::sqrt2);
  }
};

// A lower bound on the log-density of data, one a row. Unbiased: each estimate is the bound in
// expectation, within its standard error. Its noise is at addresses of its own (Purpose::time,
// Purpose::perturbation), so the seed may be that which made the data. Throws as log_likelihood
// does.
template <LinearSde S, ScoreModel<S> M, class Array, Place P>
requires CanPredictAt<M, S, P>
auto likelihood_bound(const S& sde, const M& model, const Array& data, const P& place,
                      std::uint64_t seed = 0, const BoundOptions& options = {}) {
  using Real = typename P::Real;
  validate_sde(sde);
  validate(model);
  validate(place);
  validate_given(place, cut_for_times);
  validate(options);
  const auto& rows = evaluated(data);
  validate_data(place, "coordinate of the data", rows);
  const double eps = latent_time(sde, options.eps);
  const auto converted = at_place<Real>(model);
  const BoundTrajectory<Real, S, std::decay_t<decltype(converted)>> trajectory{sde, converted, eps,
                                                                               options};
  auto [moved, numbers] = place.transport(trajectory, FromData{rows}, seed, Nobody{});
  using Numbers = std::decay_t<decltype(numbers[0])>;
  for (RunStatus& failed : moved.failures) failed.outcome = RunStatus::Outcome::bound_not_finite;
  const Sum all = sum_of(numbers[0]);
  const auto count = static_cast<double>(all.count);
  LikelihoodBound<decltype(moved.x), Numbers> bound{
      std::move(numbers[0]),
      {},
      all.total / count,
      {},
      moved.effort.nfe,
      std::move(moved.failures),
      resolution<Real>(sde, model, eps, rows, first_sample(place))};
  if (numbers.size() > 1) {
    bound.standard_error_of_mean = std::sqrt(sum_of(numbers[2]).total) / count;
    bound.standard_error = std::move(numbers[1]);
  }
  return bound;
}

}  // namespace scoresde
