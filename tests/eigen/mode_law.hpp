// The exact law of one mode under Langevin with the snr rule, whose step size is a number a group,
//   e = 2 alpha (snr mean|z| / mean|s|)^2.
// Over a group of many numbers the means are nearly expectations, which the law of the state
// knows. So this is a corrector for laws, and `sample` with ExactLaw predicts what the sampler
// produces, its bias included. To first order in 1 / group, a group's e varies with its own
// samples and noise: a mean norm and a mean square of n Rayleigh numbers have the relative
// covariance 1 / 2n, so E[e |x|^2] = (1 - 1/n) E[e] E|x|^2 and E[e |z|^2] = (1 + 1/n) E[e] E|z|^2.
#pragma once
#include <cmath>
#include <scoresde/scoresde.hpp>

namespace scoresde::test {

// E|x| for x ~ N(m, v I) in two dimensions, d = |m|: Rice's law.
inline double mean_norm(double d, double v) {
  const double q = d * d / (4 * v);
  if (q > 300) return d + v / (2 * d);  // the Bessel functions overflow
  return std::sqrt(std::numbers::pi * v / 2) * std::exp(-q) *
         ((1 + 2 * q) * std::cyl_bessel_i(0, q) + 2 * q * std::cyl_bessel_i(1, q));
}

struct LangevinOfLaw {
  double snr = 0.16;
  double group = group_size(2);

  template <class Real>
  struct Text {
    Real factor, group;  // 2 alpha snr^2

    template <Value V>
    Moved operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      const V s = score(x), z = noise();
      const auto law = law_of(s);
      const double offset = std::hypot(law.mean[0], law.mean[1]);
      const double ratio = mean_norm(0, 1) / mean_norm(offset, law.covariance[0][0]);
      const double e = factor * ratio * ratio;
      return next(x + (1 - 1 / group) * e * s, std::sqrt((1 + 1 / group) * 2 * e) * z);
    }
  };
  auto step(const LinearSde auto& sde, const Interval& i) const {
    const Text<double> text{2 * snr * snr * langevin_alpha(sde, i), group};
    return text;
  }
};

}  // namespace scoresde::test
