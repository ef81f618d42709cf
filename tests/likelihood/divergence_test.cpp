// The divergence of the flow: exact, and estimated with an error that is told.
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "ode/flows.hpp"
#include "statistics.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// sum_i dF_i/dx_i by central differences.
template <class Field, int D>
double by_differences(const Field& field, double t, const Point<double, D>& x) {
  const auto now = field.at(t);
  double sum = 0;
  for (int d = 0; d < D; ++d) {
    const double h = 1e-5 * (1 + std::abs(x[d]));
    Point<double, D> ahead = x, behind = x;
    ahead[d] += h;
    behind[d] -= h;
    sum += (field(now, ahead)[d] - field(now, behind)[d]) / (2 * h);
  }
  return sum;
}
template <int D>
void check_exact(const auto& sde, const auto& model, const Point<double, D>& x) {
  const FlowField<double, std::decay_t<decltype(sde)>, std::decay_t<decltype(model)>> field(sde,
                                                                                            model);
  for (const double t : {0.05, 0.3, 0.9}) {
    CAPTURE(t);
    const auto now = field.at(t);
    const double wanted = by_differences(field, t, x);
    const auto [F, exact] = with_exact_divergence(field, now, x);
    for (int d = 0; d < D; ++d) CHECK(std::abs(F[d] - field(now, x)[d]) < 1e-12);
    CHECK(std::abs(exact - wanted) < 1e-7 * (1 + std::abs(wanted)));
    const double dual = divergence([&](const auto& y) { return field(now, y); }, x);
    CHECK(std::abs(dual - exact) < 1e-11 * (1 + std::abs(dual)));
  }
}

// A field with a constant Jacobian.
struct ConstantJacobian {
  struct Model {};
  std::array<std::array<double, 3>, 3> A{{{1, 2, 0}, {0.5, -1, 3}, {0, 1, 2}}};
  template <class N, class E>
  Point<E, 3> operator()(const N&, const Point<E, 3>& x) const {
    Point<E, 3> y;
    for (int i = 0; i < 3; ++i) {
      const auto& row = A[static_cast<std::size_t>(i)];
      y[i] = E(scalar_of<E>(row[0])) * x[0] + E(scalar_of<E>(row[1])) * x[1] +
             E(scalar_of<E>(row[2])) * x[2];
    }
    return y;
  }
};

// Forty coordinates whose Jacobian decays away from its diagonal of ones.
struct DecayingJacobian {
  struct Model {};
  template <class N, class E>
  Point<E, 40> operator()(const N&, const Point<E, 40>& x) const {
    Point<E, 40> y;
    for (int i = 0; i < 40; ++i) {
      y[i] = x[i];
      for (int j = 0; j < 40; ++j)
        if (i != j) y[i] = y[i] + E(scalar_of<E>(std::exp(-std::abs(i - j) / 3.))) * x[j];
    }
    return y;
  }
};

// Eight correlated coordinates.
Gaussian<8> correlated() {
  Gaussian<8> made;
  for (std::size_t i = 0; i < 8; ++i) {
    made.mean[i] = 0.1 * static_cast<double>(i);
    for (std::size_t j = 0; j < 8; ++j)
      made.covariance[i][j] = std::pow(0.7, std::abs(static_cast<double>(i) - double(j))) *
                              (1 + 0.2 * static_cast<double>(i == j));
  }
  return made;
}
#if defined(NDEBUG)
constexpr Eigen::Index repeats = 8192;
#else
constexpr Eigen::Index repeats = 1024;
#endif
// The same point over and over, each with probes of its own.
auto estimates(const auto& divergence) {
  const Eigen::Array<double, Eigen::Dynamic, 8> x =
      Eigen::Array<double, 1, 8>{{0.3, -0.2, 1, 0.5, -1, 0, 2, 0.1}}.replicate(repeats, 1);
  return log_likelihood(VpSde{}, correlated(), x, RungeKutta4{60}, Cpu<8, double>{}, 17,
                        LikelihoodOptions{.eps = 0.01, .divergence = divergence});
}
double truth() {
  return log_likelihood(VpSde{}, correlated(),
                        Eigen::Array<double, 1, 8>{{0.3, -0.2, 1, 0.5, -1, 0, 2, 0.1}},
                        RungeKutta4{60}, Cpu<8, double>{}, 17, LikelihoodOptions{.eps = 0.01})
      .log_density[0];
}
// The share of intervals of `quantile` standard errors that hold the truth; that the mean is right
// to 5 sigma of its own.
double coverage(const auto& divergence, double quantile) {
  const auto r = estimates(divergence);
  REQUIRE(r.standard_error);
  const double wanted = truth();
  const Eigen::ArrayXd error = r.log_density - wanted;
  const double n = static_cast<double>(error.size());
  const double deviation = std::sqrt((error - error.mean()).square().sum() / (n - 1));
  CHECK(std::abs(error.mean()) < 5 * deviation / std::sqrt(n));
  return (error.abs() <= quantile * *r.standard_error).template cast<double>().mean();
}

}  // namespace

TEST_CASE(
    "the exact divergence is that of finite differences, in closed form and by dual numbers") {
  const Point<double, 2> x(0.7, -0.4);
  check_exact(VpSde{}, two_modes(), x);
  check_exact(VeSde{}, two_modes(), x);
  check_exact(SubVpSde{}, ring(), Point<double, 2>(2.9, 2.6));
  check_exact(VpSde{}, common_gaussian, x);
  check_exact(EdmSde{}, Gaussian<2>{.mean = {0.3, 0.1}, .covariance = {{{1, 0.3}, {0.3, 2}}}}, x);
  const GeometricBrownianMotion sde;
  check_exact(ito(sde), sde.score(), Point<double, 2>(1.4, 0.6));
}

TEST_CASE("a probe has the trace as mean and the variance of its law") {
  using Tile = eigen::Tile<double, 3, 4096>;
  const ConstantJacobian field;
  const auto moments = [&](const auto& hutchinson) {
    const Tile x{};
    const auto v = hutchinson.draw(x, eigen::TileNoise<Tile>(5, Purpose::probe, 0));
    std::vector<Tile::PerSample> trace(v.size());
    Tile dxdt;
    hutchinson.derivatives(field, 0, x, v, dxdt, trace);
    double mean = 0, square = 0;
    for (const auto& t : trace) {
      mean += t.number.mean() / static_cast<double>(trace.size());
      square += (t.number - 2).square().mean() / static_cast<double>(trace.size());
    }
    return std::pair{mean, square};
  };
  const double n = 32 * 4096;
  const auto [mean, variance] = moments(Hutchinson<RademacherProbes>{.probes = 32});
  CHECK(std::abs(mean - 2) < 5 * std::sqrt(22.25 / n));
  CHECK(std::abs(variance - 22.25) <
        5 * 22.25 * std::sqrt(2 / n));  // a bounded law: less than chi^2
  const auto [gaussian_mean, gaussian_variance] = moments(Hutchinson<GaussianProbes>{.probes = 32});
  CHECK(std::abs(gaussian_mean - 2) < 5 * std::sqrt(34.25 / n));
  CHECK(std::abs(gaussian_variance - 34.25) < 5 * 34.25 * std::sqrt(14 / n));  // kurtosis up to 15
}

// docs/likelihood.md says how many probes an interval of 95 % needs to cover within 1 %: Student's
// t with n - 1 degrees of freedom. The share itself has a standard error of 0.24 % (0.7 % in debug
// builds, where the bounds are further apart).
TEST_CASE("intervals of 95 % cover within 1 % from as many probes as the page says") {
  const double slack = repeats > 4096 ? 0.0072 : 0.02;
  const auto covers = [&](const auto& divergence, double quantile) {
    return std::abs(coverage(divergence, quantile) - 0.95) < 0.01 + slack;
  };
  CHECK(covers(Hutchinson<RademacherProbes>{.probes = 32}, 2.0395));
  CHECK(covers(Hutchinson<GaussianProbes>{.probes = 8}, 2.3646));
  CHECK(covers(Hutchinson<GaussianProbes>{.probes = 32}, 2.0395));
}
TEST_CASE("in the plane intervals need 32 signs or 256 normal probes; two signs cover half") {
  const Eigen::ArrayX2d x = Eigen::Array<double, 1, 2>{{-1, 1}}.replicate(repeats, 1);
  const RungeKutta4 integrator{12};
  const auto shares = [&](const auto& divergence, double quantile) {
    const auto r = log_likelihood(VpSde{}, ring(), x, integrator, Cpu<2, double>{}, 17,
                                  LikelihoodOptions{.eps = 0.01, .divergence = divergence});
    const auto exact = log_likelihood(VpSde{}, ring(), x.topRows(1).eval(), integrator,
                                      Cpu<2, double>{}, 17, LikelihoodOptions{.eps = 0.01});
    const Eigen::ArrayXd error = (r.log_density - exact.log_density[0]).abs();
    return (error <= quantile * *r.standard_error + 1e-12).template cast<double>().mean();
  };
  const double slack = repeats > 4096 ? 0.0072 : 0.02;
  CHECK(std::abs(shares(Hutchinson<RademacherProbes>{.probes = 2}, 12.706) - 0.5) < 0.01 + slack);
  CHECK(std::abs(shares(Hutchinson<RademacherProbes>{.probes = 32}, 2.0395) - 0.95) < 0.01 + slack);
  CHECK(std::abs(shares(Hutchinson<GaussianProbes>{.probes = 256}, 1.9693) - 0.95) < 0.01 + slack);
  CHECK(shares(Hutchinson<GaussianProbes>{.probes = 8}, 2.3646) < 0.91);
}
TEST_CASE("the stated error of Hutch++ with 32 columns covers the trace as often as it says") {
  using Tile = eigen::Tile<double, 40, 64>;
  const HutchPlusPlus estimator{.products = 96};
  const int tiles = static_cast<int>(repeats / 128);
  double covered = 0;
  for (int n = 0; n < tiles; ++n) {
    const Tile x{};
    const auto drawn = estimator.draw(
        x, eigen::TileNoise<Tile>(5, Purpose::probe, static_cast<std::uint64_t>(64 * n)));
    std::vector<Tile::PerSample> trace(32);
    Tile dxdt;
    estimator.derivatives(DecayingJacobian{}, 0, x, drawn, dxdt, trace);
    const auto mean = mean_of(trace), error = standard_error(trace, mean);
    covered += static_cast<double>(((mean.number - 40).abs() <= 2.0395 * error.number).count());
  }
  const double share = covered / (64 * tiles), slack = repeats > 4096 ? 0 : 0.02;
  CHECK(share > 0.93 - slack);  // 4096 intervals have a standard error of 0.34 %
  CHECK(share < 0.97 + slack);
}
// Its residual is estimated with four columns, t with 3 degrees of freedom: so few, of a law that
// is not normal, that nine intervals in ten are asked for.
TEST_CASE("Hutch++ agrees with the truth within its stated error, which is smaller") {
  CHECK(coverage(HutchPlusPlus{.products = 12}, 3.182) > 0.9);
  const auto plain = estimates(Hutchinson<>{.probes = 12});
  const auto better = estimates(HutchPlusPlus{.products = 12});
  CHECK(better.standard_error->mean() < 0.6 * plain.standard_error->mean());
}
TEST_CASE("Hutch++ is exact where it has three products a coordinate") {
  const auto r = estimates(HutchPlusPlus{.products = 24});
  CHECK((r.log_density - truth()).abs().maxCoeff() < 1e-8);
  CHECK(r.standard_error->maxCoeff() < 1e-8);
}
TEST_CASE("one probe cannot tell its error: it is absent, never zero") {
  CHECK(!estimates(Hutchinson<>{.probes = 1}).standard_error);
  CHECK(!estimates(HutchPlusPlus{.products = 3}).standard_error);
  CHECK(estimates(Hutchinson<>{.probes = 2}).standard_error);
}
TEST_CASE("probes belong to a sample's address and the seed, not to the batch") {
  const Eigen::ArrayX2d x = Eigen::ArrayX2d::Random(300, 2);
  const LikelihoodOptions options{.divergence = Hutchinson<>{.probes = 3}};
  const auto run = [&](const Eigen::ArrayX2d& data, std::uint64_t seed, std::uint64_t first) {
    return log_likelihood(VpSde{}, two_modes(), data, RungeKutta4{50},
                          Cpu<2, double>{.first = first}, seed, options)
        .log_density;
  };
  const auto all = run(x, 1, 0);
  CHECK((all.tail(44) == run(x.bottomRows(44), 1, 256)).all());
  CHECK((all != run(x, 2, 0)).any());
}
