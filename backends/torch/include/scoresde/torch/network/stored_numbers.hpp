// How the texts over images read and write numbers: what is computed is float, whatever is stored.
#pragma once
#include <bit>
#include <cstdint>

namespace scoresde::network {

enum class StoredAs { float32, bfloat16 };

struct StoredFloat {
  using Element = float;
  static constexpr float load(float v) { return v; }
  static constexpr float store(float v) { return v; }
};
// The upper half of a float, rounded to the nearest, to even in a tie.
struct StoredBfloat16 {
  using Element = std::uint16_t;
  static constexpr float load(std::uint16_t v) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(v) << 16);
  }
  static constexpr std::uint16_t store(float v) {
    const auto bits = std::bit_cast<std::uint32_t>(v);
    const std::uint32_t kept = v == v ? bits + 0x7fff + (bits >> 16 & 1) : bits | 0x400000;
    return static_cast<std::uint16_t>(kept >> 16);
  }
};

// As many numbers side by side as one access to memory moves.
template <class Stored, int together>
struct Pack {
  using Element = typename Stored::Element;
  struct alignas(together * sizeof(Element)) Memory {
    Element at[together];
  };
  float at[together];

  static constexpr Pack load(const Element* x) {
    const Memory stored = *reinterpret_cast<const Memory*>(x);
    Pack made;
    for (int j = 0; j < together; ++j) made.at[j] = Stored::load(stored.at[j]);
    return made;
  }
  constexpr void store(Element* y) const {
    Memory stored;
    for (int j = 0; j < together; ++j) stored.at[j] = Stored::store(at[j]);
    *reinterpret_cast<Memory*>(y) = stored;
  }
};

}  // namespace scoresde::network
