// What can only be found while computing is a status of the samples that it concerns.
#include <limits>

#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// The exact score, but not a number for samples beyond x > edge before time until.
auto broken_score(double edge, double until) {
  return predicts<Score>([=]<class E>(const Point<E, 2>& x, double t) {
    using Real = scalar_of<E>;
    const double a = VpSde{}.alpha(t), s = VpSde{}.sigma(t), P = a * a * 0.25 + s * s;
    const E hole(t < until ? std::numeric_limits<Real>::quiet_NaN() : Real(0)), zero(Real(0));
    Point<E, 2> score;
    for (int d = 0; d < 2; ++d)
      score[d] =
          E(Real(-1 / P)) * (x[d] - E(Real(a * 0.4))) + choose(x[0] - E(Real(edge)), hole, zero);
    return score;
  });
}
// Codes of which one alone, `far`, ends beyond the edge.
Eigen::ArrayX2d codes(Eigen::Index count, Eigen::Index far) {
  Eigen::ArrayX2d z(count, 2);
  for (Eigen::Index i = 0; i < count; ++i) z.row(i) << -0.5 - 0.001 * static_cast<double>(i), 0.3;
  z(far, 0) = 4;
  return z;
}

}  // namespace

TEST_CASE("a sample that turns non-finite is named with its time; the others' results stand") {
  const Eigen::ArrayX2d z = codes(600, 337);
  const auto check = [&](const auto& integrator, double tolerance) {
    const auto r = decode(VpSde{}, broken_score(1.5, 0.4), z, integrator, Cpu<2, double>{},
                          FlowOptions{.eps = 1e-3});
    REQUIRE(r.failures.size() == 1);
    CHECK(!r.status());
    CHECK(r.failures[0].outcome == RunStatus::Outcome::not_finite);
    CHECK(r.failures[0].sample == 337);
    CHECK(std::abs(*r.failures[0].time - 0.4) < 0.05);
    CHECK(r.failures[0].message().find("sample 337 is not finite from time 0.") == 0);
    CHECK(r.x.row(337).isNaN().all());
    for (Eigen::Index i = 0; i < 600; ++i)
      if (i != 337)
        CHECK(std::abs(r.x(i, 0) - gaussian_flow(VpSde{}, z(i, 0), 1, 1e-3)) < tolerance);
  };
  check(Adaptive{}, 1e-4);
  check(Adaptive{.norm = LargestElement{}}, 1e-4);
  check(Adaptive{.method = CashKarp54{}}, 1e-4);
  check(Adaptive{.over = OverSample{}}, 1e-4);
  check(DormandPrince{}, 1e-4);
  check(RungeKutta4{200}, 1e-4);
}
TEST_CASE("a sample whose score is not finite at the start is named, and the others move") {
  const Eigen::ArrayX2d z = codes(70, 3);
  const auto r = decode(VpSde{}, broken_score(1.5, 2), z, Adaptive{}, Cpu<2, double>{});
  REQUIRE(r.failures.size() == 1);
  CHECK(r.failures[0].sample == 3);
  CHECK(*r.failures[0].time == 1);
  CHECK(r.x.topRows(3).isFinite().all());
}
TEST_CASE("a likelihood whose flow failed is not a number, and no other") {
  Eigen::ArrayX2d data = codes(70, 3);
  const auto r =
      log_likelihood(VpSde{}, broken_score(1.5, 0.1), data, Adaptive{}, Cpu<2, double>{});
  REQUIRE(r.failures.size() == 1);
  CHECK(r.failures[0].sample == 3);
  CHECK(std::isnan(r.log_density[3]));
  CHECK(r.log_density.head(3).isFinite().all());
  CHECK(r.log_density.tail(66).isFinite().all());
}

TEST_CASE("a budget that is spent is told with the time reached, for every sample of its group") {
  const auto r = decode(VpSde{}, common_gaussian, codes(300, 0), Adaptive{.evaluations = 40},
                        Cpu<2, double>{});
  REQUIRE(r.failures.size() == 300);
  for (std::size_t i = 0; i < 300; ++i) {
    CHECK(r.failures[i].outcome == RunStatus::Outcome::budget_spent);
    CHECK(r.failures[i].sample == i);
    CHECK(*r.failures[i].time < 1);
    CHECK(*r.failures[i].time > 1e-5);
  }
  CHECK(r.effort.nfe <= 40);
  CHECK(r.x.isFinite().all());  // where they got to
  CHECK(r.status().message().find("allow more of them") != std::string::npos);
}
TEST_CASE("a solution that ends before the time asked for is a step underflow where it ends") {
  Point<double, 1> x(1.0);
  ControlGroup group(1, 1);
  const auto square = [](const Point<double, 1>& y, Point<double, 1>& dydt, double) {
    dydt[0] = y[0] * y[0];  // 1 / (1 - t)
  };
  const Integration done =
      Adaptive{}.integrate(square, x, {0, 2}, group, [](double, double, auto&&) {});
  CHECK(done.outcome == Integration::Outcome::step_underflow);
  CHECK(std::abs(done.time - 1) < 1e-4);
  const RunStatus status{RunStatus::Outcome::step_underflow, 5, done.time};
  CHECK(status.message().find("sample 5 needed a step below rounding at time 1") == 0);
}
