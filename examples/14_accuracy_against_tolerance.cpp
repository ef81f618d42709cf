// What does a digit of the likelihood cost? The error of log p against the tolerance, with the true
// density at the end of the flow in place of the prior's, so that the solver's error alone is left.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  const GaussianMixture<2, 2> score{
      .means = {{{-1, 0.5}, {0.8, -0.4}}},
      .covariances = {{{{{0.09, 0.03}, {0.03, 0.05}}}, {{{0.16, -0.02}, {-0.02, 0.25}}}}},
      .weights = {0.3, 0.7}};
  const Eigen::ArrayX2d x{{0.3, -0.2}, {-1, 0.4}, {0.9, 0.1}, {-0.6, 0.6}};
  Eigen::ArrayXd truth(4);
  const auto now = score.prepare(sde, 1e-5);
  for (Eigen::Index i = 0; i < 4; ++i)
    truth[i] = score.log_density(now, Point<double, 2>(x(i, 0), x(i, 1)));

  const auto line = [&](const char* method, const auto& integrator) {
    const auto r = log_likelihood(sde, score, x, integrator, Cpu<2, double>{}, 0,
                                  LikelihoodOptions{.end = ModelAtEnd{}});
    const double error = (r.log_density - truth).abs().maxCoeff();
    std::printf("%-14s at 1e-%02.0f: %3ld evaluations, within %s\n", method,
                -std::log10(integrator.atol), r.effort.nfe,
                error < 10 * integrator.atol ? "ten tolerances" : "more than that");
  };
  for (const double tol : {1e-4, 1e-6, 1e-8, 1e-10})
    line("Dormand-Prince", Adaptive{.atol = tol, .rtol = tol});
  line("Fehlberg", Adaptive{.atol = 1e-10, .rtol = 1e-10, .method = Fehlberg78{}});
}

// Expected output:
// Dormand-Prince at 1e-04:  50 evaluations, within ten tolerances
// Dormand-Prince at 1e-06:  92 evaluations, within ten tolerances
// Dormand-Prince at 1e-08: 218 evaluations, within ten tolerances
// Dormand-Prince at 1e-10: 482 evaluations, within ten tolerances
// Fehlberg       at 1e-10: 273 evaluations, within ten tolerances
