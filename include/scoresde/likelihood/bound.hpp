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

template <class Samples, class Numbers>
struct LikelihoodBound {
  Numbers log_density;                    // the lower bound in nats, one a sample
  std::optional<Numbers> standard_error;  // over the repeats; none with one
  long nfe;
  std::vector<RunStatus> failures;

  RunStatus status() const { return failures.empty() ? RunStatus{} : failures.front(); }
};

// What a place runs: times and noise are drawn for a group of samples at once.
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
    auto&& normals = noise(Purpose::step);
    auto&& instants = noise(Purpose::time);

    Report<PerSample> report{{.time = T}};
    const PerSample square = Real(a * a) * inner(x, x) + Real(s * s * D);  // E|x_T|^2
    const PerSample end = sde.prior().log_density(square, D) + Real(D * (std::log(a) + 0.5));
    std::vector<PerSample> estimates;
    for (int r = 0; r < options.repeats; ++r) {
      const V z = normals();
      PerSample loss = Real(0.5) * (penalty(x, z, eps, report.integration) + inner(z, z));
      for (int j = 0; j < options.times; ++j) {
        const double q = (j + uniform(V(instants()))) / options.times;
        const V w = normals();
        loss = loss + Real(range / options.times) *
                          penalty(x, w, importance_time(sde, eps, q), report.integration);
      }
      estimates.push_back(end - loss);
    }
    const PerSample mean = mean_of(estimates);
    report.numbers.push_back(mean);
    if (estimates.size() > 1) report.numbers.push_back(standard_error(estimates, mean));
    auto result = mean;
    group.drop_not_finite(numbers(result), T);
    return report;
  }

 private:
  // |sigma s + z|^2 - |z|^2 = sigma^2 |s|^2 + 2 sigma s.z
  template <Value V>
  auto penalty(const V& x, const V& z, double t, Integration& counted) const {
    const double sigma = sde.sigma(t);
    const V perturbed = sde.alpha(t) * x + sigma * z;
    const auto now = prepare_as<Real, Score>(model, sde, t);
    ++counted.evaluations;
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
// expectation, within its standard error. Throws as log_likelihood does.
template <LinearSde S, ScoreModel<S> M, class Array, Place P>
requires CanPredictAt<M, S, P>
auto likelihood_bound(const S& sde, const M& model, const Array& data, const P& place,
                      std::uint64_t seed = 0, const BoundOptions& options = {}) {
  using Real = typename P::Real;
  validate_sde(sde);
  validate(model);
  validate(place);
  validate(options);
  validate_data(place, "coordinate of the data", data);
  const auto converted = as<Real>(model);
  const BoundTrajectory<Real, S, std::decay_t<decltype(converted)>> trajectory{
      sde, converted, latent_time(sde, options.eps), options};
  auto [moved, numbers] = place.transport(trajectory, FromData{data}, seed, Nobody{});
  using Numbers = std::decay_t<decltype(numbers[0])>;
  std::optional<Numbers> error;
  if (numbers.size() > 1) error = std::move(numbers[1]);
  return LikelihoodBound<decltype(moved.x), Numbers>{std::move(numbers[0]), std::move(error),
                                                     moved.effort.nfe, std::move(moved.failures)};
}

}  // namespace scoresde
