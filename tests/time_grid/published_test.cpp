#include <doctest/doctest.h>

#include "problems.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("the published grid has n equally spaced times from T to eps and steps of length T / n") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const int n : {2, 7, 1000}) {
      const TimeGrid grid = published(sde, n);
      const TimeDomain domain = sde.time_domain();
      CHECK(grid.steps() == n);
      CHECK(grid.start() == domain.T);
      CHECK(grid[n - 1].t == domain.eps);
      CHECK(grid.end() == 0);
      for (int i = 0; i < n; ++i) {
        const double want = domain.T + i * (domain.eps - domain.T) / (n - 1);
        CHECK(std::abs(grid[i].t - want) <= 1e-14 * domain.T);
        CHECK(grid[i].length == domain.T / n);
        CHECK(grid[i].published);
        CHECK(grid[i].index == i);
        CHECK(grid[i].count == n);
      }
    }
  });
}

TEST_CASE("the published grid of one step goes from T to 0") {
  const TimeGrid grid = published(VpSde{}, 1);
  CHECK(grid.steps() == 1);
  CHECK(grid[0].t == 1);
  CHECK(grid[0].u == 0);
  CHECK(grid[0].length == 1);
}

TEST_CASE("the published grid may end at another eps, at 0 where the process has noise there") {
  CHECK(published(VpSde{}, 10, 0.2)[9].t == 0.2);
  const TimeGrid to_lowest_level = published(VeSde{}, 10, 0);
  CHECK(to_lowest_level[9].t == 0);
  CHECK(to_lowest_level[9].u == 0);
  CHECK(refusal([] { published(VpSde{}, 10, 0); }) == "eps = 0 must lie in (0, 1)");
}

TEST_CASE("the published grid refuses no steps, an eps outside of time, and a bad SDE") {
  CHECK(refusal([] { published(VeSde{}, 0); }) == "steps = 0 must lie in [1, infinity)");
  CHECK(refusal([] { published(VeSde{}, -3); }) == "steps = -3 must lie in [1, infinity)");
  CHECK(refusal([] { published(VeSde{}, 10, 1); }) == "eps = 1 must lie in (0, 1)");
  CHECK(refusal([] { published(VeSde{}, 10, 1.5); }) == "eps = 1.5 must lie in (0, 1)");
  CHECK(refusal([] { published(VeSde{}, 10, -1e-5); }) == "eps = -1e-05 must lie in (0, 1)");
  CHECK(refusal([] { published(VeSde{}, 10, NAN); }) == "eps = nan must lie in (0, 1)");
  CHECK(refusal([] { published(EdmSde{}, 10, 90); }) == "eps = 90 must lie in (0, 80)");
  CHECK(refusal([] { published(VeSde{.sigma_min = 0}, 10); }) ==
        "sigma_min = 0 must lie in (0, infinity)");
}
