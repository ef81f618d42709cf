#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

auto at_tolerance(double tol, const auto& method) {
  return Adaptive{.atol = tol, .rtol = tol, .method = method};
}
auto to_eps(const auto& integrator, const auto& place) {
  return decode(VpSde{}, common_gaussian, start(), integrator, place, FlowOptions{.eps = 1e-3});
}
void check_end(const auto& x, double tolerance) {
  CHECK(std::abs(x(0, 0) - end_x) < tolerance);
  CHECK(std::abs(x(0, 1) - end_y) < tolerance);
}

}  // namespace

TEST_CASE("Dormand-Prince takes SciPy's steps: its state, evaluations, acceptances, rejections") {
  const auto r = to_eps(Adaptive{}, Cpu<2, double>{});
  CHECK(std::abs(r.x(0, 0) - 1.048782411355) < 1e-11);
  CHECK(std::abs(r.x(0, 1) + 1.411239628890e-03) < 1e-11);
  CHECK(r.effort.nfe == 56);
  CHECK(r.effort.mean_nfe == 56);
  CHECK(r.effort.accepted == 6);
  CHECK(r.effort.rejected == 3);
  CHECK(r.status());
}

TEST_CASE("Dormand-Prince as a text takes the steps of Boost's, sample by sample") {
  const Cpu<2, double> place{.samples = 300};
  const auto text = sample_flow(VpSde{}, ring(), DormandPrince{}, place, 3);
  const auto boost = sample_flow(VpSde{}, ring(), Adaptive{.over = OverSample{}}, place, 3);
  CHECK((text.x - boost.x).abs().maxCoeff() < 1e-10);
  CHECK(text.effort.mean_nfe == boost.effort.mean_nfe);
  CHECK(text.effort.accepted == boost.effort.accepted);
  CHECK(text.effort.rejected == boost.effort.rejected);
  check_end(to_eps(DormandPrince{.atol = 1e-13, .rtol = 1e-13}, Cpu<2, double>{}).x, 1e-10);
}

TEST_CASE("every method comes within 1e-10 of the flow at 1e-13, over groups and over samples") {
  const auto check = [](const auto& method) {
    check_end(to_eps(at_tolerance(1e-13, method), Cpu<2, double>{}).x, 1e-10);
    Adaptive each{.atol = 1e-13, .rtol = 1e-13, .method = method, .over = OverSample{}};
    check_end(to_eps(each, Cpu<2, double>{}).x, 1e-10);
  };
  check(DormandPrince54{});
  check(CashKarp54{});
  check(Fehlberg78{});
}
TEST_CASE("Dormand-Prince and Cash-Karp come within 1e-4 of the flow at 1e-5") {
  check_end(to_eps(at_tolerance(1e-5, DormandPrince54{}), Cpu<2, double>{}).x, 1e-4);
  check_end(to_eps(at_tolerance(1e-5, CashKarp54{}), Cpu<2, double>{}).x, 1e-4);
  check_end(to_eps(at_tolerance(1e-5, DormandPrince54{}), Cpu<2, float>{}).x, 1e-4);
}
TEST_CASE("at a tight tolerance the order of the method pays: Fehlberg needs the fewest calls") {
  const auto nfe = [](const auto& method) {
    return to_eps(at_tolerance(1e-12, method), Cpu<2, double>{}).effort.nfe;
  };
  CHECK(nfe(Fehlberg78{}) < nfe(DormandPrince54{}));
  CHECK(nfe(DormandPrince54{}) < nfe(CashKarp54{}));
}

TEST_CASE("the largest element is a stricter norm than the root mean square") {
  const auto run = [](const auto& norm) {
    return sample_flow(VpSde{}, ring(), Adaptive{.norm = norm}, Cpu<2, double>{.samples = 256}, 1);
  };
  const auto mean = run(RootMeanSquare{}), largest = run(LargestElement{});
  CHECK(largest.effort.nfe > mean.effort.nfe);
  const auto truth = sample_flow(VpSde{}, ring(), Adaptive{.atol = 1e-12, .rtol = 1e-12},
                                 Cpu<2, double>{.samples = 256}, 1);
  const auto worst = [&](const auto& r) { return (r.x - truth.x).abs().maxCoeff(); };
  CHECK(worst(largest) < worst(mean));
}

TEST_CASE("a first and a largest step are kept to") {
  std::vector<double> steps;
  Point<double, 1> x(1.0);
  ControlGroup group(1, 1);
  const auto decay = [](const Point<double, 1>& y, Point<double, 1>& dydt, double) {
    dydt = -1.0 * y;
  };
  const auto note = [&](double t, double u, auto&&) { steps.push_back(u - t); };
  Adaptive{.first_step = 0.01, .largest_step = 0.1}.integrate(decay, x, {0, 2}, group, note);
  CHECK(std::abs(steps.front() - 0.01) < 1e-15);
  for (const double h : steps) CHECK(h <= 0.1 + 1e-12);
  CHECK(std::abs(x[0] - std::exp(-2)) < 1e-6);
}

TEST_CASE("the flow of a general SDE: geometric Brownian motion to 1e-10") {
  const GeometricBrownianMotion sde;
  const Eigen::ArrayXd start{{std::exp(0.5)}};
  const auto r = encode(ito(sde), sde.score(), start, Adaptive{.atol = 1e-13, .rtol = 1e-13},
                        Cpu<1, double>{}, FlowOptions{.eps = 0});
  CHECK(std::abs(r.x(0, 0) - 3.8887788556230) < 1e-10);
}

TEST_CASE("states are observed at the times asked for, which changes nothing else") {
  const std::vector<double> times{0.9, 0.5, 0.31, 0.1, 1e-3};
  const auto check = [&](const auto& method, double tolerance) {
    const Adaptive integrator{.atol = 1e-9, .rtol = 1e-9, .method = method};
    std::vector<int> seen;
    const auto observe = [&](int i, std::uint64_t first, const auto& values) {
      seen.push_back(i);
      CHECK(first == 0);
      CHECK(values.rows() == 1);
      for (Eigen::Index d = 0; d < 2; ++d) {
        const double want =
            gaussian_flow(VpSde{}, start()(0, d), 1, times[static_cast<std::size_t>(i)]);
        CHECK(std::abs(values(0, d) - want) < tolerance);
      }
    };
    const auto r = decode(VpSde{}, common_gaussian, start(), integrator, Cpu<2, double>{},
                          FlowOptions{.eps = 1e-3, .times = times}, observe);
    CHECK(seen == std::vector<int>{0, 1, 2, 3, 4});
    CHECK((r.x == to_eps(integrator, Cpu<2, double>{}).x).all());
  };
  check(DormandPrince54{}, 1e-7);  // by its own interpolant
  check(CashKarp54{}, 1e-6);       // by the cubic through both ends
}

TEST_CASE("every linear SDE and every prediction gives the flow of Gaussian data") {
  const Adaptive tight{.atol = 1e-12, .rtol = 1e-12};
  for_every_analytic_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const TimeDomain domain = sde.time_domain();
    const double eps = std::max(domain.eps, 1e-3) * domain.T;
    const Eigen::ArrayX2d z = sde.prior().deviation * Eigen::ArrayX2d{{0.7, -1.1}};
    const auto check = [&](const auto& model) {
      const auto r = decode(sde, model, z, tight, Cpu<2, double>{}, FlowOptions{.eps = eps});
      for (Eigen::Index d = 0; d < 2; ++d)
        CHECK(std::abs(r.x(0, d) - gaussian_flow(sde, z(0, d), domain.T, eps)) < 1e-9);
    };
    check(common_gaussian);
    check(predicts<Denoised>([&]<class E>(const Point<E, 2>& x, double t) {
      const double a = sde.alpha(t), s = sde.sigma(t), P = a * a * 0.25 + s * s;
      Point<E, 2> x0;  // (alpha v x + sigma^2 m) / P
      for (int d = 0; d < 2; ++d)
        x0[d] = E(scalar_of<E>(a * 0.25 / P)) * x[d] + E(scalar_of<E>(s * s * 0.4 / P));
      return x0;
    }));
  });
}
