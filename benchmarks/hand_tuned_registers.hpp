// What the hand-tuned loop needs of a processor, for AVX-512 and for AVX2: registers side by side,
// so that several chains of dependent instructions are under way at once.
#pragma once
#include <immintrin.h>

#include <cstdint>

#define INLINE [[gnu::always_inline]] inline
#define EACH _Pragma("GCC unroll 8") for (int i = 0; i < count; ++i)

namespace hand_tuned {

#if defined(__AVX512F__)
using Register = __m512;
using Word = __m512i;
#else
using Register = __m256;
using Word = __m256i;
#endif
inline constexpr int count = 2;  // the fastest of 1, 2 and 4 with either
inline constexpr int width = sizeof(Register) / sizeof(float), lane = count * width;

struct Floats {
  Register r[count];
};
struct Words {
  Word r[count];
};

namespace one {  // of the registers
#if defined(__AVX512F__)
INLINE Register all(float a) { return _mm512_set1_ps(a); }
INLINE Word all(std::uint32_t a) { return _mm512_set1_epi32(static_cast<int>(a)); }
INLINE Register load(const float* p) { return _mm512_load_ps(p); }
INLINE void store(float* p, Register a) { _mm512_store_ps(p, a); }
INLINE Word counting() {
  return _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}
INLINE Register add(Register a, Register b) { return _mm512_add_ps(a, b); }
INLINE Register sub(Register a, Register b) { return _mm512_sub_ps(a, b); }
INLINE Register mul(Register a, Register b) { return _mm512_mul_ps(a, b); }
INLINE Register fma(Register a, Register b, Register c) { return _mm512_fmadd_ps(a, b, c); }
INLINE Register max(Register a, Register b) { return _mm512_max_ps(a, b); }
INLINE Register sqrt(Register a) { return _mm512_sqrt_ps(a); }
INLINE Register reciprocal(Register a) {  // one Newton step: 1.5e-7
  const Register r = _mm512_rcp14_ps(a);
  return _mm512_fmadd_ps(r, _mm512_fnmadd_ps(a, r, all(1.f)), r);
}
INLINE Word add(Word a, Word b) { return _mm512_add_epi32(a, b); }
INLINE Word exclusive_or(Word a, Word b) { return _mm512_xor_si512(a, b); }
template <int turn>
INLINE Word rotate(Word a) {
  return _mm512_rol_epi32(a, turn);
}
// A word, made odd and divided by 2^32, as 2^(e - exponent_of_one) m with m in [1, 2).
INLINE void split(Word w, Register& e, Register& m) {
  const Register f = _mm512_cvtepu32_ps(_mm512_or_si512(w, all(1u)));
  e = _mm512_getexp_ps(f);
  m = _mm512_getmant_ps(f, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero);
}
inline constexpr float exponent_of_one = 32;
INLINE Register from_signed(Word w) { return _mm512_cvtepi32_ps(w); }
INLINE Register flip_sign(Register a, Word w) {
  return _mm512_castsi512_ps(_mm512_xor_si512(_mm512_castps_si512(a), _mm512_slli_epi32(w, 31)));
}
#else
INLINE Register all(float a) { return _mm256_set1_ps(a); }
INLINE Word all(std::uint32_t a) { return _mm256_set1_epi32(static_cast<int>(a)); }
INLINE Register load(const float* p) { return _mm256_load_ps(p); }
INLINE void store(float* p, Register a) { _mm256_store_ps(p, a); }
INLINE Word counting() { return _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0); }
INLINE Register add(Register a, Register b) { return _mm256_add_ps(a, b); }
INLINE Register sub(Register a, Register b) { return _mm256_sub_ps(a, b); }
INLINE Register mul(Register a, Register b) { return _mm256_mul_ps(a, b); }
INLINE Register fma(Register a, Register b, Register c) { return _mm256_fmadd_ps(a, b, c); }
INLINE Register max(Register a, Register b) { return _mm256_max_ps(a, b); }
INLINE Register sqrt(Register a) { return _mm256_sqrt_ps(a); }
INLINE Register reciprocal(Register a) { return _mm256_div_ps(all(1.f), a); }
INLINE Word add(Word a, Word b) { return _mm256_add_epi32(a, b); }
INLINE Word exclusive_or(Word a, Word b) { return _mm256_xor_si256(a, b); }
template <int turn>
INLINE Word rotate(Word a) {
  if constexpr (turn % 8 == 0) {  // bytes change places: one instruction in place of three
    constexpr auto from = [](int byte) {
      return static_cast<char>(byte / 4 * 4 + (byte + 4 - turn / 8) % 4);
    };
    return _mm256_shuffle_epi8(
        a, _mm256_setr_epi8(from(0), from(1), from(2), from(3), from(4), from(5), from(6), from(7),
                            from(8), from(9), from(10), from(11), from(12), from(13), from(14),
                            from(15), from(0), from(1), from(2), from(3), from(4), from(5), from(6),
                            from(7), from(8), from(9), from(10), from(11), from(12), from(13),
                            from(14), from(15)));
  }
  return _mm256_or_si256(_mm256_slli_epi32(a, turn), _mm256_srli_epi32(a, 32 - turn));
}
// The same of a word's upper 31 bits, with the exponent's bias left in.
INLINE void split(Word w, Register& e, Register& m) {
  const Word f =
      _mm256_castps_si256(_mm256_cvtepi32_ps(_mm256_or_si256(_mm256_srli_epi32(w, 1), all(1u))));
  e = _mm256_cvtepi32_ps(_mm256_srli_epi32(f, 23));
  m = _mm256_castsi256_ps(_mm256_or_si256(_mm256_and_si256(f, all(0x7fffffu)), all(0x3f800000u)));
}
inline constexpr float exponent_of_one = 127 + 31;
INLINE Register from_signed(Word w) { return _mm256_cvtepi32_ps(w); }
INLINE Register flip_sign(Register a, Word w) {
  return _mm256_castsi256_ps(_mm256_xor_si256(_mm256_castps_si256(a), _mm256_slli_epi32(w, 31)));
}
#endif
}  // namespace one

INLINE Floats all(float a) {
  Floats f;
  EACH f.r[i] = one::all(a);
  return f;
}
INLINE Floats load(const float* p) {
  Floats f;
  EACH f.r[i] = one::load(p + i * width);
  return f;
}
INLINE void store(float* p, const Floats& a) { EACH one::store(p + i * width, a.r[i]); }

#define OF_TWO(name)                                     \
  INLINE Floats name(const Floats& a, const Floats& b) { \
    Floats f;                                            \
    EACH f.r[i] = one::name(a.r[i], b.r[i]);             \
    return f;                                            \
  }
OF_TWO(add)
OF_TWO(sub)
OF_TWO(mul)
OF_TWO(max)
#undef OF_TWO

INLINE Floats fma(const Floats& a, const Floats& b, const Floats& c) {
  Floats f;
  EACH f.r[i] = one::fma(a.r[i], b.r[i], c.r[i]);
  return f;
}
INLINE Floats sqrt(const Floats& a) {
  Floats f;
  EACH f.r[i] = one::sqrt(a.r[i]);
  return f;
}
INLINE Floats reciprocal(const Floats& a) {
  Floats f;
  EACH f.r[i] = one::reciprocal(a.r[i]);
  return f;
}
INLINE Floats from_signed(const Words& w) {
  Floats f;
  EACH f.r[i] = one::from_signed(w.r[i]);
  return f;
}
INLINE Floats flip_sign(const Floats& a, const Words& w) {
  Floats f;
  EACH f.r[i] = one::flip_sign(a.r[i], w.r[i]);
  return f;
}

// c[0] x^n + ... + c[n]
template <class... C>
INLINE Floats horner(const Floats& x, float first, C... rest) {
  Floats p = all(first);
  ((p = fma(p, x, all(rest))), ...);
  return p;
}

// 2^x for x <= 0, relative error 2e-7.
INLINE Floats exp2(const Floats& x) {
  Floats e, r;
#if defined(__AVX512F__)
  EACH r.r[i] = _mm512_reduce_ps(x.r[i], _MM_FROUND_TO_NEG_INF);
  const Floats p = horner(r, 0.0018775766579566147f, 0.00898934012385796f, 0.05582631803508879f,
                          0.24015361704630417f, 0.6931530732003761f, 0.9999999250635837f);
  EACH e.r[i] = _mm512_scalef_ps(p.r[i], x.r[i]);
#else
  // 1.5 2^23 rounds to an integer and leaves it in the low bits.
  const Floats held = max(x, all(-100.f)), shifted = add(held, all(12582912.f));
  r = sub(held, sub(shifted, all(12582912.f)));
  const Floats p = horner(r, 0.0013390863314270973f, 0.009676031768321991f, 0.055503569543361664f,
                          0.2402210682630539f, 0.6931471824645996f, 1.0000001192092896f);
  EACH e.r[i] = _mm256_castsi256_ps(_mm256_add_epi32(
      _mm256_castps_si256(p.r[i]), _mm256_slli_epi32(_mm256_castps_si256(shifted.r[i]), 23)));
#endif
  return e;
}

}  // namespace hand_tuned
