#include <doctest/doctest.h>

#include "problems.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("the prior's log density is that of independent normals") {
  Point<double, 3> x;
  x[0] = 0.5, x[1] = -2, x[2] = 1;
  const double log_2_pi = std::log(2 * std::numbers::pi);
  CHECK(relative_error(VpSde{}.prior().log_density(x), -1.5 * log_2_pi - 5.25 / 2) <= 1e-15);
  CHECK(relative_error(VeSde{}.prior().log_density(x),
                       -1.5 * (log_2_pi + std::log(2500.0)) - 5.25 / 5000) <= 1e-15);
  CHECK(relative_error(VeSde{}.prior().log_density(5.25, 3), VeSde{}.prior().log_density(x)) == 0);
}

TEST_CASE("the prior scales unit normals") {
  Point<double, 2> z;
  z[0] = 0.5, z[1] = -2;
  const Point<double, 2> x = VeSde{}.prior()(z);
  CHECK(x[0] == 25);
  CHECK(x[1] == -100);
}
