// The sliced Wasserstein-2 distance against closed forms.
#include "../../examples/demo/sliced_w2.hpp"

#include <doctest/doctest.h>

#include <random>

namespace {

using demo::sliced_w2;
using demo::Slices;

Eigen::ArrayX2d normals(Eigen::Index count, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  return Eigen::ArrayX2d::NullaryExpr(count, 2, [&] { return normal(engine); });
}

}  // namespace

TEST_CASE("numbers of both signs and of all sizes are sorted") {
  std::vector<float> values = {3, -1, 0, 1e30f, -1e30f, -2, 1e-40f, -1e-40f, 3, 0.5f, -0.5f};
  std::vector<float> expected = values;
  std::sort(expected.begin(), expected.end());
  demo::sort(values);
  CHECK(values == expected);
}

TEST_CASE("moving a set by d costs |d| / sqrt 2, whatever the set") {
  const Eigen::ArrayX2d a = normals(1000, 1), b = a.rowwise() + Eigen::Array2d(3, -4).transpose();
  CHECK(sliced_w2(Slices(a), Slices(a)) == 0);
  CHECK(sliced_w2(Slices(a), Slices(b)) == doctest::Approx(5 / std::sqrt(2)).epsilon(1e-6));
}

TEST_CASE("on a line, sets of different sizes are compared by their quantiles") {
  // quantiles 0, 0, 2 against 1, 1, 1 over thirds; 0, 3 against 0, 3, 3, 3 over quarters
  CHECK(demo::squared_w2({0, 0, 2}, {1}) == doctest::Approx(1));
  CHECK(demo::squared_w2({0, 3}, {0, 3, 3, 3}) == doctest::Approx(9. / 4));
  CHECK(demo::squared_w2({0, 3}, {0, 1, 2}) == doctest::Approx((0 + .5 + 2 + 1) / 3));
  CHECK(demo::squared_w2({1, 2}, {1, 1, 2, 2}) == 0);
}

TEST_CASE("between two Gaussians it is the mean of their distances on each direction") {
  const Eigen::Index n = 200'000, m = 150'000;
  const double a = 1.5, b = 0.5, shift = 0.7;  // deviations (a, b) at 0 and (1, 1) at (shift, 0)
  const Eigen::ArrayX2d p = normals(n, 2).rowwise() * Eigen::Array2d(a, b).transpose();
  const Eigen::ArrayX2d q = normals(m, 3).rowwise() + Eigen::Array2d(shift, 0).transpose();
  double sum = 0;
  for (int k = 0; k < Slices::directions; ++k) {
    const double angle = std::numbers::pi * (k + 0.5) / Slices::directions;
    const double c = std::cos(angle), s = std::sin(angle);
    sum += std::pow(shift * c, 2) + std::pow(std::hypot(a * c, b * s) - 1, 2);
  }
  CHECK(sliced_w2(Slices(p), Slices(q)) ==
        doctest::Approx(std::sqrt(sum / Slices::directions)).epsilon(0.01));
}
