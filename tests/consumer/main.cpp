// Samples from a mixture of two Gaussians and counts what is finite.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, 0}, {1, 0}}}, .weights = {0.5, 0.5}, .variance = 0.01};
  const auto result = sample(sde, score, published(sde, 100), ReverseDiffusion{},
                             Langevin{.snr = 0.16}, Cpu<2>{.samples = 1000}, 1);
  const auto finite = result.x.isFinite().rowwise().all().count();
  std::printf("%d of 1000 samples are finite\n", static_cast<int>(finite));
  return result.status && finite == 1000 ? 0 : 1;
}
