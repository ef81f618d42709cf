#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Eigen::ArrayXXd;

ArrayXXd normals(int samples, int draw) {
  return ArrayXXd::NullaryExpr(samples, 2, [&](Eigen::Index i, Eigen::Index d) {
    return 1.4 * std::sin(1.0 + 12.9898 * static_cast<double>(i) + 78.233 * static_cast<double>(d) +
                          37.719 * draw);
  });
}

}  // namespace

TEST_CASE("NCSN's annealed Langevin dynamics are no predictor and repeated Langevin steps") {
  // Ten levels from 1 to 0.01, five steps at each, started uniformly in the unit square (Song and
  // Ermon 2019, algorithm 1).
  const VeSde sde{.sigma_min = 0.01, .sigma_max = 1};
  constexpr int levels = 10, steps = 5, samples = 6;
  constexpr double epsilon = 2e-5;
  const ArrayXXd start = normals(samples, -1).abs() / 1.4;
  std::vector<Eigen::Array<double, Eigen::Dynamic, 2>> z;
  for (int i = 0; i < levels * steps; ++i) z.push_back(normals(samples, i));

  ArrayXXd x = start;
  std::size_t draw = 0;
  for (int i = 0; i < levels; ++i) {
    const double sigma = std::pow(0.01, i / 9.0), a = epsilon * sigma * sigma / (0.01 * 0.01);
    for (int k = 0; k < steps; ++k)
      x += a / 2 * (0.4 - x) / (0.25 + sigma * sigma) + std::sqrt(a) * z[draw++];
  }

  const auto result =
      sample(sde, common_gaussian, published(sde, levels, 0), Identity{},
             Repeated{NcsnLangevin{.step_size = epsilon, .sigma_lowest = 0.01}, steps},
             Replay<double, 2>{start, z}, 1);
  CHECK((result.x - x).abs().maxCoeff() <= 1e-13);
  CHECK(result.nfe == levels * steps);
}

TEST_CASE("annealed Langevin with the published snr is NCSN's step") {
  // snr = sqrt(step_lr / 2) / sigma_L: 0.316 for NCSN, 0.176 for NCSNv2 on CIFAR-10
  const double step_lr = 6.2e-6, snr = std::sqrt(step_lr / 2) / 0.01;
  CHECK(snr == doctest::Approx(0.176).epsilon(1e-3));
  const Interval step = published(VeSde{}, 232)[77];
  const Coefficients ncsn = coefficients(NcsnLangevin{.step_size = 2 * step_lr}, VeSde{}, step),
                     annealed = coefficients(AnnealedLangevin{.snr = snr}, VeSde{}, step);
  CHECK(relative_error(ncsn.b, annealed.b) <= 1e-14);
  CHECK(relative_error(ncsn.c, annealed.c) <= 1e-14);
}
