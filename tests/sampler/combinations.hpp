// Every predictor x corrector of one SDE in one order: each runs to finite samples and counts its
// calls of the model.
#pragma once
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace scoresde::test {

template <class Order>
long calls(int steps, bool ends_above_zero, int by_predictor, int by_corrector) {
  if (std::same_as<Order, CorrectorFirst>) return long{steps} * (by_predictor + by_corrector);
  return long{steps} * by_predictor + (steps - 1 + ends_above_zero) * long{by_corrector};
}

template <class Order>
void check_combinations(const auto& sde) {
  constexpr int steps = 25;
  for (const TimeGrid& grid : {published(sde, steps), uniform(sde, steps)}) {
    for_every_predictor([&](const std::string& predicting, const auto& predictor, int by_p) {
      CAPTURE(predicting);
      for_every_corrector([&](const std::string& correcting, const auto& corrector, int by_c) {
        CAPTURE(correcting);
        const auto result = sample(sde, ring(), grid, predictor, corrector,
                                   Cpu<2>{.samples = 20, .threads = 1}, 1, Order{});
        CHECK(static_cast<bool>(result.status));
        CHECK(result.x.isFinite().all());
        CHECK(result.mean.isFinite().all());
        CHECK(result.x.rows() == 20);
        CHECK(result.nfe == calls<Order>(steps, grid.end() > 0, by_p, by_c));
      });
    });
  }
}

}  // namespace scoresde::test
