// The general Ito SDE dx = f(x, t) dt + G(x, t) dw and what its reversal needs (Anderson 1982):
// A = G G^T and (div A)_i = sum_j dA_ij / dx_j, by dual numbers. G is a point (diagonal noise) or
// an array of points, its columns, one a Brownian motion; their number is D or less.
#pragma once
#include <array>
#include <scoresde/sde/validate.hpp>
#include <scoresde/value/dual.hpp>

namespace scoresde {

template <class S>
concept ItoSde = HasDrift<S> && HasNoise<S> && HasPrior<S> && HasTimeDomain<S>;

// ito(sde) is the sde, checked: how a sampler is told that it meets a general one.
template <class S>
struct Ito : S {};
template <ItoSde S>
constexpr Ito<S> ito(const S& sde) {
  return {sde};
}

template <class S>
void validate_sde(const Ito<S>& sde) {
  validate(sde);
}

namespace reversal {

// G z, for diagonal noise and for columns.
template <class E, int D>
constexpr Point<E, D> times(const Point<E, D>& g, const Point<E, D>& z) {
  Point<E, D> product;
  for (int d = 0; d < D; ++d) product[d] = g[d] * z[d];
  return product;
}
template <class E, int D, std::size_t m>
constexpr Point<E, D> times(const std::array<Point<E, D>, m>& g, const Point<E, D>& z) {
  static_assert(m <= D, "an SDE has at most as many Brownian motions as coordinates");
  Point<E, D> product = g[0];
  for (int d = 0; d < D; ++d) {
    product[d] = g[0][d] * z[0];
    for (std::size_t k = 1; k < m; ++k) product[d] = product[d] + g[k][d] * z[static_cast<int>(k)];
  }
  return product;
}
// A s = G (G^T s)
template <class E, int D>
constexpr Point<E, D> squared_times(const Point<E, D>& g, const Point<E, D>& s) {
  return times(g, times(g, s));
}
template <class E, int D, std::size_t m>
constexpr Point<E, D> squared_times(const std::array<Point<E, D>, m>& g, const Point<E, D>& s) {
  Point<E, D> inners = s;
  for (std::size_t k = 0; k < m; ++k) inners[static_cast<int>(k)] = inner(g[k], s);
  return times(g, inners);
}

template <class S, class E, int D>
constexpr Point<E, D> shock(const S& sde, double t, const Point<E, D>& x, const Point<E, D>& z) {
  return times(sde.diffusion(x, t), z);
}

// div A = sum_j d(A e_j)/dx_j.
template <class S, class E, int D>
constexpr Point<E, D> divergence_of_square(const S& sde, double t, const Point<E, D>& x) {
  using Number = scalar_of<E>;
  Point<E, D> sum;
  for (int d = 0; d < D; ++d) sum[d] = E(Number(0));
  for (int j = 0; j < D; ++j) {
    Point<Dual<E>, D> moving, axis;
    for (int d = 0; d < D; ++d) {
      moving[d] = Dual<E>(x[d], E(Number(d == j)));
      axis[d] = Dual<E>(E(Number(d == j)));
    }
    const Point<Dual<E>, D> column = squared_times(sde.diffusion(moving, t), axis);
    for (int d = 0; d < D; ++d) sum[d] = sum[d] + column[d].slope;
  }
  return sum;
}

// -f + div A + A s: the drift of the reverse SDE in T - t.
template <class S, class E, int D>
constexpr Point<E, D> reverse_drift(const S& sde, double t, const Point<E, D>& x,
                                    const Point<E, D>& s) {
  const Point<E, D> f = sde.drift(x, t), As = squared_times(sde.diffusion(x, t), s),
                    div = divergence_of_square(sde, t, x);
  Point<E, D> drift;
  for (int d = 0; d < D; ++d) drift[d] = As[d] + div[d] - f[d];
  return drift;
}

}  // namespace reversal

}  // namespace scoresde
