// A number and its derivative in one direction. As the element of a point it gives the exact
// divergence of any score and the sensitivity of any sampler.
#pragma once
#include <scoresde/value/point.hpp>

namespace scoresde {

template <class E>
struct Dual : NotOneNumber<Dual<E>> {
  using Scalar = double;
  E value{}, slope{};

  constexpr Dual() = default;
  constexpr Dual(E v) : value(v), slope(E(0)) {}
  constexpr Dual(E v, E s) : value(v), slope(s) {}
  constexpr Dual(double v) requires(!std::same_as<E, double>)
      : value(E(static_cast<scalar_of<E>>(v))), slope(E(0)) {}

  friend constexpr Dual operator+(const Dual& a, const Dual& b) {
    return {a.value + b.value, a.slope + b.slope};
  }
  friend constexpr Dual operator-(const Dual& a, const Dual& b) {
    return {a.value - b.value, a.slope - b.slope};
  }
  friend constexpr Dual operator-(const Dual& a) { return Dual(E(0)) - a; }
  friend constexpr Dual operator*(const Dual& a, const Dual& b) {
    return {a.value * b.value, a.slope * b.value + a.value * b.slope};
  }
  friend constexpr Dual operator*(double k, const Dual& a) {
    const E factor(static_cast<scalar_of<E>>(k));
    return {factor * a.value, factor * a.slope};
  }
  friend constexpr Dual operator/(const Dual& a, const Dual& b) {
    const E q = a.value / b.value;
    return {q, (a.slope - q * b.slope) / b.value};
  }
  // With a number, exactly: else a dual number as a number would be as good. (`Arithmetic auto`
  // would be shorter; nvcc 13.0 then finds none of the functions of a dual number.)
  template <Arithmetic K>
  friend constexpr Dual operator+(const Dual& a, K k) {
    return a + of(k);
  }
  template <Arithmetic K>
  friend constexpr Dual operator+(K k, const Dual& a) {
    return of(k) + a;
  }
  template <Arithmetic K>
  friend constexpr Dual operator-(const Dual& a, K k) {
    return a - of(k);
  }
  template <Arithmetic K>
  friend constexpr Dual operator-(K k, const Dual& a) {
    return of(k) - a;
  }
  template <Arithmetic K>
  friend constexpr Dual operator*(const Dual& a, K k) {
    return a * of(k);
  }
  template <Arithmetic K>
  friend constexpr Dual operator*(K k, const Dual& a) {
    return static_cast<double>(k) * a;
  }
  template <Arithmetic K>
  friend constexpr Dual operator/(const Dual& a, K k) {
    return a / of(k);
  }
  template <Arithmetic K>
  friend constexpr Dual operator/(K k, const Dual& a) {
    return of(k) / a;
  }
  friend constexpr Dual choose(const Dual& k, const Dual& a, const Dual& b) {
    return {choose(k.value, a.value, b.value), choose(k.value, a.slope, b.slope)};
  }
  friend constexpr Dual max(const Dual& a, const Dual& b) { return choose(a - b, a, b); }

  friend constexpr Dual exp2(const Dual& a) {
    const E e = exp2(a.value);
    return {e, E(static_cast<scalar_of<E>>(0.693147180559945309)) * e * a.slope};
  }
  friend constexpr Dual sqrt(const Dual& a) {
    const E r = sqrt(a.value);
    return {r, a.slope / (r + r)};
  }
  friend constexpr Dual log(const Dual& a) { return {log(a.value), a.slope / a.value}; }

  // What the SDEs' functions of time use: derivatives by t.
  friend constexpr Dual exp(const Dual& a) {
    using std::exp;
    const E e = exp(a.value);
    return {e, e * a.slope};
  }
  friend constexpr Dual expm1(const Dual& a) {
    using std::exp, std::expm1;
    return {expm1(a.value), exp(a.value) * a.slope};
  }
  friend constexpr Dual log1p(const Dual& a) {
    using std::log1p;
    return {log1p(a.value), a.slope / (E(1) + a.value)};
  }
  friend constexpr Dual sin(const Dual& a) {
    using std::cos, std::sin;
    return {sin(a.value), cos(a.value) * a.slope};
  }
  friend constexpr Dual cos(const Dual& a) {
    using std::cos, std::sin;
    return {cos(a.value), E(0) - sin(a.value) * a.slope};
  }

 private:
  static constexpr Dual of(double k) { return Dual(E(static_cast<scalar_of<E>>(k))); }
};

// The exact divergence at x of any map over points: D evaluations, one a coordinate.
template <class F, class E, int D>
constexpr E divergence(const F& f, const Point<E, D>& x) {
  E sum = E(0);
  for (int i = 0; i < D; ++i) {
    Point<Dual<E>, D> y;
    for (int d = 0; d < D; ++d) y[d] = Dual<E>(x[d], E(static_cast<scalar_of<E>>(d == i)));
    sum = sum + f(y)[i].slope;
  }
  return sum;
}

}  // namespace scoresde
