// What a model predicts, or a solver wants. Each is affine in the state and the score, so any one
// gives any other.
#pragma once
#include <array>
#include <scoresde/sde/concept.hpp>

namespace scoresde {

struct Affine {
  double x, s;
};  // prediction = x * state + s * score

struct Score {  // grad log p_t
  static constexpr Affine in_score(const auto&, double) { return {0, 1}; }
};
struct Noise {  // x(t) = alpha x0 + sigma noise
  static constexpr Affine in_score(const LinearSde auto& sde, double t) {
    return {0, -sde.sigma(t)};
  }
};
struct Denoised {  // E[x0 | x(t)]
  static constexpr Affine in_score(const LinearSde auto& sde, double t) {
    return {1 / sde.alpha(t), sde.sigma(t) * sde.sigma(t) / sde.alpha(t)};
  }
};
struct Velocity {  // alpha noise - sigma x0 (Salimans and Ho 2022)
  static constexpr Affine in_score(const LinearSde auto& sde, double t) {
    const double a = sde.alpha(t), s = sde.sigma(t);
    return {-s / a, -s * (a + s * s / a)};
  }
};
struct Flow {  // dx/dt of the probability-flow equation
  static constexpr Affine in_score(const LinearSde auto& sde, double t) {
    return {sde.drift(t), -sde.diffusion(t) * sde.diffusion(t) / 2};
  }
};
struct ReverseDrift {  // dx = reverse_drift dtau + g dw, tau = T - t
  static constexpr Affine in_score(const LinearSde auto& sde, double t) {
    return {-sde.drift(t), sde.diffusion(t) * sde.diffusion(t)};
  }
};

// Where a step wants predictions, and of what kind each.
template <class... Kinds>
struct Wanted {
  static constexpr int size = sizeof...(Kinds);
  std::array<double, sizeof...(Kinds)> times;
};

}  // namespace scoresde
