#include <algorithm>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "ode/flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// How far points come back from, largest coordinate, in units of the tolerance; in order.
template <class Norm = RootMeanSquare>
std::vector<double> returns(const auto& sde, const auto& model, const Eigen::ArrayX2d& x,
                            double tol, const Norm& norm = {}) {
  const Adaptive integrator{.atol = tol, .rtol = tol, .norm = norm};
  const Eigen::ArrayX2d z = encode(sde, model, x, integrator, Cpu<2, double>{}).x;
  const auto back = decode(sde, model, z, integrator, Cpu<2, double>{});
  CHECK(back.status());
  const Eigen::ArrayXd error = (back.x - x).abs().rowwise().maxCoeff() / tol;
  std::vector<double> sorted(error.begin(), error.end());
  std::ranges::sort(sorted);
  return sorted;
}
auto points_of(const auto& model) {
  return Eigen::ArrayX2d(sample_flow(VpSde{}, model, Adaptive{.atol = 1e-8, .rtol = 1e-8},
                                     Cpu<2, double>{.samples = 1024}, 5)
                             .x);
}

}  // namespace

TEST_CASE("Gaussian points return from their codes within ten tolerances, all of them") {
  const Eigen::ArrayX2d x = points_of(common_gaussian);
  for (const double tol : {1e-5, 1e-8}) {
    CHECK(returns(VpSde{}, common_gaussian, x, tol).back() < 10);
    CHECK(returns(VeSde{}, common_gaussian, x, tol).back() < 10);
    // a mean square over 256 samples lets the farthest of them off with more: 13 of them at 1e-5
    CHECK(returns(SubVpSde{}, common_gaussian, x, tol).back() < 20);
    CHECK(returns(SubVpSde{}, common_gaussian, x, tol, LargestElement{}).back() < 10);
  }
}
TEST_CASE("ring points return: half within ten tolerances, 95 % within a hundred") {
  const Eigen::ArrayX2d x = points_of(ring());
  for (const double tol : {1e-5, 1e-8}) {
    CAPTURE(tol);
    const std::vector<double> sorted = returns(VpSde{}, ring(), x, tol);
    CHECK(sorted[512] < 10);
    CHECK(sorted[973] < 100);
  }
}
TEST_CASE("codes of Gaussian data are the exact flow, with the prior's law") {
  const Eigen::ArrayX2d x = points_of(common_gaussian);
  const auto z =
      encode(VpSde{}, common_gaussian, x, Adaptive{.atol = 1e-9, .rtol = 1e-9}, Cpu<2, double>{}).x;
  for (const Eigen::Index i : {0, 100, 1023})
    CHECK(std::abs(z(i, 0) - gaussian_flow(VpSde{}, x(i, 0), 1e-5, 1)) < 1e-7);
  CHECK(std::abs(z.mean()) < 5 / std::sqrt(2048.0));
  CHECK(std::abs(z.square().mean() - 1) < 5 * std::sqrt(2 / 2048.0));
}

TEST_CASE("a temperature scales codes: at one they stay, at zero they are the mode") {
  const Eigen::ArrayXXd z{{3, -1}, {0.5, 2}};
  CHECK((at_temperature(z, 1) == z).all());
  CHECK((at_temperature(z, 0) == 0).all());
  CHECK((at_temperature(z, 0.5) == 0.5 * z).all());
  CHECK(refusal([&] { at_temperature(z, -1); }) == "temperature = -1 must lie in [0, infinity)");
}
