#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

std::string refused(const auto& sde, const auto& model, const TimeGrid& grid, const auto& place) {
  return refusal([&] { sample(sde, model, grid, EulerMaruyama{}, Identity{}, place, 1); });
}

struct Thrown : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace

TEST_CASE("a sampler refuses no samples and a negative number of threads") {
  const TimeGrid grid = published(VpSde{}, 5);
  CHECK(refused(VpSde{}, ring(), grid, Cpu<2>{.samples = 1}) == "accepted");
  CHECK(refused(VpSde{}, ring(), grid, Cpu<2>{.samples = 0}) ==
        "samples = 0 must lie in [1, 2^48]: say how many to draw, as in {.samples = 1000}");
  CHECK(refused(VpSde{}, ring(), grid, Cpu<2>{.samples = 1, .threads = -1}) ==
        "threads = -1 must lie in [0, infinity)");
  CHECK(refused(VpSde{}, ring(), grid, WholeBatch<double, 2>{.samples = 0}) ==
        "samples = 0 must lie in [1, 2^48]: say how many to draw, as in {.samples = 1000}");
}

TEST_CASE("a sampler refuses a model whose numbers make no sense") {
  const TimeGrid grid = published(VpSde{}, 5);
  CHECK(refused(VpSde{}, IsotropicGaussian{.variance = -1}, grid, ExactLaw<1>{}) ==
        "variance = -1 must lie in [0, infinity)");
  auto bad = ring();
  bad.weights[0] = 0.5;
  CHECK(refused(VpSde{}, bad, grid, Cpu<2>{}) == "sum of the weights = 1.375 must be 1");
}

TEST_CASE("a sampler refuses a grid that starts elsewhere than the prior") {
  CHECK(refused(VpSde{}, common_gaussian, edm(EdmSde{}, 10), ExactLaw<1>{}) ==
        "first time of the grid = 80 must be T = 1");
  CHECK(refused(VpSde{}, common_gaussian, TimeGrid(std::vector<double>{0.5, 0.1, 0.01}),
                ExactLaw<1>{}) == "first time of the grid = 0.5 must be T = 1");
  CHECK(refused(VpSde{}, common_gaussian, TimeGrid(std::vector<double>{1, 0.1, 0.01}),
                ExactLaw<1>{}) == "accepted");
}

TEST_CASE("only what reads VP's chain refuses fewer than 21 published steps") {
  const TimeGrid grid = published(VpSde{}, 10), sub_vp = published(SubVpSde{}, 10);
  const auto run = [](const auto& sde, const TimeGrid& on, const auto& predictor,
                      const auto& corrector) {
    return refusal(
        [&] { sample(sde, common_gaussian, on, predictor, corrector, Cpu<1>{.samples = 1}, 1); });
  };
  const std::string beta =
      "beta_k of the discrete chain = 2 must lie in (0, 1): take more steps, "
      "or another grid than the published one";
  CHECK(run(VpSde{}, grid, EulerMaruyama{}, Identity{}) == "accepted");
  CHECK(run(VpSde{}, grid, Identity{}, HamiltonianMonteCarlo{}) == "accepted");
  CHECK(run(VpSde{}, grid, ReverseDiffusion{}, Identity{}) == beta);
  CHECK(run(VpSde{}, grid, Ancestral{}, Identity{}) == beta);
  CHECK(run(VpSde{}, grid, ProbabilityFlow<ReverseDiffusion>{}, Identity{}) == beta);
  CHECK(run(VpSde{}, grid, EulerMaruyama{}, Langevin{}) == beta);
  CHECK(run(VpSde{}, grid, EulerMaruyama{}, AnnealedLangevin{}) == beta);
  CHECK(run(SubVpSde{}, sub_vp, EulerMaruyama{}, Identity{}) == "accepted");
  CHECK(run(SubVpSde{}, sub_vp, ReverseDiffusion{}, Identity{}) == "accepted");
  CHECK(run(SubVpSde{}, sub_vp, Ancestral{}, Identity{}) == "accepted");
  CHECK(run(SubVpSde{}, sub_vp, EulerMaruyama{}, Langevin{}) == beta);
  CHECK(run(VpSde{}, uniform(VpSde{}, 10), Ancestral{}, Langevin{}) == "accepted");
  CHECK(run(VpSde{}, published(VpSde{}, 21), Ancestral{}, Langevin{}) == "accepted");
}

TEST_CASE("an exception of a model or an observer leaves the sampler as it is") {
  const auto throws = predicts<Score>([](const auto& x, double) {
    throw Thrown("by the score");
    return x;
  });
  CHECK_THROWS_WITH_AS(
      sample(VpSde{}, throws, published(VpSde{}, 5), EulerMaruyama{}, Identity{}, ExactLaw<1>{}, 1),
      "by the score", Thrown);
  CHECK_THROWS_WITH_AS(sample(VpSde{}, common_gaussian, published(VpSde{}, 5), EulerMaruyama{},
                              Identity{}, ExactLaw<1>{}, 1, CorrectorFirst{},
                              [](int step, auto, const auto&) {
                                if (step == 3) throw Thrown("by the observer");
                              }),
                       "by the observer", Thrown);
}

TEST_CASE("a status says what happened to which sample and what helps") {
  CHECK(RunStatus{}.message() == "finished");
  CHECK(static_cast<bool>(RunStatus{}));
  const RunStatus bad{RunStatus::Outcome::not_finite, 42};
  CHECK_FALSE(static_cast<bool>(bad));
  CHECK(bad.message().starts_with("sample 42 is not finite: take more steps"));
}
