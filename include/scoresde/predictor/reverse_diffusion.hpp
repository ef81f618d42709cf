// Reverse diffusion (Song et al. 2021, algorithms 2 and 3 and eq. 46; order 1, one evaluation): the
// transition x_t = r x_u + sqrt(v) z undone.
#pragma once
#include <cmath>
#include <scoresde/predictor/concept.hpp>
#include <scoresde/sde/transition.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

struct ReverseDiffusion {
  static constexpr bool has_probability_flow = true;

  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const auto [r, v, posterior] = discretization(sde, i);
    return (2 - r) * x + v * score(x, i.t) + std::sqrt(v) * z;
  }
};

}  // namespace scoresde
