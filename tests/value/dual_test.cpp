#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Number = Dual<double>;
using Twice = Dual<Number>;

// f with its first and second derivative, against `derivative` and the derivative of that.
void check_derivative(const auto& f, const auto& derivative, const std::vector<double>& at) {
  for (const double x : at) {
    CAPTURE(x);
    const Number once = f(Number(x, 1)), scaled = f(Number(x, -2.5));
    CHECK(relative_error(once.value, f(x)) <= 1e-15);
    CHECK(relative_error(once.slope, derivative(x)) <= 1e-14);
    CHECK(relative_error(scaled.slope, -2.5 * derivative(x)) <= 1e-14);

    const Twice twice = f(Twice(Number(x, 1), Number(1)));
    CHECK(relative_error(twice.value.slope, derivative(x)) <= 1e-14);
    CHECK(relative_error(twice.slope.slope, derivative(Number(x, 1)).slope) <= 1e-13);
  }
}

// A constant as the kind of number that x is.
template <class T>
T same(const T&, double k) {
  return T(k);
}
auto constant(double k) {
  return [k](auto x) { return same(x, k); };
}

template <class E, int D>
E by_differences(const auto& f, const Point<E, D>& x) {
  const E h = 1e-5;
  E sum = 0;
  for (int i = 0; i < D; ++i) {
    Point<E, D> above = x, below = x;
    above[i] += h;
    below[i] -= h;
    sum += (f(above)[i] - f(below)[i]) / (2 * h);
  }
  return sum;
}

// The divergence of the model at x by its closed form, by dual numbers and by differences.
template <int D>
void check_divergence(const auto& model, const std::vector<Point<double, D>>& states) {
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const TimeDomain domain = sde.time_domain();
    for (const double share : {0.1, 0.4, 1.0}) {
      const double t = domain.eps + share * (domain.T - domain.eps);
      const auto prepared = model.prepare(sde, t);
      const auto score = [&](const auto& x) { return model(prepared, x); };
      for (const Point<double, D>& x : states) {
        CAPTURE(t);
        CAPTURE(x[0]);
        const double exact = model.divergence(prepared, x), dual = divergence(score, x),
                     numeric = by_differences(score, x), size = 1 + std::abs(exact);
        CHECK(std::abs(dual - exact) <= 1e-11 * size);
        CHECK(std::abs(numeric - exact) <= 1e-6 * size);
      }
    }
  });
}

Point<double, 2> point(double x, double y) {
  Point<double, 2> p;
  p[0] = x;
  p[1] = y;
  return p;
}

}  // namespace

TEST_CASE("the arithmetic of dual numbers carries the derivative") {
  const std::vector<double> at{-3.1, -0.4, 0.7, 2.2};
  check_derivative([](auto x) { return x + x; }, constant(2), at);
  check_derivative([](auto x) { return x * x - x; }, [](auto x) { return 2.0 * x - same(x, 1); },
                   at);
  check_derivative([](auto x) { return 3.5 * x; }, constant(3.5), at);
  check_derivative([](auto x) { return -x; }, constant(-1), at);
  check_derivative([](auto x) { return same(x, 1) / x; },
                   [](auto x) { return same(x, -1) / (x * x); }, at);
  check_derivative([](auto x) { return x / (same(x, 1) + x * x); },
                   [](auto x) {
                     const auto square = x * x, below = same(x, 1) + square;
                     return (same(x, 1) - square) / (below * below);
                   },
                   at);
}

TEST_CASE("a number in double mixes with dual numbers on either side") {
  const Number x(3, 1);
  CHECK((1.0 + x).value == 4);
  CHECK((x - 1.0).slope == 1);
  CHECK((1.0 - x).slope == -1);
  CHECK((x * 2.0).slope == 2);
  CHECK((x / 2.0).slope == 0.5);
  CHECK((6.0 / x).slope == doctest::Approx(-6.0 / 9));
}

TEST_CASE("exp, exp2, expm1, log, log1p and sqrt of dual numbers carry the derivative") {
  check_derivative(
      [](auto x) {
        using std::exp;
        return exp(x);
      },
      [](auto x) {
        using std::exp;
        return exp(x);
      },
      {-2.0, 0.0, 1.3});
  check_derivative([](auto x) { return exp2(x); },
                   [](auto x) { return std::numbers::ln2 * exp2(x); }, {-2.0, 0.0, 1.3});
  check_derivative(
      [](auto x) {
        using std::expm1;
        return expm1(x);
      },
      [](auto x) {
        using std::exp;
        return exp(x);
      },
      {-2.0, 1e-9, 1.3});
  check_derivative([](auto x) { return log(x); }, [](auto x) { return same(x, 1) / x; },
                   {1e-6, 0.7, 1.3, 80.0});
  check_derivative(
      [](auto x) {
        using std::log1p;
        return log1p(x);
      },
      [](auto x) { return same(x, 1) / (same(x, 1) + x); }, {-0.5, 1e-9, 3.0});
  check_derivative([](auto x) { return sqrt(x); }, [](auto x) { return same(x, 0.5) / sqrt(x); },
                   {1e-6, 0.7, 80.0});
}

TEST_CASE("sin and cos of dual numbers carry the derivative") {
  const auto sine = [](auto x) {
    using std::sin;
    return sin(x);
  };
  const auto cosine = [](auto x) {
    using std::cos;
    return cos(x);
  };
  check_derivative(sine, cosine, {-1.0, 0.3, 2.5});
  check_derivative(cosine, [&](auto x) { return -sine(x); }, {-1.0, 0.3, 2.5});
}

TEST_CASE("max and choose of dual numbers carry the derivative of what they choose") {
  const auto kink = [](auto x) { return max(x * x, 3.0 * x); };
  check_derivative(kink, [](auto x) { return 2.0 * x; }, {-1.0, 3.5});
  check_derivative(kink, constant(3), {0.5, 2.9});
  const auto branch = [](auto x) { return choose(x - same(x, 1), x * x, 4.0 * x); };
  check_derivative(branch, [](auto x) { return 2.0 * x; }, {1.5, 3.0});
  check_derivative(branch, constant(4), {-1.0, 1.0});
}

TEST_CASE("dual numbers of floats take coefficients in double") {
  const Dual<float> x(0.5f, 1.0f), y = 0.25 * x, z = exp2(x);
  CHECK(y.value == 0.125f);
  CHECK(y.slope == 0.25f);
  CHECK(z.slope == doctest::Approx(std::numbers::ln2 * std::sqrt(2)).epsilon(1e-6));
}

TEST_CASE("the divergence of a linear map is its trace") {
  const auto map = [](const auto& x) {
    auto y = x;
    y[0] = 2.0 * x[0] + 5.0 * x[1] * x[2];
    y[1] = x[0] * x[0] - 3.0 * x[1];
    y[2] = x[1] + 0.25 * x[2];
    return y;
  };
  Point<double, 3> x;
  x[0] = 1, x[1] = -2, x[2] = 0.5;
  CHECK(divergence(map, x) == doctest::Approx(2 - 3 + 0.25));
}

TEST_CASE("the divergence of an isotropic Gaussian's score by dual numbers is the closed form") {
  Point<double, 3> x, far;
  x[0] = 0.3, x[1] = -1.2, x[2] = 2;
  far[0] = 40, far[1] = -70, far[2] = 5;
  check_divergence<3>(common_gaussian, {x, far});
}

TEST_CASE("the divergence of a Gaussian's score by dual numbers is the closed form") {
  const Gaussian<2> gaussian{.mean = {0.3, -1}, .covariance = {{{2, 0.3}, {0.3, 1}}}};
  check_divergence<2>(gaussian, {point(0.3, -0.2), point(-3, 5)});
}

TEST_CASE("the divergence of an isotropic mixture's score by dual numbers is the closed form") {
  const std::vector<Point<double, 2>> states{point(0.3, -0.2), point(3.7, 0.4), point(-2, 2.5)};
  check_divergence<2>(ring(), states);
  const IsotropicMixture<2> run_time{
      .means = {{-1, 0.5}, {0.8, -0.4}, {0, 0}}, .weights = {0.3, 0.6, 0.1}, .variance = 0.2};
  check_divergence<2>(run_time, states);
}

TEST_CASE("the divergence of a mixture's score by dual numbers is the closed form") {
  check_divergence<2>(two_modes(), {point(0.3, -0.2), point(-1.1, 0.6), point(0, 0.05)});
}
