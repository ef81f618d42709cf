// The shape of a row of a formula: which symbols it combines, each a slot of a word.
#pragma once
#include <bit>

namespace scoresde {

namespace slot {
inline constexpr int state = 0, kept = 1, noise = 8, prediction = 16;
inline constexpr unsigned noises = 0xffu << noise;
}  // namespace slot

// Which slots a row combines, and which of them with weight one; only the others have a number.
struct Shape {
  unsigned slots, units;

  constexpr int size() const { return std::popcount(slots); }
  constexpr int weights() const { return std::popcount(slots & ~units); }
  constexpr bool has(int slot) const { return slots >> slot & 1; }
  constexpr bool unit(int slot) const { return units >> slot & 1; }
  constexpr int position(int slot) const {  // of its weight among the weights
    return std::popcount(slots & ~units & ((1u << slot) - 1));
  }
  constexpr int nth(int i) const {  // the slot of the i-th term
    unsigned rest = slots;
    while (i--) rest &= rest - 1;
    return std::countr_zero(rest);
  }
  constexpr Shape only(unsigned mask) const { return {slots & mask, units & mask}; }
};

// A number as a type: the j-th prediction of a step, the slot of a symbol.
template <int j>
struct Nth {
  static constexpr int value = j;
};
template <int j>
inline constexpr Nth<j> nth;

}  // namespace scoresde
