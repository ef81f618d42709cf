// Ancestral sampling (Ho et al. 2020, algorithm 2; Song et al. 2021, eq. 4 and 47; order 1, one
// evaluation): the posterior of the transition x_t = r x_u + sqrt(v) z at the denoised x_0. Its
// deviation is the published one (VE: small; VP: large) or, off the published grid and for SDEs
// without a chain, the exact one. Of DDPM's two choices,
//   FixedSmall   sigma_u sqrt(v) / sigma_t   exact for data at one point
//   FixedLarge   sqrt(v)                     exact for data that are unit normals
// On the published grid the sigmas are the chain's own: for VE sigma_{k-1} and sigma_k, for VP the
// roots of 1 - prod (1 - beta_j).
#pragma once
#include <cmath>
#include <scoresde/predictor/concept.hpp>
#include <scoresde/sde/transition.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

struct AsPublished {
  static double deviation(const Transition& t, const auto&, const Interval&) { return t.posterior; }
};
struct FixedSmall {
  static double deviation(const Transition& t, const LinearSde auto& sde, const Interval& i) {
    return deviation_ratio(sde, i) * std::sqrt(t.variance);
  }
};
struct FixedLarge {
  static double deviation(const Transition& t, const auto&, const Interval&) {
    return std::sqrt(t.variance);
  }
};

template <class Posterior = AsPublished>
struct AncestralOf {
  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const Transition back = transition(sde, i);
    const double r = back.scale, v = back.variance;
    return (x + v * score(x, i.t)) / r + Posterior::deviation(back, sde, i) * z;
  }
};
using Ancestral = AncestralOf<>;

}  // namespace scoresde
