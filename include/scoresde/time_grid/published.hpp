// The grid of the published samplers (Song et al. 2021): n times from T to eps, at each of which a
// full step of length T / n is taken; the last one leaves eps for time 0.
#pragma once
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

template <HasTimeDomain S>
TimeGrid published(const S& sde, int n, double eps) {
  require(n >= 1, "steps", n, "must lie in [1, infinity)");
  validate(sde);
  validate_end(sde, eps);
  const double T = sde.time_domain().T;
  std::vector<double> times(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i)
    times[static_cast<std::size_t>(i)] = n == 1 ? T : T + i * ((eps - T) / (n - 1));
  if (n > 1) times.back() = eps;
  times.push_back(0);
  return TimeGrid::published(std::move(times), T / n);
}
template <HasTimeDomain S>
TimeGrid published(const S& sde, int n) {
  return published(sde, n, sde.time_domain().eps);
}

}  // namespace scoresde
