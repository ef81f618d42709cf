// The sampler of example 19 on a GPU: the same call with another place. Compiled by nvcc.
#include <cstdio>
#include <scoresde/conformance/plain.hpp>
#include <scoresde/cuda/cuda.cuh>
#include <scoresde/scoresde.hpp>

using namespace scoresde;

template <class Place>
auto samples_of(const Place& place) {
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{1, -1}, {-1, 0.5}}}, .weights = {0.3, 0.7}, .variance = 0.1};
  return sample(sde, score, uniform(sde, 100), ReverseDiffusion{}, Langevin{.snr = 0.1}, place, 7)
      .x;
}

int main() {
  if (cuda::device_count() == 0) {
    std::puts("no GPU here: nothing was compared");
    return 0;
  }
  const auto want = samples_of(conformance::Plain<2, double>{.samples = 300});
  const auto got = samples_of(Cuda<2, double>{.samples = 300}).host();
  double apart = 0;
  for (std::ptrdiff_t i = 0; i < 300; ++i)
    for (std::ptrdiff_t d = 0; d < 2; ++d)
      apart = std::max(apart, std::abs(got(i, d) - want(i, d)));
  std::printf("a GPU's samples %s\n", apart < 1e-12 ? "agree to 1e-12" : "differ");
}

// Expected output, on a GPU:
// a GPU's samples agree to 1e-12
