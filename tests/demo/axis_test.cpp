// The numbers beside the demo's axes, and the frames of its panels.
#include "../../examples/demo/axis.hpp"

#include <doctest/doctest.h>

#include <set>

#include "../../examples/demo/random.hpp"
#include "../../examples/demo/window.hpp"

namespace {

using demo::Axis;
using demo::Points;
using demo::Scale;
using demo::Ticks;

std::vector<std::string> labels(double low, double high, int most) {
  return demo::ticks({low, high}, most).labels;
}

demo::Window around(const Points& points) { return demo::around(points, points); }

Points points(std::initializer_list<Eigen::Array2d> rows) {
  Points made(static_cast<Eigen::Index>(rows.size()), 2);
  Eigen::Index i = 0;
  for (const auto& row : rows) made.row(i++) = row.transpose();
  return made;
}

}  // namespace

TEST_CASE("an axis has round numbers, no more than there is room for") {
  CHECK(labels(-2.8, 2.8, 6) == std::vector<std::string>{"\u22122", "\u22121", "0", "1", "2"});
  CHECK(labels(-2.8, 2.8, 4) == std::vector<std::string>{"\u22122", "0", "2"});
  CHECK(labels(-180, 180, 4) == std::vector<std::string>{"\u2212100", "0", "100"});
  CHECK(labels(1, 0, 6) == std::vector<std::string>{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"});
}

TEST_CASE("numbers with many digits in common leave these out and say so") {
  CHECK(labels(448240, 448290, 3) == std::vector<std::string>{"448240", "448260", "448280"});
  CHECK(labels(5411870, 5411990, 4) == std::vector<std::string>{"5411900", "5411950"});
  const Ticks utm = demo::ticks({5411932.62, 5411932.79}, 4);
  CHECK(utm.labels == std::vector<std::string>{"0.65", "0.70", "0.75"});
  CHECK(utm.rest == "+5411932");
  const Ticks far = demo::ticks({-2e6, 2e6}, 3);
  CHECK(far.labels == std::vector<std::string>{"\u22122", "0", "2"});
  CHECK(far.rest == "\u00d710\u2076");
  CHECK(demo::ticks({0, 3e-7}, 4).rest == "\u00d710\u207b\u2077");
}

TEST_CASE("no two ticks of an axis have one label, wherever it lies and however long it is") {
  for (const double centre : {0., 1., -3.7, 448262.5, 5411932.7, -1e9, 1e15, 1e-9})
    for (double width = 1e-12; width < 1e18; width *= 7.3) {
      const double half = std::max(width, 1e-9 * std::abs(centre));
      const Axis axis{centre - half, centre + half};
      for (int most = 2; most <= 6; ++most) {
        const Ticks ticks = demo::ticks(axis, most);
        CAPTURE(centre);
        CAPTURE(half);
        CAPTURE(most);
        CHECK(ticks.values.size() >= 1);
        CHECK(ticks.values.size() <= static_cast<std::size_t>(most));
        CHECK(std::set(ticks.labels.begin(), ticks.labels.end()).size() == ticks.values.size());
        for (const std::string& label : ticks.labels) CHECK(label.size() <= 9);
        for (const double value : ticks.values) CHECK(axis.holds(value));
      }
    }
}

TEST_CASE("a logarithmic axis has 1, 2 and 5 times powers of ten, or the powers alone") {
  const Axis steps{9, 1100, Scale::logarithmic};
  CHECK(demo::ticks(steps, 9).labels ==
        std::vector<std::string>{"10", "20", "50", "100", "200", "500", "1000"});
  CHECK(demo::ticks(steps, 5).labels == std::vector<std::string>{"10", "100", "1000"});
  CHECK(demo::ticks({1e-6, 0.1, Scale::logarithmic}, 6).labels ==
        std::vector<std::string>{"10\u207b\u2076", "10\u207b\u2075", "0.0001", "0.001", "0.01",
                                 "0.1"});
}

TEST_CASE("a frame holds all points, with one scale for both axes") {
  const Points two = points({{0, 0}, {1, 1}});
  const demo::Window window = around(two);
  for (const auto& point : two.rowwise()) CHECK(window.holds(point[0], point[1]));
  CHECK(window.x.high - window.x.low == doctest::Approx(1.1));
  const demo::Window tall = around(points({{0, 0}, {1, 2}, {0, 4}}));
  CHECK(tall.x.high - tall.x.low == doctest::Approx(4.4));
  CHECK(tall.y.high - tall.y.low == doctest::Approx(4.4));
}

TEST_CASE("a frame has an extent where the points have none") {
  const demo::Window one = around(points({{3, 4}}));
  CHECK(one.holds(3, 4));
  CHECK(one.x.low < 3);
  CHECK(one.x.high > 3);
  const demo::Window constant = around(points({{0, 5}, {1, 5}, {2, 5}}));
  CHECK(constant.y.high - constant.y.low == doctest::Approx(2.2));
  CHECK(constant.holds(2, 5));
}

TEST_CASE("a frame leaves out a few outliers, but no group of points") {
  Points some = demo::make_points(200, 1, [](demo::Random& random) -> Eigen::Array2d {
    return {random.normal(), random.normal()};
  });
  some.row(7) << 1e6, 1e6;
  const demo::Window window = around(some);
  CHECK(window.x.high < 10);
  CHECK(!window.holds(1e6, 1e6));
  const demo::Window wide = demo::around(some, 1e3 * some);
  CHECK(wide.x.high > 1e3);
  CHECK(wide.x.high < 1e5);
  some.topRows(40) += 1e6;
  CHECK(around(some).x.high > 1e6);
}
