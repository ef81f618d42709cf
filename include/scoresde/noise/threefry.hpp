// Threefry-2x32 (Salmon et al. 2011): two random words from two words of address under a key of
// two words, bit for bit as Random123 gives them. Only add, rotate and xor, so a word may be a
// std::uint32_t or a SIMD lane of them.
#pragma once
#include <cstdint>

namespace scoresde {

template <class Word>
struct WordPair {
  Word first, second;
};
using Key = WordPair<std::uint32_t>;

// A template for every round: a turn by a variable would be no single instruction.
template <int rounds, int i = 0, class Word>
[[gnu::always_inline]] constexpr void threefry_rounds(const std::uint32_t (&keys)[3], Word& x0,
                                                      Word& x1) {
  if constexpr (i < rounds) {
    constexpr int turns[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    x0 = x0 + x1;
    x1 = ((x1 << turns[i % 8]) | (x1 >> (32 - turns[i % 8]))) ^ x0;
    if constexpr (i % 4 == 3) {
      constexpr std::uint32_t s = (i + 1) / 4;
      x0 = x0 + Word(keys[s % 3]);
      x1 = x1 + Word(keys[(s + 1) % 3] + s);
    }
    threefry_rounds<rounds, i + 1>(keys, x0, x1);
  }
}

// 13 rounds pass BigCrush, 20 are Random123's default with a margin of safety.
template <int rounds, class Word>
[[gnu::always_inline]] constexpr WordPair<Word> threefry(const Key& key, Word x0, Word x1) {
  const std::uint32_t keys[3] = {key.first, key.second, 0x1BD11BDAu ^ key.first ^ key.second};
  x0 = x0 + Word(keys[0]);
  x1 = x1 + Word(keys[1]);
  threefry_rounds<rounds>(keys, x0, x1);
  return {x0, x1};
}

}  // namespace scoresde
