// What an element provides beyond arithmetic, here for float and double; a SIMD lane, a dual
// number and whatever else takes part in a score overload the same names:
//   exp2, log, sqrt, max, choose(k, a, b)                          for scores and solvers
//   from_unsigned, from_signed, exponent, mantissa, flip_sign      for the normals, from a word
#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scoresde {

using std::exp2;
using std::log;
using std::sqrt;

template <std::floating_point E>
constexpr E max(E a, E b) {
  return a > b ? a : b;
}
template <std::floating_point E>
constexpr E choose(E k, E a, E b) {  // a where k is positive, else b
  return k > 0 ? a : b;
}

template <std::floating_point E>
constexpr E from_unsigned(std::uint32_t w) {
  return static_cast<E>(w);
}
template <std::floating_point E>
constexpr E from_signed(std::uint32_t w) {
  return static_cast<E>(static_cast<std::int32_t>(w));
}

// x = mantissa 2^exponent with a mantissa in [1, 2), for a normal positive x.
constexpr float exponent(float x) {
  return static_cast<float>(static_cast<int>(std::bit_cast<std::uint32_t>(x) >> 23) - 127);
}
constexpr float mantissa(float x) {
  return std::bit_cast<float>((std::bit_cast<std::uint32_t>(x) & 0x7fffffu) | 0x3f800000u);
}
constexpr double exponent(double x) {
  return static_cast<double>(static_cast<int>(std::bit_cast<std::uint64_t>(x) >> 52) - 1023);
}
constexpr double mantissa(double x) {
  return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) & 0xfffffffffffffu) |
                               0x3ff0000000000000u);
}
// -x where the word is odd.
constexpr float flip_sign(float x, std::uint32_t word) {
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(x) ^ (word << 31));
}
constexpr double flip_sign(double x, std::uint32_t word) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) ^ (std::uint64_t{word} << 63));
}

// c[0] x^(n-1) + ... + c[n-1], from the i-th term on, which p goes before; no loop, which compilers
// would leave as one where an element is several registers.
template <std::size_t i = 1, class E, class Real, std::size_t n>
[[gnu::always_inline]] constexpr E horner(const E& x, const std::array<Real, n>& c, const E& p) {
  if constexpr (i < n)
    return horner<i + 1>(x, c, p * x + E(c[i]));
  else
    return p;
}
template <class E, class Real, std::size_t n>
[[gnu::always_inline]] constexpr E horner(const E& x, const std::array<Real, n>& c) {
  return horner<1>(x, c, E(c[0]));
}

template <class E>
struct ScalarOf {  // the number type of an element: of a lane of floats, float
  using type = typename E::Scalar;
};
template <std::floating_point E>
struct ScalarOf<E> {
  using type = E;
};
template <class E>
using scalar_of = typename ScalarOf<E>::type;

}  // namespace scoresde
