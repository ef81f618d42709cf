// One sampler on every backend: the place is a template parameter, and nothing else changes. A
// sample's noise stands at its own address, so the samples agree. (On a GPU: examples/cuda.)
#include <cstdio>
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <scoresde/torch/tensors.hpp>
#include <scoresde/xtensor/xtensor.hpp>

using namespace scoresde;

template <class Place>
auto samples_of(const Place& place) {
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{1, -1}, {-1, 0.5}}}, .weights = {0.3, 0.7}, .variance = 0.1};
  return sample(sde, score, uniform(sde, 100), ReverseDiffusion{}, Langevin{.snr = 0.1}, place, 7)
      .x;
}

double number(const auto& samples, long i, long d) {
  if constexpr (requires { samples(i, d); })
    return samples(i, d);
  else
    return samples[i][d].template item<double>();
}

template <class Place>
void compare(const char* name, const Place& place) {
  static const auto want = samples_of(Cpu<2, double>{.samples = 300});
  const auto got = samples_of(place);
  double apart = 0;
  for (long i = 0; i < 300; ++i)
    for (long d = 0; d < 2; ++d)
      apart = std::max(apart, std::abs(number(got, i, d) - number(want, i, d)));
  std::printf("%-32s %s\n", name, apart < 1e-12 ? "agrees to 1e-12" : "differs");
}

int main() {
  compare("Eigen, lanes in registers", Cpu<2, double>{.samples = 300});
  compare("Eigen, the whole batch", WholeBatch<double, 2>{.samples = 300});
  compare("xtensor, lanes in registers", XtensorCpu<2, double>{.samples = 300});
  compare("xtensor, the whole batch", XtensorWholeBatch<double, 2>{.samples = 300});
  compare("LibTorch, tensors on the CPU", Tensors<double, 2>{.samples = 300});
  compare("CUDA, its text run by the host", CudaOnHost<2, double>{.samples = 300});
}

// Expected output:
// Eigen, lanes in registers        agrees to 1e-12
// Eigen, the whole batch           agrees to 1e-12
// xtensor, lanes in registers      agrees to 1e-12
// xtensor, the whole batch         agrees to 1e-12
// LibTorch, tensors on the CPU     agrees to 1e-12
// CUDA, its text run by the host   agrees to 1e-12
