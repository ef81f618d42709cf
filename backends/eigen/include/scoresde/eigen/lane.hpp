// Samples side by side in SIMD registers, and their words: an element of a tile. With registers.hpp
// the few lines where SIMD is spelled.
#pragma once
#include <limits>
#include <scoresde/eigen/registers.hpp>
#include <scoresde/value/dual.hpp>
#include <scoresde/value/element.hpp>
#include <scoresde/value/not_one_number.hpp>

namespace scoresde::eigen {

template <class Real>
struct Words {  // as many 32-bit words as a lane has numbers
  using Simd = Registers<simd::rebind_simd_t<std::uint32_t, simd::native_simd<Real>>>;
  Simd v;

  Words() = default;
  [[gnu::always_inline]] Words(Simd w) : v(w) {}
  [[gnu::always_inline]] explicit Words(std::uint32_t w) : v(w) {}
  static Words counting_from(std::uint32_t first) { return Simd::counting_from(first); }

  [[gnu::always_inline]] friend Words operator+(Words a, Words b) { return a.v + b.v; }
  [[gnu::always_inline]] friend Words operator|(Words a, Words b) { return a.v | b.v; }
  [[gnu::always_inline]] friend Words operator^(Words a, Words b) { return a.v ^ b.v; }
  [[gnu::always_inline]] friend Words operator<<(Words a, int n) { return a.v << n; }
  [[gnu::always_inline]] friend Words operator>>(Words a, int n) { return a.v >> n; }
};

template <class Real>
struct Lane : NotOneNumber<Lane<Real>> {
  using Scalar = Real;
  using Register = simd::native_simd<Real>;
  using UnsignedRegister =
      simd::rebind_simd_t<std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>,
                          Register>;
  using SignedRegister =
      simd::rebind_simd_t<std::conditional_t<sizeof(Real) == 4, std::int32_t, std::int64_t>,
                          Register>;
  using Simd = Registers<Register>;
  using Bits = Registers<UnsignedRegister>;
  static constexpr int width = Simd::width;
  Simd v;

  Lane() = default;
  [[gnu::always_inline]] Lane(Simd x) : v(x) {}
  [[gnu::always_inline]] Lane(Real x) : v(x) {}
  [[gnu::always_inline]] static Lane load(const Real* p) { return Simd::load(p); }
  [[gnu::always_inline]] void store(Real* p) const { v.store(p); }

  [[gnu::always_inline]] friend Lane operator+(Lane a, Lane b) { return a.v + b.v; }
  [[gnu::always_inline]] friend Lane operator-(Lane a, Lane b) { return a.v - b.v; }
  [[gnu::always_inline]] friend Lane operator-(Lane a) { return -a.v; }
  [[gnu::always_inline]] friend Lane operator*(Lane a, Lane b) { return a.v * b.v; }
  [[gnu::always_inline]] friend Lane operator/(Lane a, Lane b) { return a.v / b.v; }
  // with a number, exactly: else a lane as a number would be as good
  [[gnu::always_inline]] friend Lane operator+(Lane a, Arithmetic auto k) { return a + of(k); }
  [[gnu::always_inline]] friend Lane operator+(Arithmetic auto k, Lane a) { return of(k) + a; }
  [[gnu::always_inline]] friend Lane operator-(Lane a, Arithmetic auto k) { return a - of(k); }
  [[gnu::always_inline]] friend Lane operator-(Arithmetic auto k, Lane a) { return of(k) - a; }
  [[gnu::always_inline]] friend Lane operator*(Lane a, Arithmetic auto k) { return a * of(k); }
  [[gnu::always_inline]] friend Lane operator*(Arithmetic auto k, Lane a) { return of(k) * a; }
  [[gnu::always_inline]] friend Lane operator/(Lane a, Arithmetic auto k) { return a / of(k); }
  [[gnu::always_inline]] friend Lane operator/(Arithmetic auto k, Lane a) { return of(k) / a; }
  [[gnu::always_inline]] friend Lane max(Lane a, Lane b) { return max(a.v, b.v); }
  [[gnu::always_inline]] friend Lane sqrt(Lane a) { return sqrt(a.v); }
  friend Lane exp(Lane a) { return exp(a.v); }
  friend Lane log(Lane a) { return log(a.v); }
  friend Lane sin(Lane a) { return sin(a.v); }
  friend Lane cos(Lane a) { return cos(a.v); }
  [[gnu::always_inline]] friend Bits bits_of(Lane a) { return bit_cast<UnsignedRegister>(a.v); }
  [[gnu::always_inline]] static Lane from_bits(Bits b) { return bit_cast<Register>(b); }
  [[gnu::always_inline]] static Lane from_integers(Bits b) {
    return convert<Register>(bit_cast<SignedRegister>(b));
  }
  // a where k is positive, else b, also where k is not a number. Masked assignment of simd comes
  // out wrong with clang 19 on AVX-512, so the mask is made of integers: the positive numbers are
  // those whose bits, as an unsigned integer, lie in [1, infinity's], or less one below infinity's.
  [[gnu::always_inline]] friend Lane choose(Lane k, Lane a, Lane b) {
    constexpr int top_bit = 8 * static_cast<int>(sizeof(Real)) - 1;
    const Bits infinity = bits_of(Lane(std::numeric_limits<Real>::infinity()));
    const Bits less_one = bits_of(k) - Bits(1u);
    const Bits chosen = Bits(0u) - (((less_one - infinity) & ~less_one) >> top_bit);
    return from_bits((bits_of(a) & chosen) | (bits_of(b) & ~chosen));
  }

 private:
  [[gnu::always_inline]] static Lane of(Arithmetic auto k) { return Lane(static_cast<Real>(k)); }
};

// The first numbers of a lane alone, from and to memory; the rest of it repeats the first. Whether
// a lane is full is hidden from the compiler at each, lest it make one program for those that are
// and one for those that are not: the two would fuse products otherwise.
[[gnu::always_inline]] inline bool is_full(std::ptrdiff_t count, std::ptrdiff_t width) {
  asm("" : "+r"(count));
  return count >= width;
}
template <class Real>
[[gnu::always_inline]] inline Lane<Real> load_part(const Real* p, std::ptrdiff_t count) {
  if (is_full(count, Lane<Real>::width)) return Lane<Real>::load(p);
  Real side_by_side[Lane<Real>::width];
  for (int i = 0; i < Lane<Real>::width; ++i) side_by_side[i] = p[i < count ? i : 0];
  return Lane<Real>::load(side_by_side);
}
template <class Real>
[[gnu::always_inline]] inline void store_part(const Lane<Real>& lane, Real* p,
                                              std::ptrdiff_t count) {
  if (is_full(count, Lane<Real>::width)) return lane.store(p);
  Real side_by_side[Lane<Real>::width];
  lane.store(side_by_side);
  for (int i = 0; i < count; ++i) p[i] = side_by_side[i];
}

template <std::size_t n>
constexpr std::array<double, n> exponential_series() {  // 1 / k!, the highest power first
  std::array<double, n> c{};
  c[n - 1] = 1;
  for (std::size_t k = 1; k < n; ++k) c[n - 1 - k] = c[n - k] / static_cast<double>(k);
  return c;
}

// 2^x for x <= 0: adding 1.5 2^(mantissa) rounds to an integer and leaves it in the low bits. The
// argument is held above -100: a denormal would cost four times as much. Relative error 1e-7
// (minimax) and 2e-16 (Taylor).
template <class Real>
[[gnu::always_inline]] inline Lane<Real> exp2(Lane<Real> x) {
  using L = Lane<Real>;
  const L held = max(x, L(Real(-100)));
  if constexpr (requires { scaled(held.v, held.v); }) {
    constexpr std::array<float, 6> series{0.0018775766579566147f, 0.00898934012385796f,
                                          0.05582631803508879f,   0.24015361704630417f,
                                          0.6931530732003761f,    0.9999999250635837f};
    return scaled(horner(L(fraction(held.v)), series).v, held.v);
  } else if constexpr (std::same_as<Real, float>) {
    const L shift = 12582912.f, shifted = held + shift, r = held - (shifted - shift);
    constexpr std::array<float, 6> series{0.0013390863314270973f, 0.009676031768321991f,
                                          0.055503569543361664f,  0.2402210682630539f,
                                          0.6931471824645996f,    1.0000001192092896f};
    return L::from_bits(bits_of(horner(r, series)) + (bits_of(shifted) << 23));
  } else {
    const L shift = 6755399441055744.0, shifted = held + shift, r = held - (shifted - shift);
    constexpr auto series = exponential_series<14>();
    return L::from_bits(bits_of(horner(r * L(0.6931471805599453), series)) +
                        (bits_of(shifted) << 52));
  }
}

template <class Real>
[[gnu::always_inline]] inline Lane<Real> exponent(Lane<Real> x) {
  using Bits = typename Lane<Real>::Bits;
  if constexpr (std::same_as<Real, float>)
    return Lane<Real>::from_integers((bits_of(x) >> 23) - Bits(127u));
  else
    return Lane<Real>::from_integers((bits_of(x) >> 52) - Bits(1023u));
}
template <class Real>
[[gnu::always_inline]] inline Lane<Real> mantissa(Lane<Real> x) {
  using Bits = typename Lane<Real>::Bits;
  if constexpr (std::same_as<Real, float>)
    return Lane<Real>::from_bits((bits_of(x) & Bits(0x7fffffu)) | Bits(0x3f800000u));
  else
    return Lane<Real>::from_bits((bits_of(x) & Bits(0xfffffffffffffu)) | Bits(0x3ff0000000000000u));
}
template <class Real>
[[gnu::always_inline]] inline Lane<Real> flip_sign(Lane<Real> x, Words<Real> word) {
  using L = Lane<Real>;
  using Unsigned = typename L::UnsignedRegister;
  return L::from_bits(bits_of(x) ^ (convert<Unsigned>(word.v) << (8 * sizeof(Real) - 1)));
}
template <class L>
requires std::same_as<L, Lane<typename L::Scalar>>
[[gnu::always_inline]] inline L from_unsigned(Words<typename L::Scalar> w) {
  return convert<typename L::Register>(w.v);
}
template <class L>
requires std::same_as<L, Lane<typename L::Scalar>>
[[gnu::always_inline]] inline L from_signed(Words<typename L::Scalar> w) {
  using Signed = simd::rebind_simd_t<std::int32_t, typename L::Register>;
  return convert<typename L::Register>(bit_cast<Signed>(w.v));
}

}  // namespace scoresde::eigen
