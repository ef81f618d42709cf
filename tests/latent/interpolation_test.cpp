#include <doctest/doctest.h>

#include <Eigen/Core>
#include <limits>
#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

double norm(const Eigen::ArrayXXd& row) { return std::sqrt(row.square().sum()); }

// The largest relative error of the norm and of the angle walked, over eleven weights.
std::pair<double, double> unevenness(const Eigen::ArrayXXd& x, const Eigen::ArrayXXd& y) {
  const double whole = std::acos(std::clamp((x * y).sum() / norm(x) / norm(y), -1.0, 1.0));
  double of_norm = 0, of_angle = 0;
  for (int i = 0; i <= 10; ++i) {
    const double w = i / 10.0, want = (1 - w) * norm(x) + w * norm(y);
    const Eigen::ArrayXXd z = spherical_interpolation(x, y, w);
    of_norm = std::max(of_norm, std::abs(norm(z) / want - 1));
    const double walked = std::acos(std::clamp((x * z).sum() / norm(x) / norm(z), -1.0, 1.0));
    of_angle = std::max(of_angle, std::abs(walked - w * whole));
  }
  return {of_norm, of_angle};
}

}  // namespace

TEST_CASE("spherical interpolation starts and ends exactly, keeps the norm and the angle even") {
  const Eigen::ArrayXXd x{{3, 0, 0}, {1, 2, -1}}, y{{0, 3, 0}, {-2, 0.5, 3}};
  CHECK((spherical_interpolation(x, y, 0) == x).all());
  CHECK((spherical_interpolation(x, y, 1) == y).all());
  const auto third = spherical_interpolation(x, y, 1. / 3);
  CHECK(std::abs(third(0, 0) - 3 * std::cos(std::numbers::pi / 6)) < 1e-14);
  CHECK(std::abs(third(0, 1) - 3 * std::sin(std::numbers::pi / 6)) < 1e-14);
  CHECK((spherical_interpolation(x, x, 0.4) - x).abs().maxCoeff() < 1e-14);  // parallel: a line
  CHECK(refusal([&] { spherical_interpolation(x, y, 1.5); }) == "w = 1.5 must lie in [0, 1]");
  CHECK(refusal([&] { spherical_interpolation(x, Eigen::ArrayXXd(y.topRows(1)), 0.5); }) ==
        "rows of the codes = 1 must be 2");
}
TEST_CASE("codes are joined as Shoemake does where they have one norm") {
  const double a = 1.1, w = 0.3;
  const Eigen::ArrayXXd x{{2, 0, 0}}, y{{2 * std::cos(a), 0, -2 * std::sin(a)}};
  const Eigen::ArrayXXd want = (std::sin((1 - w) * a) * x + std::sin(w * a) * y) / std::sin(a);
  CHECK((spherical_interpolation(x, y, w) - want).abs().maxCoeff() < 1e-15);
}
TEST_CASE("the norm is kept at every angle, and goes in proportion where norms differ") {
  for (const double close : {1.0, 1e-3, 1e-6, 1e-8, 1e-10, 0.0})
    for (const double length : {1.0, 1.5})
      for (const double side : {1.0, -1.0}) {  // nearly the same, or nearly opposite
        CAPTURE(close);
        CAPTURE(length);
        CAPTURE(side);
        const Eigen::ArrayXXd x{{0.6, 0, 0.8}},
            y{{side * length * 0.6, length * close, side * length * 0.8}};
        const auto [of_norm, of_angle] = unevenness(x, y);
        CHECK(of_norm < 1e-14);
        CHECK(of_angle < 1e-7);  // which is what acos gives near 1
      }
}
TEST_CASE("opposite codes are joined at a right angle, the same way each time") {
  const Eigen::ArrayXXf x{{3, 0}, {0.6f, -0.8f}, {1e-20f, 0}}, y = -x;
  const Eigen::ArrayXXf half = spherical_interpolation(x, y, 0.5);
  CHECK(half(0, 0) == doctest::Approx(0).scale(1e-6));
  CHECK(half(0, 1) == 3);
  CHECK(half(1, 0) == doctest::Approx(0.8));
  CHECK(half(1, 1) == doctest::Approx(0.6));
  CHECK(half(2, 1) == 1e-20f);
  CHECK((spherical_interpolation(x, y, 0.5) == half).all());
  CHECK((spherical_interpolation(x, y, 1) == y).all());
  const Eigen::ArrayXXd line{{2.0}}, back = -line;
  CHECK(refusal([&] { spherical_interpolation(line, back, 0.5); }) ==
        "dimension of the codes = 1 must lie in [2, infinity): no path of one norm joins opposite "
        "codes in row 0");
  CHECK(spherical_interpolation(line, back, 1)(0, 0) == -2);
  CHECK(spherical_interpolation(line, Eigen::ArrayXXd(2 * line), 0.5)(0, 0) == 3);
}
TEST_CASE("a code of norm zero takes the other's direction, and huge ones do not overflow") {
  const Eigen::ArrayXXd none{{0, 0}}, x{{3, 4}}, huge{{1e200, 0}}, other{{0, 1e200}};
  CHECK((spherical_interpolation(none, x, 0.5) - 0.5 * x).abs().maxCoeff() < 1e-15);
  CHECK((spherical_interpolation(x, none, 0.25) - 0.75 * x).abs().maxCoeff() < 1e-15);
  CHECK((spherical_interpolation(none, none, 0.5) == 0).all());
  CHECK(spherical_interpolation(huge, other, 0.5)(0, 1) / 1e200 ==
        doctest::Approx(std::sqrt(0.5)).epsilon(1e-14));
  const Eigen::ArrayXXd broken{{std::numeric_limits<double>::quiet_NaN(), 1}};
  CHECK(spherical_interpolation(broken, x, 0.5).isNaN().all());
}
TEST_CASE("rows, blocks and sums of arrays are codes, and nothing that they refer to is changed") {
  Eigen::ArrayXXd codes{{3, 0, 0}, {0, 4, 0}, {1, 2, -1}};
  const Eigen::ArrayXXd before = codes, from = codes.row(0), to = codes.row(1),
                        want = spherical_interpolation(from, to, 0.3);
  CHECK((spherical_interpolation(codes.row(0), codes.row(1), 0.3) == want).all());
  CHECK((codes == before).all());
  CHECK((spherical_interpolation(from, codes.row(1), 0.3) == want).all());
  CHECK((spherical_interpolation(codes.row(0) + 0 * to, 1 * to, 0.3) == want).all());
  CHECK((spherical_interpolation(codes.topRows(2), codes.bottomRows(2).reverse(), 0.5).rows() == 2));
  const Eigen::MatrixXd one = Eigen::MatrixXd::Identity(3, 3), matrix = codes.matrix();
  CHECK((spherical_interpolation(codes.row(0).matrix() * one, codes.row(1).matrix() * one, 0.3)
             .array() == want)
            .all());
  CHECK((at_temperature(codes.topRows(2), 0.5) == 0.5 * codes.topRows(2)).all());
  CHECK((at_temperature(2 * codes, 0.5) == codes).all());
  CHECK((at_temperature(matrix * one, 1).array() == codes).all());
}
