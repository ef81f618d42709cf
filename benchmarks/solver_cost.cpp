// What does each solver cost beside the others? One line a solver: the ring of eight modes, VP, 200
// uniform steps, D = 2, float32, one thread. Euler-Maruyama alone is the baseline.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

namespace {

using namespace scoresde;

IsotropicMixture<2, 8> ring() {
  IsotropicMixture<2, 8> mixture{.variance = 0.09};
  mixture.weights.fill(1.0 / 8);
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi / 4 * static_cast<double>(k);
    mixture.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
  }
  return mixture;
}

void cost(const char* name, const auto& predictor, const auto& corrector) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    const VpSde sde;
    const auto grid = uniform(sde, 200);
    const Cpu<2> place{.samples = 16384, .threads = 1};
    long evaluations = 0;
    for (auto _ : state) {
      const auto result = sample(sde, ring(), grid, predictor, corrector, place, 1);
      benchmark::DoNotOptimize(result.x.data());
      evaluations = result.nfe;
    }
    using benchmark::Counter;
    state.counters["per_sample_step"] =
        Counter(200 * 16384, Counter::kIsIterationInvariantRate | Counter::kInvert);
    state.counters["evaluations_a_step"] = static_cast<double>(evaluations) / 200;
  });
}

}  // namespace

int main(int argc, char** argv) {
  cost("EulerMaruyama", EulerMaruyama{}, Identity{});
  cost("ReverseDiffusion", ReverseDiffusion{}, Identity{});
  cost("Ancestral", Ancestral{}, Identity{});
  cost("ProbabilityFlow<EulerMaruyama>", ProbabilityFlow<EulerMaruyama>{}, Identity{});
  cost("ProbabilityFlow<ReverseDiffusion>", ProbabilityFlow<ReverseDiffusion>{}, Identity{});
  cost("Langevin", Identity{}, Langevin{});
  cost("LangevinOver<OverSample>", Identity{}, LangevinOver<OverSample>{});
  cost("AnnealedLangevin", Identity{}, AnnealedLangevin{});
  cost("NcsnLangevin", Identity{}, NcsnLangevin{});
  cost("HamiltonianMonteCarlo", Identity{}, HamiltonianMonteCarlo{});
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
