// An SDE of one's own: dx = s^t dw (the one that Song's tutorial on score-based models trains
// with). It derives from nothing and is registered nowhere; every solver takes it.
#include <cmath>
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct TutorialSde {
  double s = 25;

  double drift(double) const { return 0; }  // a(t) in a(t) x dt
  double diffusion(double t) const { return std::pow(s, t); }
  double alpha(double) const { return 1; }  // x(t) | x(0) ~ N(alpha x(0), sigma^2 I)
  double sigma(double t) const { return std::sqrt(std::expm1(2 * t * std::log(s)) / range()); }
  double half_log_snr(double t) const { return -std::log(sigma(t)); }  // log(alpha / sigma)
  double time_of_half_log_snr(double l) const {
    return std::log1p(range() * std::exp(-2 * l)) / range();
  }
  scoresde::Normal prior() const { return {sigma(1)}; }
  scoresde::TimeDomain time_domain() const { return {.eps = 1e-5, .T = 1}; }

  void validate() const {
    scoresde::require(s > 1, "s", s, "must lie in (1, infinity)");
  }  // optional

 private:
  double range() const { return 2 * std::log(s); }
};

int main() {
  using namespace scoresde;
  const TutorialSde sde;
  const IsotropicGaussian score{.mean = 0.4, .variance = 0.25};
  const auto print = [&](const char* name, const auto& predictor, const auto& corrector) {
    const auto x =
        sample(sde, score, uniform(sde, 250), predictor, corrector, Cpu<2>{.samples = 10'000}, 1)
            .mean;
    std::printf("%s: mean %.1f, standard deviation %.1f\n", name, x.mean(),
                std::sqrt((x - x.mean()).square().mean()));
  };
  print("Euler-Maruyama", EulerMaruyama{}, Identity{});
  print("reverse diffusion with Langevin", ReverseDiffusion{}, Langevin{.snr = 0.16});
  print("ancestral with Hamiltonian Monte Carlo", Ancestral{}, HamiltonianMonteCarlo{.snr = 0.5});
}

// Expected output:
// Euler-Maruyama: mean 0.4, standard deviation 0.5
// reverse diffusion with Langevin: mean 0.4, standard deviation 0.5
// ancestral with Hamiltonian Monte Carlo: mean 0.4, standard deviation 0.5
