// The two orders of the predictor-corrector sampler, by their exact laws.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Laws {
  Moments x, mean;
};

// The sampler step by step, from the solvers' numbers.
Laws by_hand(const auto& sde, const TimeGrid& grid, const auto& predictor, const auto& corrector,
             bool corrector_first) {
  Moments x{0, std::pow(sde.prior().deviation, 2)}, mean = x;
  const auto move = [&](const auto& solver, const Interval& i, bool ends) {
    Coefficients k = coefficients(solver, sde, i);
    const double noise = k.c;
    k.c = 0;
    const Moments moved_mean = moved(x, k, sde, i.t);
    if (ends) mean = moved_mean;
    x = {moved_mean.mean, moved_mean.variance + noise * noise};
  };
  const int n = grid.steps();
  for (int i = 0; i < n; ++i) {
    if (corrector_first || i > 0) move(corrector, grid[i], false);
    move(predictor, grid[i], i == n - 1);
  }
  if (!corrector_first && grid.end() > 0) move(corrector, grid.at_end(), true);
  return {x, mean};
}

template <class Order>
void check(const auto& sde, const TimeGrid& grid, bool corrector_first) {
  const AnnealedLangevin corrector{.snr = 0.1};
  const auto result =
      sample(sde, common_gaussian, grid, ReverseDiffusion{}, corrector, ExactLaw<1>{}, 1, Order{});
  const Laws want = by_hand(sde, grid, ReverseDiffusion{}, corrector, corrector_first);
  CHECK(relative_error(moments(result.x).mean, want.x.mean) <= 1e-11);
  CHECK(relative_error(moments(result.x).variance, want.x.variance) <= 1e-11);
  CHECK(relative_error(moments(result.mean).mean, want.mean.mean) <= 1e-11);
  CHECK(relative_error(moments(result.mean).variance, want.mean.variance) <= 1e-11);
}

}  // namespace

TEST_CASE("corrector first corrects at T and not where the grid ends") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    check<CorrectorFirst>(sde, published(sde, 30), true);
    check<CorrectorFirst>(sde, uniform_log_snr(sde, 30), true);
    check<CorrectorFirst>(sde, uniform(sde, 1), true);
  });
}

TEST_CASE("predictor first corrects where each prediction ends, time 0 left out") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    check<PredictorFirst>(sde, published(sde, 30), false);
    check<PredictorFirst>(sde, uniform_log_snr(sde, 30), false);
    check<PredictorFirst>(sde, uniform(sde, 1), false);
  });
}

TEST_CASE("the default order is the published one, corrector first") {
  const auto run = [](const auto&... order) {
    return sample(VpSde{}, common_gaussian, published(VpSde{}, 30), EulerMaruyama{},
                  AnnealedLangevin{}, ExactLaw<1>{}, 1, order...)
        .x.covariance[0][0];
  };
  CHECK(run() == run(CorrectorFirst{}));
  CHECK(run() != run(PredictorFirst{}));
}

TEST_CASE("the orders differ at the ends of the grid only") {
  // With the corrector's first step undone by hand the rest is the same sequence of solvers.
  const TimeGrid grid = uniform(VpSde{}, 12);
  const auto predictor_first = by_hand(VpSde{}, grid, EulerMaruyama{}, AnnealedLangevin{}, false);
  Moments x{0, 1};
  for (int i = 0; i < 12; ++i) {
    x = moved(x, coefficients(EulerMaruyama{}, VpSde{}, grid[i]), VpSde{}, grid[i].t);
    const Interval next = i + 1 < 12 ? grid[i + 1] : grid.at_end();
    x = moved(x, coefficients(AnnealedLangevin{}, VpSde{}, next), VpSde{}, next.t);
  }
  CHECK(relative_error(predictor_first.x.variance, x.variance) <= 1e-14);
}
