// Samples from a mixture of two Gaussians, with noise and along the flow, and counts what is
// finite.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, 0}, {1, 0}}}, .weights = {0.5, 0.5}, .variance = 0.01};
  const auto result = sample(sde, score, published(sde, 100), ReverseDiffusion{},
                             Langevin{.snr = 0.16}, Cpu<2>{.samples = 1000}, 1);
  const auto flow = sample_flow(sde, score, Adaptive{}, Cpu<2>{.samples = 1000}, 1);
  const auto finite = (result.x + flow.x).isFinite().rowwise().all().count();
  std::printf("%d of 1000 samples are finite\n", static_cast<int>(finite));
  return result.status && flow.status() && finite == 1000 ? 0 : 1;
}
