// Euler-Maruyama on the reverse SDE (Song et al. 2021, section 4.1; strong order 1 as the noise of
// a linear SDE is additive, one evaluation). For a general Ito SDE dx = f dt + G dw, with A = G G^T
// (Anderson 1982):  x <- x + h (-f + div A + A s) + sqrt(h) G z   (strong order 1/2)
#pragma once
#include <cmath>
#include <scoresde/predictor/concept.hpp>
#include <scoresde/sde/ito.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

struct EulerMaruyama {
  static constexpr bool has_probability_flow = true;

  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const double t = i.t, h = i.length, a = sde.drift(t), g = sde.diffusion(t);
    return x - h * (a * x - g * g * score(x, t)) + g * std::sqrt(h) * z;
  }

  template <class S>
  struct OfIto {
    S sde;
    double t, h;

    template <Value V>
    constexpr Moved operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      const auto s = score(x);
      const auto z = noise();
      const V drift = pointwise(
          [&](const auto& at, const auto& score_at) {
            return reversal::reverse_drift(sde, t, at, score_at);
          },
          x, s);
      const V shock = pointwise(
          [&](const auto& at, const auto& normals) { return reversal::shock(sde, t, at, normals); },
          x, z);
      return next(x + h * drift, std::sqrt(h) * shock);
    }
  };
  template <ItoSde S>
  auto step(const S& sde, const Interval& i) const {
    return OfIto<S>{sde, i.t, i.length};
  }
};

}  // namespace scoresde
