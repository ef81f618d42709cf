// What every backend must show: that its results are the plain place's at the same addresses, to a
// stated rounding, for every verb and every solver of the library's lists. A backend's author calls
//   for_every_check<MyBackend>([](const std::string& name, const auto& check) {
//     check([](const std::string& what, double error, double limit) { ... });
//   });
// with MyBackend as compare.hpp says, in whatever test framework; each check is a test.
#pragma once
#include <mutex>
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
inline const double one_step = rounding<Real>(32);
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
    two.sampled(what, one_step<Real>, sde, two_modes(), grid, verb, None{});
    three.sampled(what + " in 3 dimensions", one_step<Real>, sde, gaussian, grid, verb, None{});
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
    here.sampled(what + ", the prior", one_step<Real>, sde, gaussian, uniform(sde, 1), None{},
                 None{});
    here.sampled(what + ", the third draw", one_step<Real>, sde, gaussian, uniform(sde, 3), Draw{},
                 None{});
  };
  show.template operator()<1>("one dimension", 700, 0);
  show.template operator()<2>("two dimensions", 300, 0);
  show.template operator()<3>("three dimensions", 300, 512);
  show.template operator()<2>("up to the index 2^32", 256, (std::uint64_t{1} << 32) - 256);
}

template <class B, class Real>
void check_predictors(const Report& report) {
  const Comparison<B, Real, 2> here{report};
  const auto every = [&](const std::string& process, const auto& sde) {
    for_every_predictor([&](const std::string& name, const auto& predictor, int) {
      here.sampled(name + " on " + process, many_steps<Real>, sde, two_modes(), published(sde, 25),
                   predictor, None{});
    });
  };
  every("VP", VpSde{});
  every("VE", VeSde{0.01, 5});
  for_every_sde([&](const std::string& process, const auto& sde) {
    here.sampled(process, many_steps<Real>, sde, two_modes(), uniform(sde, 25), ReverseDiffusion{},
                 None{});
  });
  const auto process = ito(StateDependent{});
  here.sampled("noise that depends on the state", many_steps<Real>, process, smooth<Score>(),
               uniform(process, 25), EulerMaruyama{}, None{});
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
  const auto data = sample(sde, two_modes(), uniform(sde, 25), ReverseDiffusion{}, None{},
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
    const auto data = sample(sde, two_modes(), uniform(sde, 25), ReverseDiffusion{}, None{},
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

template <class B, class Real>
void check_shards(const Report& report) {
  const VpSde sde;
  const auto run = [&](std::uint64_t samples, std::uint64_t first) {
    return sample(sde, two_modes(), uniform(sde, 25), ReverseDiffusion{}, Langevin{},
                  B::template place<2, Real>(samples, first), 9)
        .x;
  };
  const auto whole = run(700, 0), few = run(256, 0), end = run(444, 256), one = run(1, 512);
  const auto differ = [&](const auto& result, std::ptrdiff_t rows, std::ptrdiff_t from) {
    const auto& all = on_host<B>(whole);
    const auto& part = on_host<B>(result);
    double worst = 0;
    for (std::ptrdiff_t i = 0; i < rows; ++i)
      for (int d = 0; d < 2; ++d)
        worst = std::max(worst, std::abs(B::at(all, from + i, d) - B::at(part, i, d)));
    return worst;
  };
  report("fewer samples", differ(few, 256, 0), one_step<Real>);
  report("the samples of a shard", differ(end, 444, 256), one_step<Real>);
  report("one sample of a group", differ(one, 1, 512), one_step<Real>);
}

template <class B, class Real>
void check_failures(const Report& report) {
  const VpSde sde;
  const auto broken = predicts<Score>(Broken{});
  const auto run = [&](const auto& place) {
    return sample(sde, broken, uniform(sde, 5), EulerMaruyama{}, None{}, place, 9).status;
  };
  const Status want = run(Plain<2, Real>{.samples = 300}),
               got = run(B::template place<2, Real>(300, 0));
  report("a sample that is not finite is told", got.outcome == want.outcome ? 0 : 1, 0);
  report("the first one is named", got.sample == want.sample ? 0 : 1, 0);
  const auto refuses = [&](std::uint64_t samples, std::uint64_t first) {
    try {
      run(B::template place<2, Real>(samples, first));
    } catch (const std::invalid_argument&) {
      return 0;
    }
    return 1;
  };
  report("no samples are refused", refuses(0, 0), 0);
  report("a shard that starts within a group is refused", refuses(10, 7), 0);
}

template <class B, class Real>
void check_observers(const Report& report) {
  if constexpr (B::abilities.observers) {
    const VpSde sde;
    std::mutex one_at_a_time;
    std::vector<std::ptrdiff_t> seen(6, 0);
    std::vector<double> last(600, 0);
    const auto observer = [&](int step, std::uint64_t first, const auto& values) {
      const std::scoped_lock turn(one_at_a_time);
      const std::ptrdiff_t rows = B::rows(values);
      seen[static_cast<std::size_t>(step)] += rows;
      for (std::ptrdiff_t i = 0; i < rows && step == 5; ++i)
        for (std::ptrdiff_t d = 0; d < 2; ++d)
          last[static_cast<std::size_t>(2 * (static_cast<std::ptrdiff_t>(first) + i) + d)] =
              B::at(values, i, d);
    };
    const auto result = sample(sde, two_modes(), uniform(sde, 5), EulerMaruyama{}, None{},
                               B::template place<2, Real>(300, 0), 9, CorrectorFirst{}, observer);
    double missing = 0, apart = 0;
    for (const std::ptrdiff_t rows : seen) missing += std::abs(static_cast<double>(rows - 300));
    for (std::ptrdiff_t i = 0; i < 300; ++i)
      for (std::ptrdiff_t d = 0; d < 2; ++d)
        apart = std::max(
            apart, std::abs(last[static_cast<std::size_t>(2 * i + d)] - B::at(result.x, i, d)));
    report("every sample is shown before the first step and after each", missing, 0);
    report("what is shown last is the result", apart, 0);
  }
}

// f(name, check), where check(report) compares in one type of number.
template <class B, class Real>
void for_every_check(const auto& f) {
  f("verbs", check_verbs<B, Real>);
  f("noise at its addresses", check_noise<B, Real>);
  f("predictors", check_predictors<B, Real>);
  f("correctors", check_correctors<B, Real>);
  f("models", check_models<B, Real>);
  f("flows", check_flows<B, Real>);
  f("likelihoods", check_likelihoods<B, Real>);
  f("shards", check_shards<B, Real>);
  f("failures and refusals", check_failures<B, Real>);
  f("observers", check_observers<B, Real>);
}

}  // namespace scoresde::conformance
