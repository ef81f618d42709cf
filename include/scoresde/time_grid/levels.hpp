// The grid of a discrete chain: one step a level, from the last level to the data at time 0.
#pragma once
#include <scoresde/sde/discrete_vp.hpp>
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

inline TimeGrid levels(const DiscreteVpSde& sde) {
  std::vector<double> times;
  for (int k = sde.steps(); k >= 0; --k) times.push_back(static_cast<double>(k) / sde.steps());
  return TimeGrid(std::move(times));
}

}  // namespace scoresde
