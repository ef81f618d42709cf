// How fast is the sampler on the core workload, beside a loop written by hand, on one thread and on
// two; and is its cost linear in samples, steps, dimension and components?
// W1: VP, Euler-Maruyama, 1000 uniform steps, the exact score of eight modes on a ring, D = 2,
// float32. PC: the same with one Langevin step before each. per_sample_step counts a corrector and
// its predictor as one step.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

#include "hand_tuned.hpp"

namespace {

constexpr double eps = 1e-3, snr = 0.16, radius = 4, variance = 0.09;
constexpr std::uint64_t seed = 77;
constexpr std::int64_t w1_samples = 98304;
constexpr int w1_steps = 1000;

// K modes on a circle in the plane of the first two coordinates.
template <int D, int K>
scoresde::IsotropicMixture<D, K> ring() {
  scoresde::IsotropicMixture<D, K> mixture{.variance = variance};
  for (std::size_t k = 0; k < K; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / K;
    mixture.means[k] = {radius * std::cos(angle), radius * std::sin(angle)};
    mixture.weights[k] = 1.0 / K;
  }
  return mixture;
}
hand_tuned::Mixture hand_tuned_ring() {
  hand_tuned::Mixture mixture{{}, {}, variance};
  for (std::size_t k = 0; k < hand_tuned::modes; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / hand_tuned::modes;
    mixture.mean_x[k] = radius * std::cos(angle);
    mixture.mean_y[k] = radius * std::sin(angle);
  }
  return mixture;
}

void count(benchmark::State& state, std::int64_t samples, int steps) {
  using benchmark::Counter;
  state.counters["per_sample_step"] = Counter(
      static_cast<double>(samples) * steps, Counter::kIsIterationInvariantRate | Counter::kInvert);
}

template <int D, int K>
void library(benchmark::State& state, const auto& corrector, std::int64_t samples, int steps,
             int threads) {
  const scoresde::VpSde sde;
  const auto model = ring<D, K>();
  const auto grid = scoresde::uniform(sde, steps, eps);
  const scoresde::Cpu<D> place{.samples = static_cast<std::uint64_t>(samples), .threads = threads};
  for (auto _ : state)
    benchmark::DoNotOptimize(
        scoresde::sample(sde, model, grid, scoresde::EulerMaruyama{}, corrector, place, seed)
            .mean.data());
  count(state, samples, steps);
}

void w1_library(benchmark::State& state) {
  library<2, 8>(state, scoresde::Identity{}, w1_samples, w1_steps,
                static_cast<int>(state.range(0)));
}
void pc_library(benchmark::State& state) {
  library<2, 8>(state, scoresde::Langevin{.snr = snr}, w1_samples, w1_steps,
                static_cast<int>(state.range(0)));
}

void hand_tuned_loop(benchmark::State& state, double ratio) {
  if (hand_tuned::instruction_set().empty())
    return state.SkipWithError("written for AVX2 and AVX-512: compile with -march=native");
  const auto mixture = hand_tuned_ring();
  const hand_tuned::Run run{.samples = static_cast<std::size_t>(w1_samples),
                            .steps = w1_steps,
                            .seed = seed,
                            .snr = ratio,
                            .eps = eps,
                            .threads = static_cast<int>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(hand_tuned::sample(mixture, run).x.data());
  count(state, w1_samples, w1_steps);
  state.SetLabel(hand_tuned::instruction_set());
}
void w1_hand_tuned(benchmark::State& state) { hand_tuned_loop(state, 0); }
void pc_hand_tuned(benchmark::State& state) { hand_tuned_loop(state, snr); }

// Linearity, one thread, around W1 with fewer samples.
constexpr std::int64_t few = 4096;

void samples(benchmark::State& state) {
  library<2, 8>(state, scoresde::Identity{}, state.range(0), 100, 1);
}
void steps(benchmark::State& state) {
  library<2, 8>(state, scoresde::Identity{}, few, static_cast<int>(state.range(0)), 1);
}
template <int D>
void dimension(benchmark::State& state) {
  library<D, 8>(state, scoresde::Identity{}, few, 200, 1);
}
template <int K>
void components(benchmark::State& state) {
  library<2, K>(state, scoresde::Identity{}, few, 200, 1);
}

// One thread counts its processor time, which others on the machine disturb least.
#define ON_THREADS(name)                                                      \
  BENCHMARK(name)->ArgName("threads")->Arg(1)->Unit(benchmark::kMillisecond); \
  BENCHMARK(name)->ArgName("threads")->Arg(2)->Unit(benchmark::kMillisecond)->UseRealTime()
ON_THREADS(w1_library);
ON_THREADS(w1_hand_tuned);
ON_THREADS(pc_library);
ON_THREADS(pc_hand_tuned);

BENCHMARK(samples)->RangeMultiplier(4)->Range(1024, 1 << 20)->Unit(benchmark::kMillisecond);
BENCHMARK(steps)->RangeMultiplier(4)->Range(16, 4096)->Unit(benchmark::kMillisecond);
BENCHMARK(dimension<2>)->Unit(benchmark::kMillisecond);
BENCHMARK(dimension<4>)->Unit(benchmark::kMillisecond);
BENCHMARK(dimension<8>)->Unit(benchmark::kMillisecond);
BENCHMARK(dimension<16>)->Unit(benchmark::kMillisecond);
BENCHMARK(components<8>)->Unit(benchmark::kMillisecond);
BENCHMARK(components<16>)->Unit(benchmark::kMillisecond);
BENCHMARK(components<32>)->Unit(benchmark::kMillisecond);
BENCHMARK(components<64>)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
