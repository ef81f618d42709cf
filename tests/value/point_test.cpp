#include <doctest/doctest.h>

#include <scoresde/value/dual.hpp>
#include <scoresde/value/point.hpp>

namespace {

using namespace scoresde;
using P = Point<double, 3>;

P point(double a, double b, double c) {
  P p;
  p[0] = a, p[1] = b, p[2] = c;
  return p;
}
void check_equal(const P& got, const P& want) {
  for (int d = 0; d < 3; ++d) CHECK(got[d] == want[d]);
}

const P x = point(1, -2, 4), y = point(0.5, 8, -1), z = point(-4, 0.25, 2);

template <class V>
concept RefersToTemporary = requires { 2.0 * V{}; };

static_assert(Value<P> && Value<Point<Dual<float>, 1>>);
static_assert(!Value<double>);
static_assert(!RefersToTemporary<P>, "a term refers to its value, which must have a name");
static_assert(group_size(1) == 512 && group_size(2) == 256 && group_size(3) == 256);
static_assert(group_size(4) == 128 && group_size(511) == 2 && group_size(512) == 1);
static_assert(group_size(3072) == 1);

}  // namespace

TEST_CASE("a combination is evaluated coordinate by coordinate") {
  check_equal(P(2.0 * x + 3.0 * y - z), point(7.5, 19.75, 3));
  check_equal(P(x + y), point(1.5, 6, 3));
  check_equal(P(x - y), point(0.5, -10, 5));
  check_equal(P(-x), point(-1, 2, -4));
  check_equal(P(x / 4), point(0.25, -0.5, 1));
  check_equal(P(x - 0.5 * (y + 2.0 * z) - 3.0 * x), point(1.75, -0.25, -9.5));
  check_equal(P((x + 2.0 * y) / 0.5 + 0.25 * z), point(3, 28.0625, 4.5));
}

TEST_CASE("factors of a combination multiply") {
  check_equal(P(2.0 * (3.0 * x)), point(6, -12, 24));
  check_equal(P(-(x - y)), point(-0.5, 10, -5));
  check_equal(P(2 * (x + y) - (x + y)), point(1.5, 6, 3));
  check_equal(P(3 * x), point(3, -6, 12));
}

TEST_CASE("a value may stand on both sides of an assignment") {
  P moving = x;
  moving = 2.0 * moving + y;
  check_equal(moving, point(2.5, 4, 7));
  moving = moving - moving;
  check_equal(moving, point(0, 0, 0));
}

TEST_CASE("silenced noise leaves every sum unchanged") {
  const Nothing silence;
  check_equal(P(2.0 * x + 3.0 * silence), point(2, -4, 8));
  check_equal(P(x - silence), x);
  check_equal(P(silence + x), x);
  check_equal(P(silence - x), point(-1, 2, -4));
  static_assert(std::same_as<decltype(silence + silence), Nothing>);
  static_assert(std::same_as<decltype(2.0 * silence), Nothing>);
}

TEST_CASE("a combination's coefficient may be a number a sample") {
  using D = Dual<double>;
  Point<D, 2> u;
  u[0] = D(3, 1), u[1] = D(-1, 0);
  const D k(2, 5);
  const Point<D, 2> ku = k * u;
  CHECK(ku[0].value == 6);
  CHECK(ku[0].slope == 2 + 15);
  CHECK(ku[1].slope == -5);
}

TEST_CASE("a combination is a constant expression") {
  constexpr auto sum = [] {
    Point<double, 2> a, b;
    a[0] = 1, a[1] = 2, b[0] = 3, b[1] = 5;
    const Point<double, 2> c = 2.0 * a - b;
    return c[0] * 10 + c[1];
  };
  static_assert(sum() == -11);
  CHECK(sum() == -11);
}

TEST_CASE("the inner product and the norm are those of the coordinates") {
  CHECK(inner(x, y) == 0.5 - 16 - 4);
  CHECK(inner(x, x) == 21);
  CHECK(mean_over(OverSample{}, 2.5, x) == 2.5);
}

TEST_CASE("choose takes the first value where the number is positive") {
  check_equal(choose(0.1, x, y), x);
  check_equal(choose(0.0, x, y), y);
  check_equal(choose(-0.1, x, y), y);
  CHECK(choose(1.0f, 2.0f, 3.0f) == 2.0f);
  CHECK(max(-1.0, 2.0) == 2);
  CHECK(max(3.0f, 2.0f) == 3);
}

TEST_CASE("a function is applied to values and to combinations that are not stored") {
  const auto swap = [](const P& a) { return point(a[2], a[1], a[0]); };
  check_equal(pointwise(swap, x), point(4, -2, 1));
  check_equal(pointwise(swap, x + y), point(3, 6, 1.5));
  const auto product = [](const P& a, const P& b) {
    return point(a[0] * b[0], a[1] * b[1], a[2] * b[2]);
  };
  check_equal(pointwise(product, 2.0 * x, y), point(1, -32, -8));
  check_equal(pointwise(product, x, x + y), point(1.5, -12, 12));
}
