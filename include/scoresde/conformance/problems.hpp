// What the suite solves, and the texts that show one verb each. All of it is device text.
#pragma once
#include <limits>
#include <scoresde/score/function.hpp>
#include <scoresde/score/gaussian_mixture.hpp>
#include <scoresde/score/isotropic_gaussian.hpp>
#include <scoresde/score/isotropic_mixture.hpp>
#include <scoresde/sde/ito.hpp>
#include <scoresde/sde/normal.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde::conformance {

// Two modes that overlap: rounding is not blown up on the way.
inline IsotropicMixture<2, 2> two_modes() {
  return {.means = {{{1, -1}, {-1, 0.5}}}, .weights = {0.3, 0.7}, .variance = 0.3};
}
// The same so far from the origin that a score is made of distances, by 1 / spacing of numbers.
template <class Real>
IsotropicMixture<2, 2> far_modes(double share_of_spacing) {
  const double c = share_of_spacing / std::numeric_limits<Real>::epsilon();
  return {.means = {{{c + 1, c - 1}, {c - 1, c + 0.5}}}, .weights = {0.3, 0.7}, .variance = 0.3};
}
inline GaussianMixture<2, 2> two_tilted_modes() {
  return {.means = {{{-1, 0.5}, {0.8, -0.4}}},
          .covariances = {{{{{0.3, 0.1}, {0.1, 0.2}}}, {{{0.4, -0.1}, {-0.1, 0.3}}}}},
          .weights = {0.3, 0.7}};
}
inline constexpr IsotropicGaussian gaussian{.mean = 0.4, .variance = 0.25};

// A prediction that no sampler knows more of: smooth, of every coordinate.
struct Smooth {
  template <class E, int D>
  constexpr Point<E, D> operator()(const Point<E, D>& x, double t) const {
    using Real = scalar_of<E>;
    const E scale = E(Real(1)) / sqrt(E(Real(1 + t)) + inner(x, x));
    Point<E, D> y;
    for (int d = 0; d < D; ++d) y[d] = scale * x[d];
    return y;
  }
};
template <class Kind>
auto smooth() {
  return predicts<Kind>(Smooth{});
}
// Not a number for samples beyond x > 1.
struct Broken {
  template <class E, int D>
  constexpr Point<E, D> operator()(const Point<E, D>& x, double) const {
    using Real = scalar_of<E>;
    const E zero(Real(0)), beyond = x[0] - E(Real(1));
    Point<E, D> y;
    for (int d = 0; d < D; ++d)
      y[d] = choose(beyond, E(std::numeric_limits<Real>::quiet_NaN()), zero) - x[d];
    return y;
  }
};

// The same before a time alone: a flow from the prior, of which each sample stays where it is, that
// only its last, denoising step breaks.
struct BrokenBefore {
  double time;

  template <class E, int D>
  constexpr Point<E, D> operator()(const Point<E, D>& x, double t) const {
    if (t < time) return Broken{}(x, t);
    Point<E, D> y;
    for (int d = 0; d < D; ++d) y[d] = E(scalar_of<E>(0)) - x[d];
    return y;
  }
};

// dX = -X/2 dt + sqrt(1 + |X|^2 / 8) dw: noise that depends on the state.
struct StateDependent {
  template <class E, int D>
  constexpr Point<E, D> drift(const Point<E, D>& x, double) const {
    Point<E, D> f;
    for (int d = 0; d < D; ++d) f[d] = E(scalar_of<E>(-0.5)) * x[d];
    return f;
  }
  template <class E, int D>
  constexpr Point<E, D> diffusion(const Point<E, D>& x, double) const {
    using Real = scalar_of<E>;
    Point<E, D> g;
    for (int d = 0; d < D; ++d) g[d] = sqrt(E(Real(1)) + E(Real(0.125)) * inner(x, x));
    return g;
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-2, 1}; }
};

// x <- its own draw: what the noise is.
struct Draw {
  auto step(const LinearSde auto&, const Interval&) const {
    using namespace symbol;
    return 0.0 * x + z;
  }
};

// A solver that is a text without numbers.
template <template <class> class T>
struct Verb {
  auto step(const LinearSde auto&, const Interval&) const { return T<double>{0.5}; }
};
template <class Real>
struct Sums {
  Real half;
  template <Value V>
  constexpr Moved operator()(V& x, const auto& predict, auto& noise, const auto& next) const {
    const V s = predict(half * x);
    const V z = noise();
    V y = x - 2 * s + half * z;
    y = y + half * (x + y);  // a value may stand in its own sum
    return next(-y, half * z - x / 4);
  }
};
template <class Real>
struct Inners {
  Real half;
  template <Value V>
  constexpr Moved operator()(V& x, const auto& predict, auto& noise, const auto& next) const {
    const V s = predict(x);
    const V z = noise();
    const auto k = half * inner(x, z) / (Real(1) + sqrt(inner(s, s))) - half;
    return next(x + k * s + half * k * k * z);
  }
};
template <class Over>
struct MeansOver {
  template <class Real>
  struct Text {
    Real half;
    template <Value V>
    constexpr Moved operator()(V& x, const auto&, auto&, const auto& next) const {
      const auto k = mean_over(Over{}, sqrt(inner(x, x)), x);
      return next(x + half * k * x);
    }
  };
};
template <class Real>
struct Choices {
  Real half;
  template <Value V>
  constexpr Moved operator()(V& x, const auto&, auto& noise, const auto& next) const {
    const V z = noise();
    const auto e = noise.exponential();
    const V chosen = choose(inner(x, x) - e, z, x);
    return next(chosen + half * e * x);
  }
};

}  // namespace scoresde::conformance
