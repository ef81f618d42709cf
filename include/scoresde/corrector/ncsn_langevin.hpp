// Langevin dynamics at NCSN's step size (Song and Ermon 2019, algorithm 1), which with Identity for
// a predictor and Repeated is NCSN's own sampler:
//   a = step_size sigma(t)^2 / sigma_lowest^2,   x <- x + a/2 s + sqrt(a) z
// The released code writes a s + sqrt(2a) z: its step_lr is half of step_size.
#pragma once
#include <cmath>
#include <scoresde/corrector/concept.hpp>
#include <scoresde/sde/validate.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

struct NcsnLangevin {
  double step_size = 2e-5;     // at the lowest level, in units of the state squared
  double sigma_lowest = 0.01;  // the deviation there

  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const double a = step_size * std::pow(sde.sigma(i.t) / sigma_lowest, 2);
    return x + a / 2 * score(x, i.t) + std::sqrt(a) * z;
  }
  void validate() const {
    require_positive("step_size", step_size);
    require_positive("sigma_lowest", sigma_lowest);
  }
};

}  // namespace scoresde
