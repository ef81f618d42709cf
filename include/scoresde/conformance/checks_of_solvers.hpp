// What a backend shows solver by solver: the plain place's results, to a stated rounding.
#pragma once
#include <scoresde/conformance/compare.hpp>
#include <scoresde/conformance/problems.hpp>
#include <scoresde/conformance/solvers.hpp>
#include <scoresde/latent/code.hpp>
#include <scoresde/likelihood/hutchinson.hpp>
#include <scoresde/likelihood/log_likelihood.hpp>
#include <scoresde/time_grid/published.hpp>
#include <scoresde/time_grid/spaced.hpp>

namespace scoresde::conformance {

template <class Real>
inline const double one_step = rounding<Real>(256);
template <class Real>
inline const double many_steps = rounding<Real>(1024);

// An adaptive method's steps are functions of its errors: in double their lengths differ in the
// last digits, in float a rounding decides now and then whether a step is accepted, and the results
// differ by what the integrators' tolerance, 1e-5, lets through.
template <class Real>
inline constexpr double adaptive_steps = sizeof(Real) == 4 ? 1e-3 : 1e-10;

template <class B, class Real>
void check_verbs(const Report& report) {
  const VpSde sde;
  const Comparison<B, Real, 2> two{report};
  const Comparison<B, Real, 3> three{report};
  const auto grid = uniform(sde, 1);
  const auto show = [&](const std::string& what, const auto& verb) {
    two.sampled(what, one_step<Real>, sde, two_modes(), grid, verb, Identity{});
    three.sampled(what + " in 3 dimensions", one_step<Real>, sde, gaussian, grid, verb, Identity{});
  };
  show("sums", Verb<Sums>{});
  show("inner products", Verb<Inners>{});
  show("means over samples", Verb<MeansOver<OverSample>::template Text>{});
  show("means over groups", Verb<MeansOver<OverGroup>::template Text>{});
  if constexpr (B::abilities.norms_over_batch)
    show("means over the batch", Verb<MeansOver<OverBatch>::template Text>{});
  show("choices and exponentials", Verb<Choices>{});
}

template <class B, class Real>
void check_noise(const Report& report) {
  const VpSde sde;
  const auto show = [&]<int D>(const std::string& what, std::uint64_t samples,
                               std::uint64_t first) {
    const Comparison<B, Real, D> here{report, samples, first};
    here.sampled(what + ", the prior", one_step<Real>, sde, gaussian, uniform(sde, 1), Identity{},
                 Identity{});
    here.sampled(what + ", the third draw", one_step<Real>, sde, gaussian, uniform(sde, 3), Draw{},
                 Identity{});
  };
  show.template operator()<1>("one dimension", 700, 0);
  show.template operator()<2>("two dimensions", 300, 0);
  show.template operator()<3>("three dimensions", 300, 512);
  show.template operator()<2>("across the index 2^32", 600, (std::uint64_t{1} << 32) - 256);
}

template <class B, class Real>
void check_predictors(const Report& report) {
  const Comparison<B, Real, 2> here{report};
  const auto every = [&](const std::string& process, const auto& sde) {
    for_every_predictor([&](const std::string& name, const auto& predictor, int) {
      here.sampled(name + " on " + process, many_steps<Real>, sde, two_modes(), published(sde, 25),
                   predictor, Identity{});
    });
  };
  every("VP", VpSde{});
  every("VE", VeSde{0.01, 5});
  for_every_sde([&](const std::string& process, const auto& sde) {
    here.sampled(process, many_steps<Real>, sde, two_modes(), uniform(sde, 25), ReverseDiffusion{},
                 Identity{});
  });
  const auto process = ito(StateDependent{});
  here.sampled("noise that depends on the state", many_steps<Real>, process, smooth<Score>(),
               uniform(process, 25), EulerMaruyama{}, Identity{});
}

template <class B, class Real>
void check_correctors(const Report& report) {
  const VpSde sde;
  for_every_corrector([&](const std::string& name, const auto& corrector, int) {
    // a proposal may be accepted by a rounding, a step over one sample be near infinity
    const bool delicate = name == "Hamiltonian Monte Carlo" || name == "Langevin over a sample";
    const Comparison<B, Real, 2> here{report, 300, 0, delicate ? 3 : 0};
    here.sampled(name, many_steps<Real>, sde, two_modes(), published(sde, 25), ReverseDiffusion{},
                 corrector);
    here.sampled(name + ", predictor first", many_steps<Real>, sde, two_modes(), uniform(sde, 25),
                 ReverseDiffusion{}, corrector, PredictorFirst{});
  });
  const Comparison<B, Real, 2> here{report};
  if constexpr (B::abilities.norms_over_batch)
    here.sampled("Langevin over the batch", many_steps<Real>, sde, two_modes(), published(sde, 25),
                 ReverseDiffusion{}, LangevinOver<OverBatch>{});
}

template <class B, class Real>
void check_models(const Report& report) {
  const VpSde sde;
  const Comparison<B, Real, 2> here{report};
  const auto show = [&](const std::string& what, const auto& model) {
    here.sampled(what, many_steps<Real>, sde, model, uniform(sde, 25), ReverseDiffusion{},
                 Langevin{.snr = 0.1});
  };
  show("a mixture of full covariances", two_tilted_modes());
  // numbers there are 1e-4 apart, and one of them may be rounded up for down at any step
  here.sampled("a mixture far from the origin", 1e-2, sde, far_modes<Real>(1e-4), uniform(sde, 25),
               ReverseDiffusion{}, Identity{});
  show("a function that predicts the score", smooth<Score>());
  show("a function that predicts the noise", smooth<Noise>());
  show("a function that predicts the data", smooth<Denoised>());
  show("a function that predicts the velocity", smooth<Velocity>());
}

template <class B, class Real>
void check_flows(const Report& report) {
  const Comparison<B, Real, 2> here{report};
  const auto show = [&](const std::string& name, const auto& method) {
    here.flowed(name + " on VP", adaptive_steps<Real>, VpSde{}, two_modes(), method);
    here.flowed(name + " on VE", adaptive_steps<Real>, VeSde{0.01, 5}, two_modes(), method);
  };
  for_every_ode_method_of_a_sample(show);
  if constexpr (B::abilities.flows_of_groups) {
    for_every_ode_method_of_one_length(show);
    B::for_every_ode_method(show);
  }
  const VpSde sde;
  const auto data = sample(sde, two_modes(), uniform(sde, 25), ReverseDiffusion{}, Identity{},
                           Plain<2, double>{.samples = 70}, 3)
                        .x;
  const auto given = B::template data<Real>(data);
  const auto place = B::template place<2, Real>(70, 0);
  const auto codes = encode(sde, two_modes(), given, DormandPrince{}, place);
  const auto want = encode(sde, two_modes(), data, DormandPrince{}, Plain<2, Real>{.samples = 70});
  report("codes of given data", difference<B>(want.x, codes.x), adaptive_steps<Real>);
}

template <class B, class Real>
void check_likelihoods(const Report& report) {
  if constexpr (B::abilities.likelihoods) {
    const VpSde sde;
    const auto data = sample(sde, two_modes(), uniform(sde, 25), ReverseDiffusion{}, Identity{},
                             Plain<2, double>{.samples = 70}, 3)
                          .x;
    const auto given = B::template data<Real>(data);
    const auto show = [&](const std::string& what, const auto& integrator, const auto& options) {
      const auto want = log_likelihood(sde, two_modes(), data, integrator,
                                       Plain<2, Real>{.samples = 70}, 5, options);
      const auto got = log_likelihood(sde, two_modes(), given, integrator,
                                      B::template place<2, Real>(70, 0), 5, options);
      double worst = 0;
      for (std::size_t i = 0; i < want.log_density.size(); ++i)
        worst =
            std::max<double>(worst, std::abs(want.log_density[i] - B::number(got.log_density, i)));
      report(what, worst, adaptive_steps<Real>);
      report(what + ": latent codes", difference<B>(want.latent, got.latent), adaptive_steps<Real>);
    };
    show("log-densities, exact", DormandPrince{}, LikelihoodOptions<>{});
    show("log-densities of groups, exact", RungeKutta4{20}, LikelihoodOptions<>{});
    show("log-densities of groups by probes", RungeKutta4{20}, LikelihoodOptions<Hutchinson<>>{});
  }
}

}  // namespace scoresde::conformance
