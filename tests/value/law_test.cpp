#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;

double variance(const Law& x) { return covariance(x, x); }

}  // namespace

TEST_CASE("a number as a law has no variance") {
  const Law x = 1.5;
  CHECK(x.mean() == 1.5);
  CHECK(variance(x) == 0);
  CHECK(covariance(x, Law::normal(3)) == 0);
}

TEST_CASE("a unit normal has mean 0 and variance 1 and is independent of the others") {
  CHECK(Law::normal(2).mean() == 0);
  CHECK(variance(Law::normal(2)) == 1);
  CHECK(covariance(Law::normal(2), Law::normal(2)) == 1);
  CHECK(covariance(Law::normal(2), Law::normal(5)) == 0);
}

TEST_CASE("sums of laws carry means and covariances") {
  const Law u = Law::normal(0), v = Law::normal(4);
  const Law x = 2.0 * u + 3.0 * v + Law(0.5), y = u - 0.25 * v - Law(1);
  CHECK(x.mean() == 0.5);
  CHECK(y.mean() == -1);
  CHECK(variance(x) == 13);
  CHECK(variance(y) == 1.0625);
  CHECK(covariance(x, y) == 2 - 0.75);
  CHECK(variance(x + y) == variance(x) + variance(y) + 2 * covariance(x, y));
  CHECK(variance(x - x) == 0);
}

TEST_CASE("every draw of fresh normals is independent of all before") {
  FreshNormals<2> noise;
  const Point<Law, 2> z = noise(), w = noise();
  Point<Law, 4> all;
  all[0] = z[0], all[1] = z[1], all[2] = w[0], all[3] = w[1];
  const GaussianLaw<4> law = law_of(all);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t j = 0; j < 4; ++j) CHECK(law.covariance[i][j] == (i == j ? 1 : 0));
}

TEST_CASE("an affine map of points of laws gives A m + b and A C A^T") {
  FreshNormals<2> noise;
  const Point<Law, 2> z = noise(), w = noise();
  Point<Law, 2> shift;
  shift[0] = 3, shift[1] = -1;
  Point<Law, 2> x = 2.0 * z + shift;  // N((3, -1), 4 I)
  Point<Law, 2> sheared = x;
  sheared[0] = x[0] + 0.5 * x[1];
  const Point<Law, 2> y = sheared + 3.0 * w;
  const GaussianLaw<2> law = law_of(y);
  CHECK(law.mean[0] == 2.5);
  CHECK(law.mean[1] == -1);
  CHECK(law.covariance[0][0] == 4 + 1 + 9);
  CHECK(law.covariance[0][1] == 2);
  CHECK(law.covariance[1][0] == 2);
  CHECK(law.covariance[1][1] == 13);
}
