// What the reversal of a general Ito SDE needs, against derivatives by hand.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// dX = mu X dt + sg X dW in every coordinate.
struct GeometricBrownianMotion {
  double mu = 0.7, sg = 0.5;

  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double) const {
    return mu * x;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>& x, double) const {
    return sg * x;
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {0.1}; }
};

// G = [[x0, t x1], [x0 x1, 1]], f = (x1, -x0).
struct MatrixNoise {
  template <class E>
  Point<E, 2> drift(const Point<E, 2>& x, double) const {
    Point<E, 2> f;
    f[0] = x[1];
    f[1] = -1.0 * x[0];
    return f;
  }
  template <class E>
  std::array<Point<E, 2>, 2> diffusion(const Point<E, 2>& x, double t) const {
    std::array<Point<E, 2>, 2> columns;
    columns[0][0] = x[0];
    columns[0][1] = x[0] * x[1];
    columns[1][0] = t * x[1];
    columns[1][1] = E(1.0);
    return columns;
  }
};

// One Brownian motion that moves both coordinates: G = (x1, 2 x0)^T.
struct OneMotion {
  template <class E>
  Point<E, 2> drift(const Point<E, 2>& x, double) const {
    return 0.0 * x;
  }
  template <class E>
  std::array<Point<E, 2>, 1> diffusion(const Point<E, 2>& x, double) const {
    std::array<Point<E, 2>, 1> columns;
    columns[0][0] = x[1];
    columns[0][1] = 2.0 * x[0];
    return columns;
  }
};

// A linear SDE's drift and noise, written as a general one's.
struct Constant {
  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double t) const {
    return VpSde{}.drift(t) * x;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>&, double t) const {
    Point<E, D> g;
    for (int d = 0; d < D; ++d) g[d] = E(VpSde{}.diffusion(t));
    return g;
  }
};

Point<double, 2> point(double a, double b) {
  Point<double, 2> p;
  p[0] = a, p[1] = b;
  return p;
}
void check_near(const Point<double, 2>& got, double a, double b) {
  CHECK(got[0] == doctest::Approx(a).epsilon(1e-14));
  CHECK(got[1] == doctest::Approx(b).epsilon(1e-14));
}

static_assert(ItoSde<GeometricBrownianMotion>);
static_assert(!ItoSde<VpSde> && !LinearSde<GeometricBrownianMotion>);

}  // namespace

TEST_CASE("diagonal noise: A = G^2, div A by hand, and the reverse drift -f + div A + A s") {
  const GeometricBrownianMotion sde;
  const Point<double, 2> x = point(1.3, -0.6), s = point(0.4, 2.5);
  check_near(reversal::squared_times(sde.diffusion(x, 0), s), 0.25 * 1.69 * 0.4, 0.25 * 0.36 * 2.5);
  check_near(reversal::divergence_of_square(sde, 0, x), 2 * 0.25 * 1.3, 2 * 0.25 * -0.6);
  check_near(reversal::reverse_drift(sde, 0, x, s), -0.7 * 1.3 + 0.5 * 1.3 + 0.25 * 1.69 * 0.4,
             0.7 * 0.6 - 0.5 * 0.6 + 0.25 * 0.36 * 2.5);
  check_near(reversal::shock(sde, 0, x, point(2, -1)), 0.5 * 1.3 * 2, 0.5 * 0.6);
}

TEST_CASE("matrix noise: A = G G^T, div A by hand, and the reverse drift -f + div A + A s") {
  const MatrixNoise sde;
  const double t = 0.75, a = 1.3, b = -0.6;
  const Point<double, 2> x = point(a, b), s = point(0.4, 2.5);
  // A = [[a^2 + t^2 b^2, a^2 b + t b], [., a^2 b^2 + 1]]
  const double A00 = a * a + t * t * b * b, A01 = a * a * b + t * b, A11 = a * a * b * b + 1;
  check_near(reversal::squared_times(sde.diffusion(x, t), s), A00 * 0.4 + A01 * 2.5,
             A01 * 0.4 + A11 * 2.5);
  // (dA00/da + dA01/db, dA01/da + dA11/db)
  const double div0 = 2 * a + a * a + t, div1 = 2 * a * b + 2 * a * a * b;
  check_near(reversal::divergence_of_square(sde, t, x), div0, div1);
  check_near(reversal::reverse_drift(sde, t, x, s), -b + div0 + A00 * 0.4 + A01 * 2.5,
             a + div1 + A01 * 0.4 + A11 * 2.5);
  check_near(reversal::shock(sde, t, x, point(2, -1)), 2 * a - t * b, 2 * a * b - 1);
}

TEST_CASE("fewer Brownian motions than coordinates: A = G G^T of rank one") {
  const OneMotion sde;
  const double a = 1.3, b = -0.6;
  const Point<double, 2> x = point(a, b), s = point(0.4, 2.5);
  // A = [[b^2, 2 a b], [2 a b, 4 a^2]], div A = (2 a, 2 b)
  check_near(reversal::squared_times(sde.diffusion(x, 0), s), b * b * 0.4 + 2 * a * b * 2.5,
             2 * a * b * 0.4 + 4 * a * a * 2.5);
  check_near(reversal::divergence_of_square(sde, 0, x), 2 * a, 2 * b);
  check_near(reversal::shock(sde, 0, x, point(3, 100)), 3 * b, 6 * a);
}

TEST_CASE("constant noise has no divergence, and the reverse drift is that of a linear SDE") {
  const Point<double, 2> x = point(1.3, -0.6), s = point(0.4, 2.5);
  check_near(reversal::divergence_of_square(Constant{}, 0.3, x), 0, 0);
  const Affine linear = ReverseDrift::in_score(VpSde{}, 0.3);
  check_near(reversal::reverse_drift(Constant{}, 0.3, x, s), linear.x * 1.3 + linear.s * 0.4,
             linear.x * -0.6 + linear.s * 2.5);
}

TEST_CASE(
    "the probability flow of geometric Brownian motion, from the same parts, is the known one") {
  // dx = (f - div A / 2 - A s / 2) dt from x = exp(0.5) at 0 to 1, with ln X(0) ~ N(0.2, 0.3^2),
  // by the classical Runge-Kutta method
  const GeometricBrownianMotion sde;
  const auto flow = [&](double t, double value) {
    Point<double, 1> x, s;
    x[0] = value;
    const double mean = 0.2 + (0.7 - 0.125) * t, variance = 0.09 + 0.25 * t;
    s[0] = -(1 + (std::log(value) - mean) / variance) / value;
    return sde.drift(x, t)[0] - reversal::divergence_of_square(sde, t, x)[0] / 2 -
           reversal::squared_times(sde.diffusion(x, t), s)[0] / 2;
  };
  double x = std::exp(0.5);
  constexpr int n = 400;
  for (int i = 0; i < n; ++i) {
    const double h = 1.0 / n, t = i * h, k1 = flow(t, x), k2 = flow(t + h / 2, x + h / 2 * k1),
                 k3 = flow(t + h / 2, x + h / 2 * k2), k4 = flow(t + h, x + h * k3);
    x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  CHECK(relative_error(x, 3.8887788556230) <= 1e-9);
}

namespace {
struct InThePlane {  // written for two dimensions alone
  static constexpr int dimension = 2;
  template <class E>
  Point<E, 2> drift(const Point<E, 2>& x, double) const {
    return Point<E, 2>(x[1], -1.0 * x[0]);
  }
  template <class E>
  std::array<Point<E, 2>, 1> diffusion(const Point<E, 2>& x, double) const {
    return {Point<E, 2>(x[0] * x[1], x[1])};
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {0}; }
};
static_assert(ItoSde<InThePlane>);
}  // namespace

TEST_CASE("an Ito SDE may be written for one dimension alone") {
  // A = (x y, y)(x y, y)^T: div A = (2 x y^2 + 2 x y, y^2 + 2 y); A s = (x y, y) (x y s1 + y s2)
  const Point<double, 2> x(2, 3), s(0.5, -1),
      got = reversal::reverse_drift(InThePlane{}, 0.1, x, s);
  const double along = 6 * 0.5 - 3;
  CHECK(got[0] == doctest::Approx(6 * along + 2 * 2 * 9 + 2 * 6 - 3));
  CHECK(got[1] == doctest::Approx(3 * along + 9 + 6 + 2));
}
