#include <doctest/doctest.h>

#include "problems.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("an interval knows where the two steps before it began") {
  const TimeGrid grid(std::vector<double>{1, 0.7, 0.3, 0.1});
  CHECK(grid.steps() == 3);
  CHECK(grid[0].before == 1);
  CHECK(grid[0].before2 == 1);
  CHECK(grid[1].before == 1);
  CHECK(grid[1].before2 == 1);
  CHECK(grid[2].before == 0.7);
  CHECK(grid[2].before2 == 1);
  CHECK(grid[0].first());
  CHECK_FALSE(grid[1].first());
  CHECK(grid[1].t == 0.7);
  CHECK(grid[1].u == 0.3);
  CHECK(grid[1].length == doctest::Approx(0.4));
}

TEST_CASE("the end of a grid is an interval of no length") {
  const Interval end = TimeGrid(std::vector<double>{1, 0.7, 0.3}).at_end();
  CHECK(end.t == 0.3);
  CHECK(end.u == 0.3);
  CHECK(end.length == 0);
  CHECK(end.before == 0.7);
  CHECK(end.before2 == 1);
  CHECK_FALSE(end.published);
  CHECK_FALSE(end.first());
}

TEST_CASE("a grid of one's own must have a step, and its times must decrease and not be negative") {
  const auto refused = [](std::vector<double> times) {
    return refusal([&] { TimeGrid grid(times); });
  };
  CHECK(refused({1, 0.5, 0}) == "accepted");
  CHECK(refused({}) == "times.size() = 0 must lie in [2, infinity)");
  CHECK(refused({1}) == "times.size() = 1 must lie in [2, infinity)");
  CHECK(refused({1, 0.5, 0.5}) ==
        "time of the grid = 0.5 must lie in [0, 0.5), below the time before it");
  CHECK(refused({1, 2}) == "time of the grid = 2 must lie in [0, 1), below the time before it");
  CHECK(refused({1, -0.5}) ==
        "time of the grid = -0.5 must lie in [0, 1), below the time before it");
  CHECK(refused({1, NAN}) == "time of the grid = nan must lie in [0, 1), below the time before it");
  CHECK(refused({INFINITY, 1}) == "first time of the grid = inf must lie in (0, infinity)");
  CHECK(refused({NAN, 1}) == "first time of the grid = nan must lie in (0, infinity)");
  CHECK(refused({0, 0}) == "first time of the grid = 0 must lie in (0, infinity)");
}

TEST_CASE("a grid has the steps that it has: another number is refused") {
  const auto step = [](const TimeGrid& grid, int i) { return refusal([&] { grid[i]; }); };
  CHECK(step(published(VpSde{}, 500), 499) == "accepted");
  CHECK(step(published(VpSde{}, 500), 999) == "step of the grid = 999 must be one of 0, ..., 499");
  CHECK(step(published(VpSde{}, 500), 500) != "accepted");
  CHECK(step(uniform(VeSde{}, 10), -1) == "step of the grid = -1 must be one of 0, ..., 9");
  CHECK(step(levels(DiscreteVpSde::linear(1000)), 1000) != "accepted");
}

TEST_CASE("a discrete chain has the steps that it has: another number is refused") {
  CHECK(refusal([] { VeSde{}.chain(10, 10); }) == "k = 10 must be one of 0, ..., 9");
  CHECK(refusal([] { VeSde{}.chain(-1, 10); }) == "k = -1 must be one of 0, ..., 9");
  CHECK(refusal([] { VeSde{}.chain(0, 0); }) == "n = 0 must lie in [1, infinity)");
  CHECK(refusal([] { VeSde{}.level(10, 10); }) == "k = 10 must be one of -1, ..., 9");
  CHECK(refusal([] { VeSde{}.level(-2, 10); }) == "k = -2 must be one of -1, ..., 9");
  CHECK(refusal([] { VpSde{}.chain(1000, 1000); }) == "k = 1000 must be one of 0, ..., 999");
  CHECK(refusal([] { VpSde{}.chain(-1, 1000); }) == "k = -1 must be one of 0, ..., 999");
  CHECK(refusal([] { SubVpSde{}.discrete_alpha(-1, 1000); }) ==
        "k = -1 must be one of 0, ..., 999");
  CHECK(refusal([] { VpSde{}.beta().discrete(0, 0); }) == "n = 0 must lie in [1, infinity)");
}
