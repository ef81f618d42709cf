// How a text ends: return next(mean, noise), where the state moves to mean + noise, or next(state).
#pragma once
#include <scoresde/value/concept.hpp>

namespace scoresde {

// What next gives and a text returns, empty. Nothing else makes one, so no text leaves next out.
class Moved {
  template <Value V>
  friend struct Next;
  constexpr Moved() = default;
};

// The mean, the state without the step's noise, is stored where it is wanted.
template <Value V>
struct Next {
  V& x;
  V* mean;

  [[nodiscard("a text ends with `return next(...)`")]] constexpr Moved operator()(
      const auto& moved, const auto& noise) const {
    if (mean) *mean = moved;
    x = moved + noise;
    return {};
  }
  [[nodiscard("a text ends with `return next(...)`")]] constexpr Moved operator()(
      const auto& moved) const {
    if (mean) *mean = moved;
    x = moved;
    return {};
  }
  [[nodiscard("a text ends with `return next(...)`")]] constexpr Moved operator()(
      const V& moved) const {
    if (mean) *mean = moved;
    if (&moved != &x) x = moved;
    return {};
  }
};

}  // namespace scoresde
