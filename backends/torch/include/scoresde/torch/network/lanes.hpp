// As many floats at a time as a register holds, in the compilers' own vectors: what the fused
// sweeps over images are written with. Half is a bfloat16, the upper half of a float.
#pragma once
#include <cstdint>
#include <cstring>

namespace scoresde::network::lanes {

#if defined(__AVX512F__)
inline constexpr int width = 16;
#elif defined(__AVX__)
inline constexpr int width = 8;
#else
inline constexpr int width = 4;
#endif
using Float = float __attribute__((vector_size(4 * width)));
using Int = std::int32_t __attribute__((vector_size(4 * width)));
using Short = std::uint16_t __attribute__((vector_size(2 * width)));
struct Half {
  std::uint16_t bits;
};

[[gnu::always_inline]] inline Float load(const float* x) {
  Float v;
  std::memcpy(&v, x, sizeof v);
  return v;
}
[[gnu::always_inline]] inline void store(const Float& v, float* x) { std::memcpy(x, &v, sizeof v); }

[[gnu::always_inline]] inline Float load(const Half* x) {
  Short s;
  std::memcpy(&s, x, sizeof s);
  const Int bits = __builtin_convertvector(s, Int) << 16;
  return reinterpret_cast<Float>(bits);
}
// Rounded to the nearest, to even in a tie; what is not a number stays so.
[[gnu::always_inline]] inline void store(const Float& v, Half* x) {
  const Int bits = reinterpret_cast<Int>(v);
  const Int rounded = bits + 0x7fff + ((bits >> 16) & 1);
  const Int kept = (v == v) ? rounded : (bits | 0x400000);
  const Short s = __builtin_convertvector((kept >> 16) & 0xffff, Short);
  std::memcpy(x, &s, sizeof s);
}

// exp x within 2 units in the last place for |x| < 87, and held within the range of float beyond:
// 2^n exp(r), |r| <= log(2) / 2.
[[gnu::always_inline]] inline Float exp(const Float& x) {
  const Float low = Float{} - 87.0f, high = Float{} + 88.0f;
  const Float inside = (x < low) ? low : (x > high) ? high : x;
  const Float held = (x == x) ? inside : x;
  const Float shifted = held * 1.44269504f + 12582912.0f;  // rounds to an integer in the low bits
  const Float n = shifted - 12582912.0f;
  const Float r = (held - n * 0.693359375f) + n * 2.12194440e-4f;
  Float p = Float{} + 1.9875691500e-4f;  // Cephes' polynomial (Moshier 1992)
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  const Int power = (reinterpret_cast<Int>(shifted) << 23) + 0x3f800000;
  return p * reinterpret_cast<Float>(power);
}

}  // namespace scoresde::network::lanes
