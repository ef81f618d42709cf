// Noise becomes samples of two Gaussians. Their score is known exactly, so no network is needed.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, 0}, {2, 1}}}, .weights = {0.3, 0.7}, .variance = 0.04};

  const auto result = sample(sde, score, published(sde, 200), ReverseDiffusion{},
                             Langevin{.snr = 0.16}, Cpu<2>{.samples = 50'000}, 42);

  const auto right = (result.mean.col(0) > 0.5f).cast<float>();
  std::printf("%s after %ld evaluations of the score; %.2f of the samples in the right mode\n",
              result.status.message().c_str(), result.nfe, right.mean());
}

// Expected output:
// finished after 400 evaluations of the score; 0.70 of the samples in the right mode
