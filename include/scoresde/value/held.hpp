// Many numbers beside each other: in place while they are few, on the heap where they would not fit
// a thread's stack a few times over.
#pragma once
#include <array>
#include <cstdint>
#include <type_traits>
#include <vector>

namespace scoresde {

constexpr bool fits_stack(std::int64_t numbers) { return numbers <= 2048; }

// So many T of so many numbers each.
template <class T, int size, int numbers>
using Held = std::conditional_t<fits_stack(std::int64_t{size} * numbers), std::array<T, size>,
                                std::vector<T>>;
template <class Container>
constexpr Container held(std::size_t size) {
  Container made{};
  if constexpr (requires { made.resize(size); }) made.resize(size);
  return made;
}

}  // namespace scoresde
