// Normals by address in one kernel: what TensorNoise makes of some sixty tensor operations. No
// header of LibTorch is in it, so nvcc compiles it alone.
#pragma once
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>

namespace scoresde {

// Row i of `rows` has the normals of sample draws.sample() + i, its columns those of `pairs` draws
// from draws.draw() on, whose indices share their high word.
template <class Number>
struct NormalsText {
  using Real = Number;
  Draws draws;
  std::int64_t rows, pairs, row_stride;  // numbers from a row to the next
  Real* first;

  constexpr std::int64_t size() const { return rows * pairs; }
  constexpr void operator()(std::int64_t i) const {
    const std::int64_t row = i / pairs, draw = i % pairs;
    const auto sample = low_word(draws.sample()) + static_cast<std::uint32_t>(row);
    const auto [a, b] = box_muller<Real>(draws.words(sample, static_cast<std::uint32_t>(draw)));
    Real* const to = first + row * row_stride + 2 * draw;
    to[0] = a;
    to[1] = b;
  }
};

}  // namespace scoresde
