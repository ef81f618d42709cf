// The samples of a whole batch where they were made, and their copy on the host.
#pragma once
#include <algorithm>
#include <scoresde/cuda/device_array.hpp>

namespace scoresde::cuda {

// On the host, a sample a row, each coordinate contiguous.
template <class Number>
class HostRows {
 public:
  using Scalar = Number;

  // Of a batch's numbers, the first rows; columns are `stride` numbers apart.
  HostRows(std::vector<Number> numbers, std::uint64_t rows, int columns, std::uint64_t stride)
      : numbers_(std::move(numbers)),
        rows_(static_cast<std::ptrdiff_t>(rows)),
        columns_(columns),
        stride_(static_cast<std::ptrdiff_t>(stride)) {}

  std::ptrdiff_t rows() const { return rows_; }
  std::ptrdiff_t cols() const { return columns_; }
  const Number& operator()(std::ptrdiff_t i, std::ptrdiff_t d) const {
    return numbers_[static_cast<std::size_t>(d * stride_ + i)];
  }

 private:
  std::vector<Number> numbers_;
  std::ptrdiff_t rows_, columns_, stride_;
};

// 1 where a row has a number of that size or more.
template <class Number>
struct FarText {
  const Number* numbers;
  std::uint64_t stride;
  int columns;
  double size;
  unsigned char* to;

  constexpr void operator()(std::uint64_t row) const {
    bool large = false;
    for (int d = 0; d < columns; ++d) {
      const auto x = static_cast<double>(numbers[static_cast<std::uint64_t>(d) * stride + row]);
      large = large || x >= size || -x >= size;
    }
    to[row] = large ? 1 : 0;
  }
};

template <class Number, class Device>
class BatchSamples {
 public:
  using Scalar = Number;

  BatchSamples() = default;
  BatchSamples(DeviceArray<Number, Device> numbers, std::uint64_t rows, int columns,
               std::uint64_t stride)
      : numbers_(std::move(numbers)), rows_(rows), stride_(stride), columns_(columns) {}

  std::ptrdiff_t rows() const { return static_cast<std::ptrdiff_t>(rows_); }
  std::ptrdiff_t cols() const { return columns_; }
  // Number (i, d) stands at data()[d * stride() + i], on the device.
  const Number* data() const { return numbers_.data(); }
  std::ptrdiff_t stride() const { return static_cast<std::ptrdiff_t>(stride_); }

  HostRows<Number> host() const {
    return HostRows<Number>(numbers_.host(), rows_, columns_, stride_);
  }
  // The first row with a number of that size or more, found on the device; -1 if there is none.
  std::ptrdiff_t far_row(double size) const {
    DeviceArray<unsigned char, Device> large(rows_, numbers_.device());
    const FarText<Number> text{numbers_.data(), stride_, columns_, size, large.data()};
    numbers_.device().each(rows_, text);
    const auto here = large.host();
    const auto found = std::find(here.begin(), here.end(), 1);
    return found == here.end() ? -1 : found - here.begin();
  }
  void release() { numbers_.release(); }

 private:
  DeviceArray<Number, Device> numbers_;
  std::uint64_t rows_ = 0, stride_ = 0;
  int columns_ = 0;
};

}  // namespace scoresde::cuda
