#include <doctest/doctest.h>

#include "problems.hpp"

using namespace scoresde;

TEST_CASE("the grid of a discrete chain has a step a level, from the last level to time 0") {
  const TimeGrid grid = levels(DiscreteVpSde::linear(100));
  CHECK(grid.steps() == 100);
  CHECK(grid.start() == 1);
  CHECK(grid.end() == 0);
  for (int i = 0; i < 100; ++i) {
    CHECK(grid[i].t == (100 - i) / 100.0);
    CHECK_FALSE(grid[i].published);
  }
}
