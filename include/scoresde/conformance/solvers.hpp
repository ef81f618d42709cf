// The lists of what the library has: what runs over everything, runs over these. A new solver is
// added here.
#pragma once
#include <scoresde/corrector/annealed_langevin.hpp>
#include <scoresde/corrector/hamiltonian_monte_carlo.hpp>
#include <scoresde/corrector/langevin.hpp>
#include <scoresde/corrector/ncsn_langevin.hpp>
#include <scoresde/corrector/repeated.hpp>
#include <scoresde/ode/dormand_prince.hpp>
#include <scoresde/ode/heun_2.hpp>
#include <scoresde/ode/runge_kutta_4.hpp>
#include <scoresde/predictor/ancestral.hpp>
#include <scoresde/predictor/euler_maruyama.hpp>
#include <scoresde/predictor/identity.hpp>
#include <scoresde/predictor/probability_flow.hpp>
#include <scoresde/predictor/reverse_diffusion.hpp>
#include <scoresde/sde/cosine.hpp>
#include <scoresde/sde/discrete_vp.hpp>
#include <scoresde/sde/edm.hpp>
#include <scoresde/sde/linear_log_snr.hpp>
#include <scoresde/sde/sub_vp.hpp>
#include <scoresde/sde/ve.hpp>
#include <scoresde/sde/vp.hpp>

namespace scoresde::conformance {

// f(name, sde). Analytic: its functions of time are templates over the number.
void for_every_analytic_sde(const auto& f) {
  f("VE", VeSde{});
  f("VP", VpSde{});
  f("sub-VP", SubVpSde{});
  f("EDM", EdmSde{});
  f("cosine", CosineSde{});
  f("linear log-SNR", LinearLogSnrSde{});
}
void for_every_sde(const auto& f) {
  for_every_analytic_sde(f);
  f("discrete VP", DiscreteVpSde::linear(100));
}

// Solvers whose steps are of one type as one solver, and which of them as a number: lists of many
// solvers compile as few.
template <class First, class... Rest>
struct OneOf {
  int which;
  auto step(const LinearSde auto& sde, const Interval& i) const {
    if constexpr (sizeof...(Rest) > 0)
      if (which > 0) return OneOf<Rest...>{which - 1}.step(sde, i);
    return First{}.step(sde, i);
  }
};

// f(name, predictor, calls of the model in a step)
void for_every_predictor(const auto& f) {
  using Stochastic = OneOf<EulerMaruyama, ReverseDiffusion, Ancestral, AncestralOf<FixedSmall>,
                           AncestralOf<FixedLarge>>;
  f("Euler-Maruyama", Stochastic{0}, 1);
  f("reverse diffusion", Stochastic{1}, 1);
  f("ancestral", Stochastic{2}, 1);
  f("ancestral, fixed small", Stochastic{3}, 1);
  f("ancestral, fixed large", Stochastic{4}, 1);
  using Flow = OneOf<ProbabilityFlow<EulerMaruyama>, ProbabilityFlow<ReverseDiffusion>>;
  f("probability flow of Euler-Maruyama", Flow{0}, 1);
  f("probability flow of reverse diffusion", Flow{1}, 1);
  f("none", Identity{}, 0);
}

// f(name, corrector, calls of the model at a time)
void for_every_affine_corrector(const auto& f) {
  using Annealed = OneOf<AnnealedLangevin, NcsnLangevin>;
  f("annealed Langevin", Annealed{0}, 1);
  f("NCSN's Langevin", Annealed{1}, 1);
  f("annealed Langevin, twice", Repeated{AnnealedLangevin{}, 2}, 2);
  f("none", Identity{}, 0);
}
void for_every_corrector(const auto& f) {
  for_every_affine_corrector(f);
  f("Langevin", Langevin{}, 1);
  f("Langevin over a sample", LangevinOver<OverSample>{}, 1);
  f("Langevin, three times", Repeated{Langevin{}, 3}, 3);
  f("Hamiltonian Monte Carlo", HamiltonianMonteCarlo{.snr = 0.5}, 6);
  f("Hamiltonian Monte Carlo, unadjusted", HamiltonianMonteCarloOf<Unadjusted>{}, 6);
}

// f(name, integrator): those of the core. A device runs the first group of them as they are.
void for_every_ode_method_of_a_sample(const auto& f) { f("Dormand-Prince", DormandPrince{}); }
void for_every_ode_method_of_one_length(const auto& f) {
  f("Heun", Heun2{20});
  f("Runge-Kutta", RungeKutta4{10});
}

}  // namespace scoresde::conformance
