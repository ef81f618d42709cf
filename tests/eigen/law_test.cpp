// With the exact score, samples have the law that the solver gives them: modes as likely as each
// other, and within a mode the variance that the Gaussian law predicts for one mode under the same
// grid, snr and final step. Chi-squares are at one false alarm in 1e6, variances at 5 standard
// errors (one in 1.7e6 each); the seeds are fixed.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "mode_law.hpp"
#include "problems.hpp"
#include "statistics.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr double ring_radius = 4, ring_variance = 0.09;  // of problems.hpp's ring
#if defined(NDEBUG)
constexpr std::uint64_t samples = 1 << 18;
#else
constexpr std::uint64_t samples = 1 << 12;
#endif

// What is found in the modes of the ring, each point in the one that it is closest to.
struct Found {
  Counts counts = Counts(8);
  double variance = 0;  // of a coordinate, about the mode's own mean
  double radius = 0;    // of that mean, turned into the direction of the mode
};
Found find_modes(const auto& x) {
  Found found;
  std::array<double, 8> along{}, across{}, square{};
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    const double a = x(i, 0), b = x(i, 1);
    const auto k =
        static_cast<std::size_t>(std::lround(std::atan2(b, a) / (std::numbers::pi / 4)) + 8) % 8;
    const double angle = static_cast<double>(k) * std::numbers::pi / 4;
    ++found.counts[k];
    along[k] += a * std::cos(angle) + b * std::sin(angle);
    across[k] += b * std::cos(angle) - a * std::sin(angle);
    square[k] += a * a + b * b;
  }
  const auto n = static_cast<double>(x.rows());
  for (std::size_t k = 0; k < 8; ++k) {
    const auto count = static_cast<double>(found.counts[k]);
    found.variance += (square[k] - (along[k] * along[k] + across[k] * across[k]) / count) / (2 * n);
    found.radius += along[k] / n;
  }
  return found;
}

// A sample may be turned by an eighth of the circle, and its noise with it, without a change to
// any norm and so to any step size: whatever the others do, its mode is uniform. The modes of all
// samples are therefore independent, which the chi-square asks for, group norms or not.
void check(const auto& x, const auto& predicted) {
  const Found found = find_modes(x);
  CHECK(chi_square(found.counts) < chi_square_limit(7));

  const double variance = predicted.covariance[0][0], n = static_cast<double>(x.rows());
  const double standard_error = std::sqrt(2 / (2 * n)) * variance;
  CAPTURE(variance);
  CAPTURE(standard_error);
  CHECK(std::abs(found.variance - variance) < 5 * standard_error);
  CHECK(std::abs(found.radius - predicted.mean[0]) < 5 * std::sqrt(variance / n));
}

template <class P>
void check_ring(const LinearSde auto& sde, const TimeGrid& grid, const P& predictor,
                std::uint64_t seed) {
  const auto result =
      sample(sde, ring(), grid, predictor, Langevin{}, Cpu<2>{.samples = samples}, seed);
  CHECK(result.status);
  const Gaussian<2> mode{.mean = {ring_radius, 0},
                         .covariance = {{{ring_variance, 0}, {0, ring_variance}}}};
  const auto law = sample(sde, mode, grid, predictor, LangevinOfLaw{}, ExactLaw<2>{}, 0);
  check(result.x, law.x);
  check(result.mean, law.mean);
  const double found = find_modes(result.mean).variance;
  const double standard_error = 1 / std::sqrt(static_cast<double>(samples));
  CHECK(std::abs(found / ring_variance - 1) < 0.04 + 5 * standard_error);
}

}  // namespace

TEST_CASE("the ring under VP with reverse diffusion and Langevin: its modes and their variance") {
  check_ring(VpSde{}, published(VpSde{}, 1000), ReverseDiffusion{}, 1);
}
TEST_CASE("the ring under sub-VP with reverse diffusion and Langevin") {
  check_ring(SubVpSde{}, published(SubVpSde{}, 1000), ReverseDiffusion{}, 2);
}
TEST_CASE("the ring under VE with reverse diffusion and Langevin") {
  check_ring(VeSde{}, published(VeSde{}, 1000), ReverseDiffusion{}, 3);
}
TEST_CASE("the ring under VP with Euler-Maruyama and Langevin, ending at eps") {
  check_ring(VpSde{}, uniform(VpSde{}, 1000), EulerMaruyama{}, 4);
}
TEST_CASE("the ring under VP with ancestral sampling and Langevin, 250 steps") {
  check_ring(VpSde{}, published(VpSde{}, 250), Ancestral{}, 5);
}
TEST_CASE("the ring under EDM's and the cosine SDE with reverse diffusion and Langevin") {
  check_ring(EdmSde{}, edm(EdmSde{}, 500), ReverseDiffusion{}, 6);
  check_ring(CosineSde{}, uniform_log_snr(CosineSde{}, 500), ReverseDiffusion{}, 7);
}
