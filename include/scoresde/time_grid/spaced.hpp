// n steps between n + 1 times: equally spaced, equally spaced in the root of time (quadratic), in
// the half log-SNR, or by EDM's rule. All end at eps, by default the SDE's own.
#pragma once
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

// t_i = time(i / n), with the ends exact.
template <HasTimeDomain S>
TimeGrid spaced(const S& sde, int n, double eps, const auto& time) {
  require(n >= 1, "steps", n, "must lie in [1, infinity)");
  validate(sde);
  validate_end(sde, eps);
  std::vector<double> times(static_cast<std::size_t>(n) + 1);
  for (int i = 0; i <= n; ++i)
    times[static_cast<std::size_t>(i)] = time(static_cast<double>(i) / n);
  times.front() = sde.time_domain().T;
  times.back() = eps;
  for (std::size_t i = 1; i < times.size(); ++i)
    require(times[i] != times[i - 1], "steps", n,
            "must be fewer, or the grid another one: of this "
            "grid two times are ",
            times[i], " in double");
  return TimeGrid(std::move(times));
}

template <HasTimeDomain S>
TimeGrid uniform(const S& sde, int n, double eps) {
  const double T = sde.time_domain().T;
  return spaced(sde, n, eps, [=](double r) { return T + r * (eps - T); });
}

// Finer towards the data (Song, Meng and Ermon 2021): equally spaced in sqrt(t).
template <HasTimeDomain S>
TimeGrid quadratic(const S& sde, int n, double eps) {
  const double first = std::sqrt(sde.time_domain().T), last = std::sqrt(eps);
  return spaced(sde, n, eps, [=](double r) { return std::pow(first + r * (last - first), 2); });
}

// Equally spaced in log(alpha / sigma) (Lu et al. 2022).
template <LinearSde S>
TimeGrid uniform_log_snr(const S& sde, int n, double eps) {
  const double first = sde.half_log_snr(sde.time_domain().T), last = sde.half_log_snr(eps);
  return spaced(sde, n, eps,
                [&](double r) { return sde.time_of_half_log_snr(first + r * (last - first)); });
}

// Equally spaced in the rho-th root of sigma / alpha (Karras et al. 2022, eq. 5).
template <LinearSde S>
TimeGrid edm(const S& sde, int n, double eps, double rho = 7) {
  require_positive("rho", rho);
  const auto root = [&](double t) { return std::exp(-sde.half_log_snr(t) / rho); };
  const double first = root(sde.time_domain().T), last = root(eps);
  return spaced(sde, n, eps, [&](double r) {
    return sde.time_of_half_log_snr(-rho * std::log(first + r * (last - first)));
  });
}

template <HasTimeDomain S>
TimeGrid uniform(const S& sde, int n) {
  return uniform(sde, n, sde.time_domain().eps);
}
template <HasTimeDomain S>
TimeGrid quadratic(const S& sde, int n) {
  return quadratic(sde, n, sde.time_domain().eps);
}
template <LinearSde S>
TimeGrid uniform_log_snr(const S& sde, int n) {
  return uniform_log_snr(sde, n, sde.time_domain().eps);
}
template <LinearSde S>
TimeGrid edm(const S& sde, int n) {
  return edm(sde, n, sde.time_domain().eps);
}

}  // namespace scoresde
