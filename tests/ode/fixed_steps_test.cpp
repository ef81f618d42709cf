#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

double error_of(const auto& integrator) {
  const auto r = decode(VpSde{}, common_gaussian, start(), integrator, Cpu<2, double>{},
                        FlowOptions{.eps = 1e-3});
  return r.x(0, 0) - gaussian_flow(VpSde{}, 1.3, 1, 1e-3);
}

}  // namespace

TEST_CASE("the classical Runge-Kutta method has order four and four evaluations a step") {
  std::vector<double> steps, errors;
  for (const int n : {64, 128, 256}) {
    steps.push_back(n);
    errors.push_back(error_of(RungeKutta4{n}));
  }
  CHECK(log_slope(steps, errors) == doctest::Approx(-4).epsilon(0.05));
  const auto r = decode(VpSde{}, common_gaussian, start(), RungeKutta4{10}, Cpu<2, double>{});
  CHECK(r.effort.nfe == 1 + 4 * 10);
}
TEST_CASE("Heun's method has order two and two evaluations a step") {
  std::vector<double> steps, errors;
  for (const int n : {200, 400, 800}) {
    steps.push_back(n);
    errors.push_back(error_of(Heun2{n}));
  }
  CHECK(log_slope(steps, errors) == doctest::Approx(-2).epsilon(0.05));
  const auto r = decode(VpSde{}, common_gaussian, start(), Heun2{10}, Cpu<2, double>{});
  CHECK(r.effort.nfe == 1 + 2 * 10);
}
TEST_CASE("steps of one length are observed between their ends too") {
  const std::vector<double> times{0.777, 0.2};
  decode(VpSde{}, common_gaussian, start(), RungeKutta4{1000}, Cpu<2, double>{},
         FlowOptions{.eps = 1e-3, .times = times}, [&](int i, std::uint64_t, const auto& x) {
           const double t = times[static_cast<std::size_t>(i)];
           CHECK(std::abs(x(0, 0) - gaussian_flow(VpSde{}, 1.3, 1, t)) < 1e-8);
         });
}

TEST_CASE("the cubic within a step is exact for cubics") {
  const auto f = [](double t) { return 1 - 2 * t + 3 * t * t - t * t * t; };
  const auto df = [](double t) { return -2 + 6 * t - 3 * t * t; };
  using P = Point<double, 1>;
  const double t = 0.3, u = 1.7;
  for (const double at : {0.3, 0.5, 1.1, 1.7})
    CHECK(std::abs(hermite(at, t, P(f(t)), P(df(t)), u, P(f(u)), P(df(u)))[0] - f(at)) < 1e-14);
}
