// Numbers on a device. A Device is where a batch lies and what computes on it, a handle that is
// copied: the host (cuda/host_device.hpp) or a GPU and a stream (cuda/gpu.cuh). It provides
//   Memory<T>, memory<T>(n)         n numbers, not yet written: data(), size()
//   write(from, m), read(m, to)     from the host and to it; what was read is there
//   copy(from, to)                  between two of one size
//   each(n, text)                   text(i) for every i < n: a plain struct, its call constexpr
//   by_transposed(a, b, c)          c = a b^T, matrices
//   by(a, b, c, add)                c = a b, or c + a b
//   rounding<T>()                   the relative rounding of a factor in such a product
//   release(m)                      all that was asked for is done; m may outlive the device
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace scoresde::cuda {

// Columns that are `stride` numbers apart.
template <class Real>
struct Matrix {
  Real* first;
  std::int64_t rows, columns, stride;
};

template <class Text>
concept TravelsToDevice = std::is_trivially_copyable_v<Text>;

// A copy has numbers of its own.
template <class T, class Device>
class DeviceArray {
 public:
  DeviceArray() = default;
  DeviceArray(std::size_t size, const Device& device)
      : device_(device), memory_(device.template memory<T>(size)) {}
  DeviceArray(const std::vector<T>& from, const Device& device) : DeviceArray(from.size(), device) {
    device_.write(from.data(), memory_);
  }
  DeviceArray(const DeviceArray& other) : DeviceArray(other.size(), other.device_) {
    device_.copy(other.memory_, memory_);
  }
  DeviceArray(DeviceArray&&) noexcept = default;
  DeviceArray& operator=(const DeviceArray& other) {
    if (this == &other) return *this;
    if (size() == other.size())
      device_.copy(other.memory_, memory_);
    else
      *this = DeviceArray(other);
    return *this;
  }
  DeviceArray& operator=(DeviceArray&&) noexcept = default;
  ~DeviceArray() = default;

  T* data() { return memory_.data(); }
  const T* data() const { return memory_.data(); }
  std::size_t size() const { return memory_.size(); }
  const Device& device() const { return device_; }

  std::vector<T> host() const {
    std::vector<T> here(size());
    device_.read(memory_, here.data());
    return here;
  }
  // Waits for what was asked of the device; from here on it is needed no more.
  void release() {
    device_.release(memory_);
    device_ = Device{};
  }

 private:
  Device device_;
  typename Device::template Memory<T> memory_;
};

}  // namespace scoresde::cuda
