// The place where a solver meets its own law: the exact mean and covariance that an affine sampler
// produces with an affine score, to the rounding of double and with no sampling.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>
#include <scoresde/sampler/result.hpp>
#include <scoresde/value/law.hpp>

namespace scoresde {

template <int D = 1>
struct ExactLaw {
  using Real = double;
  using Sample = Point<Law, D>;

  // Where to start: from the prior, or at one known state.
  std::optional<std::array<double, D>> start = std::nullopt;

  auto run(const auto& trajectory, const auto& prior, std::uint64_t, const auto& observer) const {
    FreshNormals<D> noise;
    const Sample z = noise();
    Sample x = start ? known(*start) : Sample(prior(z)), mean = x;
    const long calls = trajectory(x, mean, noise, [&](int step, const Sample& state) {
      observer(step, std::uint64_t{0}, law_of(state));
    });
    Result<GaussianLaw<D>> result{law_of(x), law_of(mean), calls, RunStatus{}};
    if (!finite(result.x) || !finite(result.mean))
      result.status.outcome = RunStatus::Outcome::not_finite;
    return result;
  }

 private:
  static bool finite(const GaussianLaw<D>& law) {
    bool all = true;
    for (std::size_t i = 0; i < D; ++i) {
      all = all && std::isfinite(law.mean[i]);
      for (const double c : law.covariance[i]) all = all && std::isfinite(c);
    }
    return all;
  }
  static Sample known(const std::array<double, D>& state) {
    Sample x;
    for (int d = 0; d < D; ++d) x[d] = Law(state[static_cast<std::size_t>(d)]);
    return x;
  }
};

}  // namespace scoresde
