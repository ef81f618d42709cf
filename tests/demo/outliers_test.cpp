// Rows far outside all others are found, and nothing but these.
#include "../../examples/demo/outliers.hpp"

#include <doctest/doctest.h>

#include "../../examples/demo/fit.hpp"

namespace {

demo::Points cloud(Eigen::Index count = 400) {
  return demo::make_points(count, 1, [](demo::Random& random) -> Eigen::Array2d {
    return {100 + random.normal(), random.uniform(-1, 1)};
  });
}
std::vector<Eigen::Index> rows(const demo::Points& points) { return demo::outliers(points).rows; }

}  // namespace

TEST_CASE(
    "codes for missing numbers and typing errors are outliers, however many columns hold them") {
  demo::Points points = cloud();
  points.row(7) << -9999, -9999;
  points(70, 1) = -9999;
  points(300, 0) = 1e6;
  CHECK(rows(points) == std::vector<Eigen::Index>{7, 70, 300});
  CHECK(demo::outliers(points).values == std::vector<double>{-9999, -9999, -9999, 1e6});
  CHECK(rows(points * 1e-300).size() == 3);

  points = cloud();
  for (Eigen::Index i = 0; i < 150; ++i)
    points(i, 0) = i % 3 == 0 ? 1e30 : i % 3 == 1 ? -999 : -99999;
  CHECK(rows(points).size() == 150);
}

TEST_CASE("nines and the ends of types are codes") {
  for (const double code : {-9999., 999., 99.99, -999.25, -32768., 9.96921e36, -99999.9})
    CHECK(demo::is_code(code));
  for (const double number : {9., 99., 0.999, -9998., 1e6, 4623411.77})
    CHECK(!demo::is_code(number));
}

TEST_CASE("nothing else is") {
  CHECK(rows(cloud()).empty());
  CHECK(rows(cloud(1)).empty());
  CHECK(rows(cloud(3)).empty());
  demo::Points points = cloud();
  points.topRows(200).col(0) += 1e6;  // two clusters
  CHECK(rows(points).empty());
  points = cloud().exp();  // a long tail, on a huge scale
  CHECK(rows(points).empty());
  points = demo::make_points(400, 1, [](demo::Random& random) -> Eigen::Array2d {
    return {std::tan(1.57 * random.uniform(-1, 1)), std::pow(10, random.uniform(0, 6))};
  });
  CHECK(rows(points).empty());
  points.col(0) = 5;  // one value, and another once
  points(3, 0) = 6;
  CHECK(rows(points).empty());
}

TEST_CASE("what is not an outlier stays, with its lines") {
  demo::Group group{"", cloud(10), {}, ""};
  for (long line = 2; line < 12; ++line) group.lines.push_back(line);
  group.points.row(4) << 1e9, 0;
  const demo::Group rest = demo::without(group, rows(group.points));
  CHECK(rest.points.rows() == 9);
  CHECK(rest.lines == std::vector<long>{2, 3, 4, 5, 7, 8, 9, 10, 11});
}

TEST_CASE("without outliers the bandwidth is that of the data") {
  demo::Group group{"", cloud(), std::vector<long>(400), ""};
  const auto bandwidth = [](const demo::Points& points) {
    return demo::bandwidth_of(demo::Standard(points, "here").of(points));
  };
  const double usual = bandwidth(group.points);
  group.points.row(7) << -9999, -9999;
  CHECK(bandwidth(group.points) == 0.01);  // of a deviation of 500
  CHECK(bandwidth(demo::without(group, rows(group.points)).points) ==
        doctest::Approx(usual).epsilon(0.05));
}
