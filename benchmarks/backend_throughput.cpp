// What does the same workload cost on each backend? W1 and PC (README.md) with fewer samples and
// steps, one thread: the places with Eigen's arrays, those with xtensor's containers, LibTorch's
// tensors where there is LibTorch. Eigen's lanes are the baseline of all, Eigen's arrays that of
// the whole batches.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cmath>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <scoresde/xtensor/xtensor.hpp>
#if defined(SCORESDE_BENCHMARK_TORCH)
#include <ATen/Parallel.h>

#include <scoresde/torch/tensors.hpp>
#endif

namespace {

using namespace scoresde;

constexpr int samples = 16384, steps = 200;

IsotropicMixture<2, 8> ring() {
  IsotropicMixture<2, 8> mixture{.variance = 0.09};
  mixture.weights.fill(1.0 / 8);
  for (std::size_t k = 0; k < 8; ++k) {
    const double angle = std::numbers::pi / 4 * static_cast<double>(k);
    mixture.means[k] = {4 * std::cos(angle), 4 * std::sin(angle)};
  }
  return mixture;
}

void cost(const std::string& name, const auto& corrector, const auto& place) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    const VpSde sde;
    const auto grid = uniform(sde, steps);
    for (auto _ : state) {
      auto result = sample(sde, ring(), grid, EulerMaruyama{}, corrector, place, 1);
      benchmark::DoNotOptimize(result);
    }
    using benchmark::Counter;
    state.counters["per_sample_step"] =
        Counter(double{samples} * steps, Counter::kIsIterationInvariantRate | Counter::kInvert);
  });
}
void both(const std::string& backend, const auto& place) {
  cost("w1/" + backend, Identity{}, place);
  cost("pc/" + backend, Langevin{}, place);
}

}  // namespace

int main(int argc, char** argv) {
  // else glibc gives the memory of every temporary batch back and takes it anew, page by page: five
  // times the whole cost
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_MAX, 0);
  both("eigen_lanes", Cpu<2>{.samples = samples, .threads = 1});
  both("xtensor_lanes", XtensorCpu<2>{.samples = samples, .threads = 1});
  both("eigen_arrays", WholeBatch<float, 2>{.samples = samples});
  both("xtensor_containers", XtensorWholeBatch<float, 2>{.samples = samples});
#if defined(SCORESDE_BENCHMARK_TORCH)
  at::set_num_threads(1);
  both("torch_cpu", Tensors<float, 2>{.samples = samples});
#endif
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
