// The steps of a plan, read from the device's memory a stage at a time into memory that the team
// shares: all its threads read the same numbers at once. Read in order, by every thread of the
// team.
#pragma once
#include <cstring>
#include <scoresde/cuda/member.hpp>

namespace scoresde::cuda {

// Whether a plain copy of the bytes is a copy: what travels to a device.
template <class T>
inline constexpr bool travels =
    std::is_trivially_copy_constructible_v<T>&& std::is_trivially_destructible_v<T>;

template <class Step, class Team>
struct StagedSteps {
  static_assert(travels<Step>,
                "the numbers of a step must be plain to travel to a GPU: a mixture there has a "
                "number of components that is a constant, and at most 2048 numbers");
  static constexpr std::size_t window = stage_bytes / sizeof(Step);  // none: read where they are

  const Step* steps;
  std::size_t count;

  constexpr std::size_t size() const { return count; }
  constexpr const Step& operator[](std::size_t i) const {
    if constexpr (window == 0) {
      return steps[i];
    } else {
      if (i % window == 0) load(i);
      return reinterpret_cast<const Step*>(Team::memory())[i % window];
    }
  }

 private:
  constexpr void load(std::size_t first) const {
    constexpr std::size_t unit = sizeof(Step) % 4 == 0 ? 4 : 1;
    const std::size_t left = count - first, bytes = (left < window ? left : window) * sizeof(Step);
    const std::byte* const from = reinterpret_cast<const std::byte*>(steps + first);
    std::byte* const to = Team::memory();
    Team::barrier();  // nobody reads the stage before any longer
    for (std::size_t at = static_cast<std::size_t>(Team::rank()) * unit; at < bytes;
         at += static_cast<std::size_t>(Team::size()) * unit)
      memcpy(to + at, from + at, unit);
    Team::barrier();
  }
};

}  // namespace scoresde::cuda
