// Four SIMD registers side by side, every operation done to each in turn. A sample's step is a long
// chain of dependent instructions: four chains under way at once keep a processor busy that waits
// half the time for a single one. No loops and no arrays, which compilers leave in memory.
#pragma once
#include <bit>
#include <cstddef>
#include <experimental/simd>
#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace scoresde::eigen {

namespace simd = std::experimental;

template <class Register>
struct Registers {
  using Number = typename Register::value_type;
  static constexpr int each = static_cast<int>(Register::size()), width = 4 * each;

  Register a, b, c, d;

  Registers() = default;
  [[gnu::always_inline]] Registers(Register p, Register q, Register r, Register s)
      : a(p), b(q), c(r), d(s) {}
  [[gnu::always_inline]] Registers(Number x) : a(x), b(x), c(x), d(x) {}
  [[gnu::always_inline]] static Registers load(const Number* p) {
    constexpr simd::element_aligned_tag any;
    return {Register(p, any), Register(p + each, any), Register(p + 2 * each, any),
            Register(p + 3 * each, any)};
  }
  [[gnu::always_inline]] void store(Number* p) const {
    a.copy_to(p, simd::element_aligned);
    b.copy_to(p + each, simd::element_aligned);
    c.copy_to(p + 2 * each, simd::element_aligned);
    d.copy_to(p + 3 * each, simd::element_aligned);
  }
  [[gnu::always_inline]] static Registers counting_from(Number n) {  // n, n + 1, ...
    const Register steps([](auto k) { return static_cast<Number>(k); });
    return {steps + n, steps + (n + each), steps + (n + 2 * each), steps + (n + 3 * each)};
  }

  [[gnu::always_inline]] friend Registers operator+(const Registers& x, const Registers& y) {
    return {x.a + y.a, x.b + y.b, x.c + y.c, x.d + y.d};
  }
  [[gnu::always_inline]] friend Registers operator-(const Registers& x, const Registers& y) {
    return {x.a - y.a, x.b - y.b, x.c - y.c, x.d - y.d};
  }
  [[gnu::always_inline]] friend Registers operator*(const Registers& x, const Registers& y) {
    return {x.a * y.a, x.b * y.b, x.c * y.c, x.d * y.d};
  }
  [[gnu::always_inline]] friend Registers operator/(const Registers& x, const Registers& y) {
    return {x.a / y.a, x.b / y.b, x.c / y.c, x.d / y.d};
  }
  [[gnu::always_inline]] friend Registers operator&(const Registers& x, const Registers& y) {
    return {x.a & y.a, x.b & y.b, x.c & y.c, x.d & y.d};
  }
  [[gnu::always_inline]] friend Registers operator|(const Registers& x, const Registers& y) {
    return {x.a | y.a, x.b | y.b, x.c | y.c, x.d | y.d};
  }
  [[gnu::always_inline]] friend Registers operator^(const Registers& x, const Registers& y) {
    return {x.a ^ y.a, x.b ^ y.b, x.c ^ y.c, x.d ^ y.d};
  }
  [[gnu::always_inline]] friend Registers operator<<(const Registers& x, int n) {
    return {x.a << n, x.b << n, x.c << n, x.d << n};
  }
  [[gnu::always_inline]] friend Registers operator>>(const Registers& x, int n) {
    return {x.a >> n, x.b >> n, x.c >> n, x.d >> n};
  }
  [[gnu::always_inline]] friend Registers operator-(const Registers& x) {
    return {-x.a, -x.b, -x.c, -x.d};
  }
  [[gnu::always_inline]] friend Registers operator~(const Registers& x) {
    return {~x.a, ~x.b, ~x.c, ~x.d};
  }
  [[gnu::always_inline]] friend Registers max(const Registers& x, const Registers& y) {
    return {simd::max(x.a, y.a), simd::max(x.b, y.b), simd::max(x.c, y.c), simd::max(x.d, y.d)};
  }
  [[gnu::always_inline]] friend Registers sqrt(const Registers& x) {
    return {simd::sqrt(x.a), simd::sqrt(x.b), simd::sqrt(x.c), simd::sqrt(x.d)};
  }
  friend Registers exp(const Registers& x) {
    return {simd::exp(x.a), simd::exp(x.b), simd::exp(x.c), simd::exp(x.d)};
  }
  friend Registers log(const Registers& x) {
    return {simd::log(x.a), simd::log(x.b), simd::log(x.c), simd::log(x.d)};
  }
  friend Registers sin(const Registers& x) {
    return {simd::sin(x.a), simd::sin(x.b), simd::sin(x.c), simd::sin(x.d)};
  }
  friend Registers cos(const Registers& x) {
    return {simd::cos(x.a), simd::cos(x.b), simd::cos(x.c), simd::cos(x.d)};
  }
};

template <class To, class From>
[[gnu::always_inline]] inline Registers<To> bit_cast(const Registers<From>& x) {
  return {std::bit_cast<To>(x.a), std::bit_cast<To>(x.b), std::bit_cast<To>(x.c),
          std::bit_cast<To>(x.d)};
}
template <class To, class From>
[[gnu::always_inline]] inline Registers<To> convert(const Registers<From>& x) {
  return {simd::static_simd_cast<To>(x.a), simd::static_simd_cast<To>(x.b),
          simd::static_simd_cast<To>(x.c), simd::static_simd_cast<To>(x.d)};
}

#if defined(__AVX512F__)
// For floats AVX-512 has instructions for x - floor(x) and for y 2^floor(x).
using WideFloats = simd::simd<float, simd::simd_abi::_Avx512<64>>;
[[gnu::always_inline]] inline WideFloats fraction(const WideFloats& x) {
  return WideFloats(_mm512_reduce_ps(static_cast<__m512>(x), _MM_FROUND_TO_NEG_INF));
}
[[gnu::always_inline]] inline WideFloats scaled(const WideFloats& y, const WideFloats& x) {
  return WideFloats(_mm512_scalef_ps(static_cast<__m512>(y), static_cast<__m512>(x)));
}
[[gnu::always_inline]] inline Registers<WideFloats> fraction(const Registers<WideFloats>& x) {
  return {fraction(x.a), fraction(x.b), fraction(x.c), fraction(x.d)};
}
[[gnu::always_inline]] inline Registers<WideFloats> scaled(const Registers<WideFloats>& y,
                                                           const Registers<WideFloats>& x) {
  return {scaled(y.a, x.a), scaled(y.b, x.b), scaled(y.c, x.c), scaled(y.d, x.d)};
}
#endif

}  // namespace scoresde::eigen
