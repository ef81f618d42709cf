// Numbers of as many data as a register holds, turned so that the data stand side by side.
#pragma once
#include <array>
#include <bit>
#include <cstring>
#include <scoresde/eigen/strip.hpp>
#include <utility>

namespace scoresde::eigen {

// Of each datum as many numbers as 16 bytes hold: within those every processor interleaves at once.
template <class Real>
class SideBySide {
 public:
  static constexpr int width = Strip<Real>::width,
                       numbers = std::min<int>(width, 16 / static_cast<int>(sizeof(Real)));
  using Numbers = std::array<Strip<Real>, numbers>;

  // [c] holds m[0][c], m[1][c], ...
  [[gnu::always_inline]] static Numbers of(const Real* const* m, std::ptrdiff_t offset) {
    return [&]<int... c>(std::integer_sequence<int, c...> all) {
      std::array<Vector<width>, numbers> v{read<width>(m + c, offset)...};
      if constexpr (numbers > 1) v = interleaved(v, all);
      if constexpr (numbers > 2) v = interleaved(v, all);
      return Numbers{Strip<Real>(std::bit_cast<typename Strip<Real>::Register>(v[c]))...};
    }
    (std::make_integer_sequence<int, numbers>());
  }

 private:
  template <int size>
  struct Sized {
    using Type [[gnu::vector_size(size * sizeof(Real))]] = Real;
  };
  template <int size>
  using Vector = typename Sized<size>::Type;

  // The numbers of m[0], m[numbers], m[2 numbers], ...
  template <int size>
  [[gnu::always_inline]] static Vector<size> read(const Real* const* m, std::ptrdiff_t offset) {
    if constexpr (size == numbers) {
      Vector<size> v;
      std::memcpy(&v, *m + offset, sizeof v);
      return v;
    } else {
      const auto a = read<size / 2>(m, offset), b = read<size / 2>(m + size / 2, offset);
      return [&]<int... i>(std::integer_sequence<int, i...>) {
        return __builtin_shufflevector(a, b, i...);
      }
      (std::make_integer_sequence<int, size>());
    }
  }

  // The first half of them with the second: after log2(numbers) times they are turned.
  template <int... c>
  [[gnu::always_inline]] static std::array<Vector<width>, numbers> interleaved(
      const std::array<Vector<width>, numbers>& v, std::integer_sequence<int, c...>) {
    return {interleaved<c % 2>(v[c / 2], v[c / 2 + numbers / 2])...};
  }
  template <int half>
  [[gnu::always_inline]] static Vector<width> interleaved(Vector<width> a, Vector<width> b) {
    return [&]<int... i>(std::integer_sequence<int, i...>) {
      return __builtin_shufflevector(
          a, b, (i / numbers * numbers + half * numbers / 2 + i % numbers / 2 + i % 2 * width)...);
    }
    (std::make_integer_sequence<int, width>());
  }
};

}  // namespace scoresde::eigen
