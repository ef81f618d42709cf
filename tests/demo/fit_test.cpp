// The rules by which the demo fits a score to somebody's points.
#include "../../examples/demo/fit.hpp"

#include <doctest/doctest.h>

namespace {

demo::Points line(double step) {  // 11 points along the diagonal
  return Eigen::ArrayXd::LinSpaced(11, 0, 10 * step).replicate(1, 2);
}

}  // namespace

TEST_CASE("the bandwidth is half of the median distance between neighbours") {
  CHECK(demo::bandwidth_of(line(1)) == doctest::Approx(std::sqrt(2) / 2));
  CHECK(demo::bandwidth_of(line(1).replicate(2, 1)) == doctest::Approx(std::sqrt(2) / 2));
  CHECK(demo::bandwidth_of(line(1e-6)) == 0.01);
}

TEST_CASE("standardised columns have mean 0 and deviation 1, and come back") {
  const demo::Points points = line(3).rowwise() * Eigen::Array2d(1, 1e3).transpose() + 7;
  const demo::Standard standard(points, "here");
  const demo::Points standardised = standard.of(points);
  CHECK(standardised.colwise().mean().abs().maxCoeff() < 1e-12);
  CHECK((standardised.square().colwise().mean() - 1).abs().maxCoeff() < 1e-12);
  CHECK(standard.undo(standardised).isApprox(points));
}

TEST_CASE("points that do not vary are refused") {
  CHECK_THROWS_WITH(demo::Standard(line(1).topRows(1), "here"),
                    "here: expected x to vary, found one value only");
  CHECK_THROWS_WITH(
      demo::Standard(line(1e200).rowwise() * Eigen::Array2d(1, 0).transpose(), "here", {"a", "b"}),
      "here: expected b to vary, found one value only");
  CHECK_THROWS_WITH(demo::Standard(line(1e307), "here"),
                    "here: expected x to vary by less than 1e306");
}

TEST_CASE("points far from the origin, huge and tiny ones are standardised alike") {
  const demo::Points usual = demo::Standard(line(1), "here").of(line(1));
  for (const double step : {1e-300, 1e-3, 1e150, 1e304}) {
    const demo::Points points = line(step);
    const demo::Standard standard(points, "here");
    CHECK(standard.of(points).isApprox(usual, 1e-12));
    CHECK(standard.undo(usual).isApprox(points, 1e-12));
  }
  const demo::Points map = line(1).rowwise() + Eigen::Array2d(448262.123, 4623411.77).transpose();
  const demo::Standard standard(map, "here");
  CHECK((standard.of(map) - usual).abs().maxCoeff() < 1e-9);
  CHECK((standard.undo(usual) - map).abs().maxCoeff() < 2e-9);
}

TEST_CASE("copies of the data are told from new points") {
  const demo::Points data = line(1);
  CHECK(demo::share_apart(data, data, 0.1) == 0);
  CHECK(demo::share_apart(data + 0.2, data, 0.1) == 1);
  demo::Points half = data.topRows(10);
  half.topRows(5) += 0.2;
  CHECK(demo::share_apart(half, data, 0.1) == 0.5);
}

TEST_CASE("thinned data are so many of the data, each at most once") {
  const demo::Points data = line(1), some = demo::thinned(data, 7, 1);
  CHECK(some.rows() == 7);
  for (Eigen::Index i = 1; i < some.rows(); ++i) CHECK(some(i, 0) > some(i - 1, 0));
  CHECK(demo::share_apart(some, data, 1e-9) == 0);
  CHECK(demo::thinned(data, 11, 1).isApprox(data));
}
