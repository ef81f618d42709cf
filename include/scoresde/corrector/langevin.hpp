// Langevin with the signal-to-noise rule (Song et al. 2021, algorithms 4 and 5), the two norms
// averaged over a fixed group of samples (default), the whole batch (the published code) or each
// sample (the paper):
//   e = 2 alpha (snr mean|z| / mean|s|)^2,   x <- x + e s + sqrt(2e) z
#pragma once
#include <cmath>
#include <scoresde/corrector/concept.hpp>
#include <scoresde/sde/transition.hpp>

namespace scoresde {

template <class Over = OverGroup>
struct LangevinOver {
  static constexpr bool whole_batch = std::same_as<Over, OverBatch>;
  double snr = 0.16;

  template <class Real>
  struct Text {
    static constexpr bool over_groups = std::same_as<Over, OverGroup>;
    Real r;  // snr sqrt(alpha)

    template <Value V>
    constexpr Moved operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      const V s = score(x);
      const V z = noise();
      const auto ratio =
          r * (mean_over(Over{}, sqrt(inner(z, z)), x) / mean_over(Over{}, sqrt(inner(s, s)), x));
      return next(x + 2 * ratio * ratio * s, 2 * ratio * z);
    }
  };
  auto step(const LinearSde auto& sde, const Interval& i) const {
    Text<double> text{snr * std::sqrt(langevin_alpha(sde, i))};
    return text;
  }
  void validate() const { require_positive("snr", snr); }
};
using Langevin = LangevinOver<>;

}  // namespace scoresde
