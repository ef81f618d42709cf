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
// A user's integrator that never looks at what it computes.
struct OneStep {
  static constexpr OverSample over = {};
  template <Value V>
  Integration integrate(const auto& rate, V& x, const TimeSpan& span, auto&, auto&& saved) const {
    V f;
    rate(x, f, span.from);
    const V y = x + (span.to - span.from) * f;
    saved(span.from, span.to, [&](double) { return y; });
    x = y;
    return {};
  }
};
// A density that is zero beyond x = 1.5, where the flow and its divergence are as finite as
// elsewhere.
struct NoDensityBeyond : IsotropicGaussian {
  template <class Real, class E, int D>
  constexpr E log_density(const Prepared<Real>&, const Point<E, D>& x) const {
    const E none(-std::numeric_limits<Real>::infinity());
    return choose(x[0] - E(Real(1.5)), none, E(Real(0)));
  }
};

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
TEST_CASE("what a denoising step makes not finite is told, with the time where it did") {
  const Eigen::ArrayX2d z = codes(300, 37);
  Interval last = published(VpSde{}, 1000, 5e-3)[999];
  last.t *= 1 - 1e-9;  // no step of the flow itself looks below 5e-3
  const auto model = broken_score(1.5, 5e-3 * (1 - 5e-10));
  const FlowOptions options{.eps = 5e-3, .denoise = last};
  const auto check = [&](const auto& integrator, const auto& place) {
    const auto r = decode(VpSde{}, model, z, integrator, place, options);
    REQUIRE(r.failures.size() == 1);
    CHECK(r.failures[0].outcome == RunStatus::Outcome::not_finite);
    CHECK(r.failures[0].sample == 37);
    CHECK(*r.failures[0].time == 5e-3);
    CHECK(r.x.row(37).isNaN().all());
    CHECK(r.x.topRows(37).isFinite().all());
    CHECK(r.x.bottomRows(262).isFinite().all());
  };
  check(Adaptive{}, Cpu<2, double>{});
  check(Adaptive{.over = OverSample{}}, Cpu<2, double>{});
  check(Adaptive{.over = OverBatch{}}, WholeBatch<double, 2>{.samples = 300});
  check(DormandPrince{}, Cpu<2, double>{});
  check(RungeKutta4{50}, Cpu<2, double>{});
}
TEST_CASE("a flow that stops on the way is not denoised") {
  const FlowOptions plain{.eps = 1e-3},
      denoised{.eps = 1e-3, .denoise = published(VpSde{}, 1000)[999]};
  const auto run = [](const FlowOptions& options) {
    return decode(VpSde{}, common_gaussian, codes(3, 0), Adaptive{.evaluations = 40},
                  Cpu<2, double>{}, options);
  };
  CHECK(run(denoised).status().outcome == RunStatus::Outcome::budget_spent);
  CHECK((run(denoised).x == run(plain).x).all());
}
TEST_CASE("a user's integrator need not look: what it leaves not finite is told where it ends") {
  const auto r = decode(VpSde{}, broken_score(1.5, 2), codes(70, 3), OneStep{}, Cpu<2, double>{},
                        FlowOptions{.eps = 1e-3});
  REQUIRE(r.failures.size() == 1);
  CHECK(r.failures[0].sample == 3);
  CHECK(*r.failures[0].time == 1e-3);
}
TEST_CASE("a log-density that is not finite after a flow that is, is told with the flow's end") {
  const auto r =
      log_likelihood(VpSde{}, NoDensityBeyond{{.mean = 0.4, .variance = 0.25}}, codes(70, 3),
                     Adaptive{}, Cpu<2, double>{}, 0, LikelihoodOptions{.end = ModelAtEnd{}});
  REQUIRE(r.failures.size() == 1);
  CHECK(r.failures[0].sample == 3);
  CHECK(*r.failures[0].time == 1);
  CHECK(std::isnan(r.log_density[3]));
  CHECK(r.log_density.head(3).isFinite().all());
}
TEST_CASE("a prior's density that overflows is told") {
  Eigen::ArrayX2d data = codes(5, 3);
  data(2, 1) = 1e30;  // its square is beyond float
  const auto r = log_likelihood(VeSde{}, common_gaussian, data, RungeKutta4{20}, Cpu<2, float>{});
  REQUIRE(r.failures.size() == 1);
  CHECK(r.failures[0].sample == 2);
  CHECK(std::isnan(r.log_density[2]));
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
