// The data that the demo makes, and the judgement of their weights.
#include "../../examples/demo/toy_data.hpp"

#include <doctest/doctest.h>

TEST_CASE("points drawn evenly have the mixture's weights, independent ones nearly") {
  const demo::Ring ring = demo::ring();
  CHECK(demo::mode_weights_error(ring, demo::draw_evenly(ring, 36'000, 1)) < 1e-3);
  CHECK(demo::mode_weights_error(ring, demo::draw_exactly(ring, 36'000, 1)) < 0.02);
}

TEST_CASE("points of one mode alone lack the weights of all others") {
  const demo::Ring ring = demo::ring();
  const demo::Points first = Eigen::RowVector2d(2, 0).replicate(10, 1).array();
  CHECK(demo::mode_weights_error(ring, first) == doctest::Approx(35. / 36));
}

TEST_CASE("the sets fit the window of the pictures and repeat for the same seed") {
  for (const auto make : {demo::two_moons, demo::spiral, demo::checkerboard}) {
    const demo::Points points = make(1000, 3);
    CHECK(points.abs().maxCoeff() < 2.8);
    CHECK((points == make(1000, 3)).all());
    CHECK_FALSE((points == make(1000, 4)).all());
  }
}
