// What one thread does: its sample's whole trajectory, from the prior's normals to the end. The
// same text on a GPU's thread and on the host's.
#pragma once
#include <limits>
#include <scoresde/cuda/staged_steps.hpp>
#include <scoresde/ode/control_group.hpp>
#include <scoresde/sampler/probability_flow.hpp>
#include <scoresde/sampler/start.hpp>

namespace scoresde::cuda {

// A sample a row of `rows` rows, each coordinate contiguous.
template <class Real>
struct Columns {
  Real* first;
  std::uint64_t rows;

  constexpr Real& operator()(std::uint64_t i, int d) const {
    return first[static_cast<std::uint64_t>(d) * rows + i];
  }
};

inline constexpr std::uint64_t nobody = ~std::uint64_t{0};

// What a run writes.
struct Tail {
  std::uint64_t not_finite = nobody;  // the first row that is not
  long calls = 0;                     // of the model, a sample
};

// The predictor-corrector sampler. Rows beyond the last complete the last Langevin group, at
// addresses of their own, and are written nowhere.
template <class Real, int D, class Prior, class Observer>
struct SampleText {
  Prior prior;
  Observer observer;          // observer(step, sample, point), where it is called at all
  std::uint64_t seed, first;  // the index of the first row's sample
  Columns<Real> x, mean;
  Tail* tail;

  template <class Team>
  constexpr void operator()(const auto& trajectory, std::uint64_t row) const {
    using M = Member<Real, D, Team>;
    const std::uint64_t sample = first + row;
    MemberNoise<M> prior_noise(seed, Purpose::prior, sample), noise(seed, Purpose::step, sample);
    const M z = prior_noise();
    M state = start_from(prior, z), its_mean = state;
    const bool own = row < x.rows;
    const long calls = trajectory(state, its_mean, noise, [&](int step, const M& now) {
      if (own) observer(step, sample, now.point);
    });
    if (!own) return;
    bool finite = true;
    for (int d = 0; d < D; ++d) {
      x(row, d) = state.point[d];
      mean(row, d) = its_mean.point[d];
      finite = finite && std::isfinite(state.point[d]) && std::isfinite(its_mean.point[d]);
    }
    if (!finite) Team::lower(tail->not_finite, row);
    if (row == 0) tail->calls = calls;
  }
};

// How a sample's flow ended.
struct Ending {
  Integration integration;
  ControlledSample control;
};

// A flow, each sample with steps of its own. Where data start it, x holds them.
template <class Real, int D, class Trajectory, class Source>
struct FlowText {
  Trajectory trajectory;
  Source source;
  std::uint64_t seed, first;
  Columns<Real> x;
  Ending* endings;

  constexpr void operator()(std::uint64_t row) const {
    if (row >= x.rows) return;
    Point<Real, D> state;
    if constexpr (Source::completes) {
      AddressedNoise<Point<Real, D>> noise(seed, Purpose::prior, first + row);
      const Point<Real, D> z = noise();
      state = start_from(source.prior, z);
    } else {
      for (int d = 0; d < D; ++d) state[d] = x(row, d);
    }
    Ending ending{};
    ending.integration = trajectory.move(state, ending.control, Unsaved{});
    constexpr Real none = std::numeric_limits<Real>::quiet_NaN();
    for (int d = 0; d < D; ++d) x(row, d) = ending.control.empty() ? none : state[d];
    endings[row] = ending;
  }
};

// Stands in a text for data that x holds already.
struct GivenData {
  static constexpr bool completes = false;
};

}  // namespace scoresde::cuda
