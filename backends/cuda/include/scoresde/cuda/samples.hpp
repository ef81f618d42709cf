// Samples in the host's memory, a sample a row, each coordinate contiguous.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace scoresde::cuda {

template <class Number, int D>
class HostSamples {
 public:
  using Scalar = Number;

  explicit HostSamples(std::uint64_t rows = 0)
      : rows_(static_cast<std::ptrdiff_t>(rows)), numbers_(rows * D) {}

  std::ptrdiff_t rows() const { return rows_; }
  static constexpr std::ptrdiff_t cols() { return D; }
  Number& operator()(std::ptrdiff_t i, std::ptrdiff_t d) {
    return numbers_[static_cast<std::size_t>(d * rows_ + i)];
  }
  const Number& operator()(std::ptrdiff_t i, std::ptrdiff_t d) const {
    return numbers_[static_cast<std::size_t>(d * rows_ + i)];
  }
  Number* data() { return numbers_.data(); }
  const Number* data() const { return numbers_.data(); }

 private:
  std::ptrdiff_t rows_;
  std::vector<Number> numbers_;
};

}  // namespace scoresde::cuda
