// The bias and the order of a sampler, with no sampling: run on Gaussian laws in place of samples,
// it gives the exact mean and covariance of what it would produce.
#include <cmath>
#include <cstdio>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicGaussian data{.mean = 0.4, .variance = 0.25};
  const double eps = sde.time_domain().eps;
  const double wanted = std::pow(sde.alpha(eps), 2) * data.variance + std::pow(sde.sigma(eps), 2);

  const auto print = [&](const char* name, const auto& predictor) {
    std::printf("%-34s bias of the variance", name);
    double before = 0, bias = 0;
    for (const int steps : {1000, 2000}) {
      const auto law =
          sample(sde, data, uniform(sde, steps), predictor, Identity{}, ExactLaw<1>{}, 0).x;
      before = bias;
      bias = law.covariance[0][0] - wanted;
      std::printf(" %+.1e", bias);
    }
    std::printf(", order %.1f\n", std::log2(before / bias));
  };
  print("Euler-Maruyama", EulerMaruyama{});
  print("reverse diffusion", ReverseDiffusion{});
  print("ancestral", Ancestral{});
  print("probability flow of Euler-Maruyama", ProbabilityFlow<EulerMaruyama>{});
}

// Expected output:
// Euler-Maruyama                     bias of the variance +3.6e-04 +1.8e-04, order 1.0
// reverse diffusion                  bias of the variance +1.5e-03 +7.4e-04, order 1.0
// ancestral                          bias of the variance -3.8e-03 -1.9e-03, order 1.0
// probability flow of Euler-Maruyama bias of the variance -2.2e-04 -1.1e-04, order 1.1
