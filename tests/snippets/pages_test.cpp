// The C++ of README and docs, compiled and run from the pages themselves: each block is a file that
// cmake/extract_snippets.cmake cut out of its page, here with what the page takes as given.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>
#include <utility>

#include "eigen/allocation.hpp"
#include "problems.hpp"

#pragma GCC diagnostic ignored "-Wunused-value"  // pages show members without using them
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wshadow"  // one page gives a name to what another takes as given

namespace {

using namespace scoresde;

#include "pages/adding_a_solver/a_formula.hpp"
#include "pages/adding_a_solver/a_formula_2.hpp"
#include "pages/adding_a_solver/a_text.hpp"

struct FromReadme {
#include "pages/README/the_idea.hpp"
};

const VpSde sde;
const IsotropicMixture<2, 2> score{
    .means = {{{-1, 0}, {2, 1}}}, .weights = {0.3, 0.7}, .variance = 0.04};
const TimeGrid grid = published(sde, 50);
const ReverseDiffusion predictor;
const Langevin corrector;
const std::uint64_t seed = 42;

// A predictor's error in the law after n steps from 1.3 at T, beside the exact probability flow.
template <class Predictor>
double error_of_flow(const Predictor& solver, const TimeGrid& times) {
  const auto end_of = [&](const auto& p, const TimeGrid& on) {
    return sample(sde, test::common_gaussian, on, p, Identity{}, ExactLaw<1>{.start = {{1.3}}}, 1)
        .x.mean[0];
  };
  static const double exact = end_of(Heun{}, uniform_log_snr(sde, 20'000));
  return std::abs(end_of(solver, times) - exact);
}

}  // namespace

TEST_CASE("README's Euler-Maruyama is the library's, to the bit") {
  const Cpu<2> place{.samples = 300};
  const auto ours = sample(sde, score, grid, EulerMaruyama{}, corrector, place, seed);
  const auto shown = sample(sde, score, grid, FromReadme{}, corrector, place, seed);
  CHECK((ours.x == shown.x).all());
  CHECK((ours.mean == shown.mean).all());
}

TEST_CASE("README's probability flow draws, evaluates and encodes") {
#include "pages/README/the_probability_flow.hpp"
  CHECK(drawn.status());
  CHECK(likely.status());
  CHECK(codes.status());
  CHECK(likely.log_density.size() == 50'000);
  const auto right = (drawn.x.col(0) > 0.5f).cast<double>().eval();
  CHECK(std::abs(right.mean() - 0.7) < 4.9 * std::sqrt(0.7 * 0.3 / 50'000));  // 1e-6 false alarms
  // The entropy of two modes far apart: log(2 pi e 0.04) - 0.3 log 0.3 - 0.7 log 0.7 = 0.22988.
  CHECK(std::abs(-likely.log_density.cast<double>().mean() - 0.22988) < 0.03);
}

TEST_CASE("the call that concepts.md shows takes each order and an observer") {
  const Cpu<2> place{.samples = 300};
  std::atomic<int> seen = 0;
  const auto observer = [&](int, std::uint64_t, const auto&) { ++seen; };
#include "pages/concepts/concepts.hpp"
  CHECK(result.status);
  CHECK(watched.status);
  CHECK(seen > 0);
}

TEST_CASE(
    "the solvers that adding_a_solver.md shows have their orders, on the published grid too") {
  const double heun = error_of_flow(Heun{}, uniform_log_snr(sde, 200)) /
                      error_of_flow(Heun{}, uniform_log_snr(sde, 400));
  const double multi = error_of_flow(DpmSolver2M{}, uniform_log_snr(sde, 20)) /
                       error_of_flow(DpmSolver2M{}, uniform_log_snr(sde, 40));
  CHECK(std::abs(std::log2(heun) - 2) < 0.3);
  CHECK(std::abs(std::log2(multi) - 2) < 0.3);
  const auto result = sample(sde, test::common_gaussian, published(sde, 50), DpmSolver2M{},
                             Identity{}, ExactLaw<1>{}, 1);
  CHECK(result.status);
  CHECK(std::abs(result.x.mean[0] - 0.4) < 0.01);
  CHECK(std::abs(result.x.covariance[0][0] - 0.25) < 0.05);
}

TEST_CASE("the corrector that adding_a_solver.md shows leaves the target's law invariant") {
  const auto result = sample(sde, test::common_gaussian, uniform(sde, 200), EulerMaruyama{},
                             MetropolisLangevin{}, Cpu<1>{.samples = 100'000}, seed);
  const auto x = result.x.cast<double>().eval();
  CHECK(result.status);
  CHECK(std::abs(x.mean() - 0.4) < 0.02);
  CHECK(std::abs((x - x.mean()).square().mean() - 0.25) < 0.01);
}

TEST_CASE("the shards that noise.md shows are one run") {
  const auto run = [&](const Cpu<2>& place) {
    return sample(sde, score, grid, predictor, corrector, place, seed).x;
  };
  const auto whole = run({.samples = 3000});
  CHECK((whole.topRows(1024) == run({.samples = 1024})).all());
  CHECK((whole.bottomRows(1976) == run({.samples = 1976, .first = 1024})).all());
#include "pages/noise/groups_and_shards.hpp"
}

TEST_CASE("the replay that noise.md shows runs on recorded normals") {
  using Normals = Eigen::Array<double, Eigen::Dynamic, 2>;
  const Normals prior_normals = Normals::Constant(256, 2, 0.5);
  const std::vector<Normals> step_normals(100, Normals::Constant(256, 2, -0.25));
#include "pages/noise/recorded_noise.hpp"
  CHECK(replayed.status);
  CHECK((replayed.x.bottomRows(255) == replayed.x.topRows(255)).all());  // of equal normals
}

TEST_CASE("likelihood.md's calls give likelihoods and codes that lead back") {
  const Eigen::ArrayXXf data =
      sample(sde, score, published(sde, 200), predictor, corrector, Cpu<2>{.samples = 100}, 1).mean;
#include "pages/likelihood/likelihood_and_the_probability_flow.hpp"
  CHECK(r.failures.empty());
  CHECK(drawn.status());
  CHECK((again - data).abs().maxCoeff() < 1e-3);
}

TEST_CASE("likelihood.md's bound is below the truth, within its stated error") {
  const Eigen::ArrayXXf data =
      sample(sde, score, published(sde, 200), predictor, corrector, Cpu<2>{.samples = 512}, 1).mean;
  const Cpu<2> place;
#include "pages/likelihood/the_bound.hpp"
  CHECK(r.failures.empty());
  const auto exact = log_likelihood(sde, score, data, Adaptive{}, place).log_density;
  CHECK(std::abs(r.mean - exact.cast<double>().mean()) < 6 * *r.standard_error_of_mean + 0.01);
}

TEST_CASE("likelihood.md's bits per dimension are those of a Gaussian's bins") {
  const IsotropicGaussian wide{.mean = 0, .variance = 0.05};
  const Eigen::ArrayXXi pixels = Eigen::ArrayXXi::Constant(40, 2, 128);
  const Cpu<2, double> place;
  const int dimension = 2;
  const auto bits = [&](const auto& score) {
#include "pages/likelihood/bits_per_dimension.hpp"
    return bpd;
  };
  // -log2 of a bin's mass: of width 2/256 at the centre of N(0, 0.05), beside 1e-3 for the flow's
  // eps.
  const double want = -std::log2(2. / 256 / std::sqrt(2 * std::numbers::pi * 0.05));
  CHECK((bits(wide) - want).abs().maxCoeff() < 0.02);
}

#include <malloc.h>
TEST_CASE("networks.md's settings of glibc are taken") {
#include "pages/networks/speed_on_the_cpu.hpp"
#ifndef SCORESDE_TEST_SANITIZER  // whose allocator has no settings
  CHECK(mallopt(M_TRIM_THRESHOLD, 1 << 30) == 1);
#endif
}
