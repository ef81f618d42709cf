// One SIMD register of samples: a quarter of a lane, for batches that do not fill one.
#pragma once
#include <algorithm>
#include <bit>
#include <scoresde/eigen/lane.hpp>

namespace scoresde::eigen {

template <class Real>
struct Strip {
  using Scalar = Real;
  using Register = typename Lane<Real>::Register;
  static constexpr int width = static_cast<int>(Register::size());
  Register v;

  Strip() = default;
  [[gnu::always_inline]] Strip(Register x) : v(x) {}
  [[gnu::always_inline]] Strip(Real x) : v(x) {}
  [[gnu::always_inline]] static Strip load(const Real* p) {
    return Register(p, simd::element_aligned);
  }
  [[gnu::always_inline]] void store(Real* p) const { v.copy_to(p, simd::element_aligned); }

  [[gnu::always_inline]] friend Strip operator+(Strip a, Strip b) { return a.v + b.unseen().v; }
  [[gnu::always_inline]] friend Strip operator-(Strip a, Strip b) { return a.v - b.v; }
  [[gnu::always_inline]] friend Strip operator-(Strip a) { return -a.v; }
  [[gnu::always_inline]] friend Strip operator*(Strip a, Strip b) { return a.v * b.v; }
  [[gnu::always_inline]] friend Strip operator/(Strip a, Strip b) { return a.v / b.v; }
  [[gnu::always_inline]] friend Strip max(Strip a, Strip b) { return simd::max(a.v, b.v); }
  [[gnu::always_inline]] friend Strip sqrt(Strip a) { return simd::sqrt(a.v); }
  // What a lane of four such registers does to its first.
  [[gnu::always_inline]] friend Strip exp2(Strip a) { return exp2(a.fourfold()).v.a; }
  [[gnu::always_inline]] friend Strip choose(Strip k, Strip a, Strip b) {
    return choose(k.fourfold(), a.fourfold(), b.fourfold()).v.a;
  }
  [[gnu::always_inline]] friend bool any_positive(Strip a) { return simd::any_of(a.v > Real(0)); }
  [[gnu::always_inline]] friend void store_part(Strip a, Real* p, std::ptrdiff_t count) {
    if (is_full(count, width)) return a.store(p);
    Real side_by_side[width];
    a.store(side_by_side);
    std::copy_n(side_by_side, count, p);
  }

 private:
  // The same number, of which g++ does not know that it is a sum to which products are added one
  // after the other: tuned for Zen it fuses such products in lanes, where four sums are made at a
  // time, and not in strips.
  [[gnu::always_inline]] Strip unseen() const {
#ifdef __x86_64__
    using Vector [[gnu::vector_size(sizeof(Register))]] = Real;
    Vector raw = std::bit_cast<Vector>(v);
    asm("" : "+v"(raw));
    return std::bit_cast<Register>(raw);
#else
    return *this;
#endif
  }
  Lane<Real> fourfold() const { return typename Lane<Real>::Simd(v, v, v, v); }
};

template <class Real>
[[gnu::always_inline]] inline bool any_positive(const Lane<Real>& a) {
  return any_positive(Strip<Real>(simd::max(simd::max(a.v.a, a.v.b), simd::max(a.v.c, a.v.d))));
}

// One number for all samples, in a register of which a compiler does not know that it is.
template <class E>
[[gnu::always_inline]] inline E hidden(typename E::Scalar x) {
  Strip<typename E::Scalar> all = x;
  asm("" : "+m"(all.v));
  if constexpr (std::same_as<E, Strip<typename E::Scalar>>)
    return all;
  else
    return typename E::Simd(all.v, all.v, all.v, all.v);
}

}  // namespace scoresde::eigen
