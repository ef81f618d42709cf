#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

}  // namespace

TEST_CASE("a repeated corrector takes its steps one after another, each with its own noise") {
  const TimeGrid grid = published(VpSde{}, 40);
  const AnnealedLangevin once{.snr = 0.1};
  const auto result = sample(VpSde{}, common_gaussian, grid, ReverseDiffusion{}, Repeated{once, 3},
                             ExactLaw<1>{}, 1);
  Moments x{0, 1};
  for (int i = 0; i < 40; ++i) {
    for (int k = 0; k < 3; ++k)
      x = moved(x, coefficients(once, VpSde{}, grid[i]), VpSde{}, grid[i].t);
    x = moved(x, coefficients(ReverseDiffusion{}, VpSde{}, grid[i]), VpSde{}, grid[i].t);
  }
  CHECK(relative_error(moments(result.x).mean, x.mean) <= 1e-12);
  CHECK(relative_error(moments(result.x).variance, x.variance) <= 1e-12);
  CHECK(result.nfe == 40 * 4);
}

TEST_CASE("a corrector repeated once is the corrector, to the bit") {
  const auto run = [](const auto& corrector) {
    return sample(VpSde{}, ring(), published(VpSde{}, 30), EulerMaruyama{}, corrector,
                  Cpu<2>{.samples = 300}, 5)
        .x;
  };
  CHECK((run(Repeated{Langevin{}, 1}) == run(Langevin{})).all());
  CHECK((run(Repeated{Langevin{}, 2}) != run(Langevin{})).all());
  CHECK((run(Repeated{HamiltonianMonteCarlo{}, 1}) == run(HamiltonianMonteCarlo{})).all());
}

TEST_CASE("repeating nothing is nothing") {
  const auto result = sample(VpSde{}, common_gaussian, published(VpSde{}, 30), EulerMaruyama{},
                             Repeated{Identity{}, 3}, ExactLaw<1>{}, 1);
  const auto none = sample(VpSde{}, common_gaussian, published(VpSde{}, 30), EulerMaruyama{},
                           Identity{}, ExactLaw<1>{}, 1);
  CHECK(result.x.covariance[0][0] == none.x.covariance[0][0]);
  CHECK(result.nfe == none.nfe);
}
