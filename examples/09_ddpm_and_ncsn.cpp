// The two discrete ancestors as themselves: DDPM (Ho et al. 2020) and NCSN (Song and Ermon 2019).
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  // Two modes, one of them rare.
  const IsotropicMixture<2, 2> score{
      .means = {{{-1, -1}, {1, 1}}}, .weights = {0.2, 0.8}, .variance = 0.04};
  const Cpu<2> place{.samples = 4'000};
  const auto print = [](const char* name, const auto& result) {
    std::printf("%s: %ld evaluations, %.1f of the samples in the rare mode\n", name, result.nfe,
                (result.mean.col(0) < 0).template cast<float>().mean());
  };

  // DDPM: the chain x_k = sqrt(1 - beta_k) x_{k-1} + sqrt(beta_k) z with beta from 1e-4 to 0.02,
  // undone level by level with either of its two variances.
  const auto chain = DiscreteVpSde::linear(1000);
  print("DDPM, fixed small",
        sample(chain, score, levels(chain), AncestralOf<FixedSmall>{}, Identity{}, place, 9));
  print("DDPM, fixed large",
        sample(chain, score, levels(chain), AncestralOf<FixedLarge>{}, Identity{}, place, 9));

  // NCSN: ten noise levels, at each of them a hundred steps of Langevin dynamics; no predictor.
  const VeSde noise_levels{.sigma_min = 0.05, .sigma_max = 5};
  const NcsnLangevin langevin{.step_size = 2e-4, .sigma_lowest = noise_levels.sigma_min};
  print("NCSN", sample(noise_levels, score, published(noise_levels, 10, 0), Identity{},
                       Repeated{langevin, 100}, place, 9));
}

// Expected output:
// DDPM, fixed small: 1000 evaluations, 0.2 of the samples in the rare mode
// DDPM, fixed large: 1000 evaluations, 0.2 of the samples in the rare mode
// NCSN: 1000 evaluations, 0.2 of the samples in the rare mode
