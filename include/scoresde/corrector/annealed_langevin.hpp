// Annealed Langevin with the marginal deviation in place of norms (Song et al. 2021's form of Song
// and Ermon 2019, algorithm 1):  e = 2 alpha (snr sigma(t))^2,   x <- x + e s + sqrt(2e) z
#pragma once
#include <cmath>
#include <scoresde/corrector/concept.hpp>
#include <scoresde/sde/transition.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

struct AnnealedLangevin {
  double snr = 0.16;

  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const double e = 2 * langevin_alpha(sde, i) * std::pow(snr * sde.sigma(i.t), 2);
    return x + e * score(x, i.t) + std::sqrt(2 * e) * z;
  }
  void validate() const { require_positive("snr", snr); }
};

}  // namespace scoresde
