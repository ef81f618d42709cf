// How a backend is shown to the suite, and how its results are compared with the plain ones.
//
// A backend under test is a struct with
//   template <int D, class Real> static auto place(std::uint64_t samples, std::uint64_t first)
//                                       the place, as the library's calls take it
//   static double at(samples, i, d)     a number of what a run returned, on the host
//   template <class Real> static auto data(rows)     rows(i, d) as an array that its calls take
//   static constexpr Abilities abilities = {...}     what it can do beyond sampling
// and, where results lie elsewhere, on_host(samples), a copy that `at` reads.
#pragma once
#include <algorithm>
#include <functional>
#include <limits>
#include <scoresde/conformance/plain.hpp>
#include <scoresde/sampler/predictor_corrector.hpp>
#include <scoresde/sampler/probability_flow.hpp>
#include <string>

namespace scoresde::conformance {

struct Abilities {
  bool norms_over_batch = true;     // Langevin over the whole batch
  bool flows_of_groups = true;      // step sizes shared by groups of samples and by the batch
  bool likelihoods = true;          // log_likelihood
  bool observers = true;            // are called on the host with a view of the samples
  bool steps_of_one_length = true;  // Heun2, RungeKutta4
};

// report(what, error, limit): what was compared, by how much it differs, what is allowed.
using Report = std::function<void(const std::string&, double, double)>;

// The rounding of Real times a factor: what sums in another order, and functions that are right to
// a few units in the last place, come to.
template <class Real>
double rounding(double factor) {
  return factor * static_cast<double>(std::numeric_limits<Real>::epsilon());
}

template <class B>
decltype(auto) on_host(const auto& samples) {
  if constexpr (requires { B::on_host(samples); })
    return B::on_host(samples);
  else
    return (samples);
}

// The largest difference relative to the size of the number, or to one; samples that may differ
// altogether are left out: where a proposal was just accepted here and just not there.
template <class B>
double difference(const auto& plain, const auto& result, std::ptrdiff_t may_differ = 0) {
  const auto& samples = on_host<B>(result);
  std::vector<double> each;
  for (std::ptrdiff_t i = 0; i < plain.rows(); ++i) {
    double worst = 0;
    for (std::ptrdiff_t d = 0; d < plain.cols(); ++d) {
      const double want = plain(i, d), got = B::at(samples, i, d);
      const double error = std::abs(got - want) / std::max(1.0, std::abs(want));
      worst = error >= 0 ? std::max(worst, error) : std::numeric_limits<double>::infinity();
    }
    each.push_back(worst);
  }
  std::ranges::sort(each);
  return each[each.size() - 1 - static_cast<std::size_t>(may_differ)];
}

// What a sampler makes at the backend's place and at the plain one.
template <class B, class Real, int D>
struct Comparison {
  const Report& report;
  std::uint64_t samples = 300, first = 0;  // one group and a part of another
  std::ptrdiff_t may_differ = 0;

  template <class Order = CorrectorFirst>
  void sampled(const std::string& what, double limit, const auto& sde, const auto& model,
               const TimeGrid& grid, const auto& predictor, const auto& corrector,
               Order order = {}) const {
    constexpr std::uint64_t seed = 20;
    const auto want = sample(sde, model, grid, predictor, corrector,
                             Plain<D, Real>{.samples = samples, .first = first}, seed, order);
    const auto got = sample(sde, model, grid, predictor, corrector,
                            B::template place<D, Real>(samples, first), seed, order);
    report(what + ": samples", difference<B>(want.x, got.x, may_differ), limit);
    report(what + ": means", difference<B>(want.mean, got.mean, may_differ), limit);
    report(what + ": evaluations", std::abs(static_cast<double>(want.nfe - got.nfe)), 0);
    report(what + ": status", want.status.outcome == got.status.outcome ? 0 : 1, 0);
  }
  void flowed(const std::string& what, double limit, const auto& sde, const auto& model,
              const auto& integrator) const {
    constexpr std::uint64_t seed = 20;
    const auto want = sample_flow(sde, model, integrator,
                                  Plain<D, Real>{.samples = samples, .first = first}, seed);
    const auto got =
        sample_flow(sde, model, integrator, B::template place<D, Real>(samples, first), seed);
    report(what + ": samples", difference<B>(want.x, got.x), limit);
    // where an error is all but the tolerance, rounding decides whether a step is accepted
    const double steps = static_cast<double>(want.effort.accepted + want.effort.rejected);
    const double others = static_cast<double>(got.effort.accepted + got.effort.rejected);
    report(what + ": steps", std::abs(steps - others) / steps, sizeof(Real) == 4 ? 0.02 : 0);
    report(what + ": failures", static_cast<double>(got.failures.size()), 0);
  }
};

}  // namespace scoresde::conformance
