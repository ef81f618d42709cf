// What a backend shows as a place: shards, failures, refusals, observers.
#pragma once
#include <mutex>
#include <scoresde/conformance/checks_of_solvers.hpp>

namespace scoresde::conformance {

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

// Flows in a dimension where a group of step control is larger than one of Langevin's, across 2^32.
template <class B, class Real>
void check_shards_of_flows(const Report& report) {
  constexpr int D = 16;
  constexpr std::uint64_t start = (std::uint64_t{1} << 32) - 64;
  const VpSde sde;
  const auto apart = [&](const auto& integrator, std::uint64_t from) {
    const auto run = [&](std::uint64_t samples, std::uint64_t first) {
      return sample_flow(sde, gaussian, integrator, B::template place<D, Real>(samples, first), 9)
          .x;
    };
    const auto whole = run(150, start), part = run(150 - from, start + from);
    const auto &all = on_host<B>(whole), &rows = on_host<B>(part);
    double worst = 0;
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(150 - from); ++i)
      for (int d = 0; d < D; ++d)
        worst = std::max(worst, std::abs(B::at(all, static_cast<std::ptrdiff_t>(from) + i, d) -
                                         B::at(rows, i, d)));
    return worst;
  };
  const auto show = [&](const std::string& name, const auto& integrator) {
    report(name + ": the samples of a shard", apart(integrator, 64), one_step<Real>);
    double refused = 1;
    try {
      apart(integrator, 32);  // a Langevin group starts here
    } catch (const std::invalid_argument&) {
      refused = 0;
    }
    report(name + ": a shard that starts within a group is refused", refused, 0);
  };
  report("a shard of samples with steps of their own", apart(DormandPrince{}, 37), one_step<Real>);
  if constexpr (B::abilities.flows_of_groups) show("Runge and Kutta's method", RungeKutta4{5});
}

template <class B, class Real>
void check_failures(const Report& report) {
  const VpSde sde;
  const auto broken = predicts<Score>(Broken{});
  const auto run = [&](const auto& place) {
    return sample(sde, broken, uniform(sde, 5), EulerMaruyama{}, Identity{}, place, 9).status;
  };
  const RunStatus want = run(Plain<2, Real>{.samples = 300}),
                  got = run(B::template place<2, Real>(300, 0));
  report("a sample that is not finite is told", got.outcome == want.outcome ? 0 : 1, 0);
  report("the first one is named", got.sample == want.sample ? 0 : 1, 0);
  const RunStatus coarse = sample(sde, far_modes<Real>(0.1), uniform(sde, 25), ReverseDiffusion{},
                                  Identity{}, B::template place<2, Real>(300, 0), 9)
                               .status;
  report("numbers that are too far apart are told",
         coarse.outcome == RunStatus::Outcome::too_coarse ? 0 : 1, 0);
  report("the first of them is named", coarse.sample == 0 ? 0 : 1, 0);
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

// What a step after the flow makes not finite is a status of those samples, with the flow's end.
template <class B, class Real>
void check_failures_at_the_end(const Report& report) {
  const VpSde sde;
  const double eps = sde.time_domain().eps;
  Interval last = published(sde, 1000)[999];
  last.t *= 1 - 1e-9;
  const auto run = [&](const auto& place) {
    return sample_flow(sde, predicts<Score>(BrokenBefore{eps * (1 - 5e-10)}), DormandPrince{},
                       place, 9, FlowOptions{.denoise = last})
        .failures;
  };
  const auto want = run(Plain<2, Real>{.samples = 70}),
             got = run(B::template place<2, Real>(70, 0));
  report("some samples fail", want.empty() ? 1 : 0, 0);
  report("as many fail as on the plain place", got.size() == want.size() ? 0 : 1, 0);
  double apart = 0;
  for (std::size_t i = 0; i < std::min(got.size(), want.size()); ++i)
    if (got[i].outcome != RunStatus::Outcome::not_finite || got[i].sample != want[i].sample ||
        got[i].time != eps)
      ++apart;
  report("each is named, at the time where the flow ends", apart, 0);
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
    const auto result = sample(sde, two_modes(), uniform(sde, 5), EulerMaruyama{}, Identity{},
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

}  // namespace scoresde::conformance
