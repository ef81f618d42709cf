// Hamiltonian Monte Carlo on the score (Duane et al. 1987, with no density): momentum p ~ N(0, I),
// L leapfrog steps of size h = snr sigma(t), and acceptance with the work of the score along the
// path in place of the log density's difference,
//   log p(q_L) - log p(q_0) = int s . dq ~ sum_j (s_j + s_{j+1})/2 . (q_{j+1} - q_j),
// which is exact where the score is affine and of order h^2 elsewhere. L + 1 evaluations. With
// `Unadjusted` every proposal is accepted: a bias of order h^2 in place of the test.
#pragma once
#include <scoresde/corrector/concept.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

struct Adjusted {};
struct Unadjusted {};

template <class Acceptance = Adjusted>
struct HamiltonianMonteCarloOf {
  double snr = 0.16;
  int leapfrog_steps = 5;

  template <class Real>
  struct Text {
    static constexpr bool over_groups = false;
    Real h;
    int leapfrog_steps;

    template <Value V>
    constexpr Moved operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      V p = noise();
      V q = x;
      V s = score(q);
      auto gain = Real(0.5) * inner(p, p);  // log p - |p|^2 / 2, from here on relative to the start
      for (int j = 0; j < leapfrog_steps; ++j) {
        p = p + h / 2 * s;
        q = q + h * p;
        const V ahead = score(q);
        const V both = s + ahead;
        gain = gain + h / 2 * inner(both, p);  // q moved by h p
        p = p + h / 2 * ahead;
        s = ahead;
      }
      if constexpr (std::same_as<Acceptance, Adjusted>) {
        // a uniform number is below exp(gain) where minus its logarithm is above -gain
        gain = gain - Real(0.5) * inner(p, p) + noise.exponential();
        const V chosen = choose(gain, q, x);
        return next(chosen);
      } else {
        return next(q);
      }
    }
  };
  auto step(const LinearSde auto& sde, const Interval& i) const {
    return Text<double>{snr * sde.sigma(i.t), leapfrog_steps};
  }
  void validate() const {
    require_positive("snr", snr);
    require(leapfrog_steps >= 1, "leapfrog_steps", leapfrog_steps, "must lie in [1, infinity)");
  }
};
using HamiltonianMonteCarlo = HamiltonianMonteCarloOf<>;

}  // namespace scoresde
