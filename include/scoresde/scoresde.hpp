// The whole core: the standard library and nothing else.
#pragma once

#include <scoresde/value/optimised.hpp>
#ifdef SCORESDE_OPTIMISES_ITSELF
#pragma GCC push_options
#pragma GCC optimize("O2")
#endif

#include <scoresde/corrector/annealed_langevin.hpp>
#include <scoresde/corrector/hamiltonian_monte_carlo.hpp>
#include <scoresde/corrector/langevin.hpp>
#include <scoresde/corrector/ncsn_langevin.hpp>
#include <scoresde/corrector/repeated.hpp>
#include <scoresde/latent/code.hpp>
#include <scoresde/latent/interpolation.hpp>
#include <scoresde/likelihood/bits_per_dim.hpp>
#include <scoresde/likelihood/bound.hpp>
#include <scoresde/likelihood/dequantisation.hpp>
#include <scoresde/likelihood/hutch_plus_plus.hpp>
#include <scoresde/likelihood/hutchinson.hpp>
#include <scoresde/likelihood/log_likelihood.hpp>
#include <scoresde/noise/addressed.hpp>
#include <scoresde/noise/concept.hpp>
#include <scoresde/noise/silent.hpp>
#include <scoresde/ode/dormand_prince.hpp>
#include <scoresde/ode/heun_2.hpp>
#include <scoresde/ode/runge_kutta_4.hpp>
#include <scoresde/predictor/ancestral.hpp>
#include <scoresde/predictor/euler_maruyama.hpp>
#include <scoresde/predictor/identity.hpp>
#include <scoresde/predictor/probability_flow.hpp>
#include <scoresde/predictor/reverse_diffusion.hpp>
#include <scoresde/sampler/exact_law.hpp>
#include <scoresde/sampler/predictor_corrector.hpp>
#include <scoresde/sampler/probability_flow.hpp>
#include <scoresde/sampler/progress.hpp>
#include <scoresde/score/function.hpp>
#include <scoresde/score/gaussian.hpp>
#include <scoresde/score/gaussian_mixture.hpp>
#include <scoresde/score/isotropic_gaussian.hpp>
#include <scoresde/score/isotropic_mixture.hpp>
#include <scoresde/sde/cosine.hpp>
#include <scoresde/sde/discrete_vp.hpp>
#include <scoresde/sde/edm.hpp>
#include <scoresde/sde/ito.hpp>
#include <scoresde/sde/linear_log_snr.hpp>
#include <scoresde/sde/sub_vp.hpp>
#include <scoresde/sde/ve.hpp>
#include <scoresde/sde/vp.hpp>
#include <scoresde/time_grid/levels.hpp>
#include <scoresde/time_grid/published.hpp>
#include <scoresde/time_grid/spaced.hpp>

#ifdef SCORESDE_OPTIMISES_ITSELF
#pragma GCC pop_options
#endif
