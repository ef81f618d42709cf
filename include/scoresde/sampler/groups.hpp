// Groups: fixed ranges of consecutive samples that have something in common. Which one a sample is
// in follows from its index in the job alone, whatever run makes it.
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <scoresde/value/concept.hpp>

namespace scoresde {

// How many samples share a step size: a Langevin group (group_size), and enough to fill the widest
// registers four times over.
constexpr int control_group_size(int dimension) { return std::max(64, group_size(dimension)); }
// How many do so under a control over Over; the whole run, whatever it is, has no size of its own.
template <class Over>
constexpr std::uint64_t size_of_groups(Over, int dimension) {
  if constexpr (std::same_as<Over, OverGroup>)
    return static_cast<std::uint64_t>(control_group_size(dimension));
  else
    return 1;
}

// How many samples after the last complete its group: computed at their own addresses, not kept.
constexpr std::uint64_t ghosts(std::uint64_t samples, std::uint64_t group) {
  return (group - samples % group) % group;
}

// The rows of a run that a place works on together.
struct Portion {
  std::uint64_t start;       // the first of them, within the run
  std::ptrdiff_t size, own;  // own ones, and after them ghosts
  std::uint64_t address;     // the index in the job of the first
};

// The rows of a run, from the index `first` on, divided where an index is a multiple of the size.
class Groups {
 public:
  constexpr Groups(std::uint64_t first, std::uint64_t rows, std::uint64_t size)
      : first_(first), rows_(rows), size_(size), before_(first % size) {}
  // All of them together, wherever they start.
  static constexpr Groups one(std::uint64_t first, std::uint64_t rows) {
    Groups all(first, rows, rows);
    all.before_ = 0;
    return all;
  }
  // As a step control over Over divides them.
  template <class Over>
  static constexpr Groups over(Over, int dimension, std::uint64_t first, std::uint64_t rows) {
    if constexpr (std::same_as<Over, OverBatch>)
      return one(first, rows);
    else
      return Groups(first, rows, size_of_groups(Over{}, dimension));
  }

  constexpr std::uint64_t size() const { return (before_ + rows_ + size_ - 1) / size_; }
  constexpr Portion operator[](std::uint64_t n) const {
    const std::uint64_t from = n == 0 ? 0 : n * size_ - before_;
    const std::uint64_t to = std::min((n + 1) * size_ - before_, rows_);
    const auto own = static_cast<std::ptrdiff_t>(to - from);
    return {from, own, own, first_ + from};
  }
  // The same with the ghosts that complete a group.
  constexpr Portion completed(std::uint64_t n) const {
    Portion rows = (*this)[n];
    rows.size += static_cast<std::ptrdiff_t>(
        ghosts(before_ + rows.start + static_cast<std::uint64_t>(rows.own), size_));
    return rows;
  }

 private:
  std::uint64_t first_, rows_, size_, before_;
};

}  // namespace scoresde
