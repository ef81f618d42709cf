// The CUDA runtime's errors as exceptions, its devices and memory as objects.
#pragma once
#include <cuda_runtime_api.h>

#include <scoresde/cuda/samples.hpp>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace scoresde::cuda {

// "cudaMallocAsync: out of memory (2)"
class Error : public std::runtime_error {
 public:
  Error(const char* call, cudaError_t code)
      : std::runtime_error(std::string(call) + ": " + cudaGetErrorString(code) + " (" +
                           std::to_string(code) + ")"),
        code_(code) {}
  cudaError_t code() const { return code_; }

 private:
  cudaError_t code_;
};
inline void check(const char* call, cudaError_t code) {
  if (code == cudaSuccess) return;
  cudaGetLastError();  // what does not stick to the device is told once
  throw Error(call, code);
}

inline int current_device() {
  int device = 0;
  check("cudaGetDevice", cudaGetDevice(&device));
  return device;
}
inline int device_count() {
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess ? count : 0;
}

// While it lives, another device is the current one.
class OnDevice {
 public:
  explicit OnDevice(int device) : before_(current_device()) {
    check("cudaSetDevice", cudaSetDevice(device));
  }
  OnDevice(const OnDevice&) = delete;
  OnDevice& operator=(const OnDevice&) = delete;
  ~OnDevice() { cudaSetDevice(before_); }

 private:
  int before_;
};

// Memory of the device that was current when it was taken, ordered in a stream. It is given back in
// the stream too, which must still be there, or, after release_to_any(), in the device's own.
template <class T>
class DeviceMemory {
  static_assert(std::is_trivially_copy_constructible_v<T>);

 public:
  DeviceMemory() = default;
  DeviceMemory(std::size_t size, cudaStream_t stream)
      : size_(size), stream_(stream), device_(current_device()) {
    void* taken = nullptr;
    check("cudaMallocAsync", cudaMallocAsync(&taken, size * sizeof(T) + 1, stream));
    first_ = static_cast<T*>(taken);
  }
  DeviceMemory(const T* from, std::size_t size, cudaStream_t stream) : DeviceMemory(size, stream) {
    copy_from(from);
  }
  DeviceMemory(DeviceMemory&& other) noexcept { swap(other); }
  DeviceMemory& operator=(DeviceMemory&& other) noexcept {
    swap(other);
    return *this;
  }
  ~DeviceMemory() {
    if (!first_) return;
    int before = 0;
    cudaGetDevice(&before);
    cudaSetDevice(device_);
    cudaFreeAsync(first_, stream_);
    cudaSetDevice(before);
  }

  T* data() const { return first_; }
  std::size_t size() const { return size_; }
  int device() const { return device_; }
  void copy_from(const T* from) {
    if (size_ == 0) return;
    check("cudaMemcpyAsync",
          cudaMemcpyAsync(first_, from, size_ * sizeof(T), cudaMemcpyHostToDevice, stream_));
  }
  void copy_to(T* to) const {
    if (size_ == 0) return;
    check("cudaMemcpyAsync",
          cudaMemcpyAsync(to, first_, size_ * sizeof(T), cudaMemcpyDeviceToHost, stream_));
  }
  // Once the stream has come to its end: the memory may outlive it.
  void release_to_any() { stream_ = nullptr; }

 private:
  void swap(DeviceMemory& other) {
    std::swap(first_, other.first_);
    std::swap(size_, other.size_);
    std::swap(stream_, other.stream_);
    std::swap(device_, other.device_);
  }
  T* first_ = nullptr;
  std::size_t size_ = 0;
  cudaStream_t stream_ = nullptr;
  int device_ = 0;
};

// A stream of the current device's own.
class Stream {
 public:
  Stream() {
    check("cudaStreamCreate", cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking));
  }
  Stream(Stream&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  Stream& operator=(Stream&&) = delete;
  ~Stream() {
    if (stream_) cudaStreamDestroy(stream_);
  }
  operator cudaStream_t() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
};

// Lowers `first` to the first row with a number of that size or more.
template <class Number>
__global__ void find_far_row(const Number* numbers, std::uint64_t rows, int columns, double size,
                             unsigned long long* first) {
  const std::uint64_t row = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (row >= rows) return;
  for (int d = 0; d < columns; ++d) {
    const auto x = static_cast<double>(numbers[static_cast<std::uint64_t>(d) * rows + row]);
    if (x >= size || -x >= size) atomicMin(first, row);
  }
}

// Samples where they were made: consecutive rows on one device or several, each coordinate of a
// part contiguous.
template <class Number, int D>
class DeviceSamples {
 public:
  struct Part {
    std::uint64_t first, rows;  // of the run's rows
    DeviceMemory<Number> numbers;
  };

  DeviceSamples() = default;
  explicit DeviceSamples(std::vector<Part> parts) : parts_(std::move(parts)) {}

  const std::vector<Part>& parts() const { return parts_; }
  std::ptrdiff_t rows() const {
    return parts_.empty() ? 0
                          : static_cast<std::ptrdiff_t>(parts_.back().first + parts_.back().rows);
  }
  static constexpr std::ptrdiff_t cols() { return D; }
  // The first row with a number of that size or more, found on the devices; -1 if there is none.
  std::ptrdiff_t far_row(double size) const {
    constexpr unsigned long long nobody = ~0ull;
    for (const Part& part : parts_) {
      const OnDevice there(part.numbers.device());
      unsigned long long found = nobody;
      DeviceMemory<unsigned long long> first(&found, 1, nullptr);
      find_far_row<<<static_cast<unsigned>((part.rows + 255) / 256), 256>>>(
          part.numbers.data(), part.rows, D, size, first.data());
      check("find_far_row", cudaGetLastError());
      first.copy_to(&found);
      check("cudaStreamSynchronize", cudaStreamSynchronize(nullptr));
      if (found != nobody) return static_cast<std::ptrdiff_t>(part.first + found);
    }
    return -1;
  }
  // A copy on the host.
  HostSamples<Number, D> host() const {
    HostSamples<Number, D> all(static_cast<std::uint64_t>(rows()));
    for (const Part& part : parts_) {
      const OnDevice there(part.numbers.device());
      for (int d = 0; d < D; ++d)
        check("cudaMemcpy",
              cudaMemcpy(&all(static_cast<std::ptrdiff_t>(part.first), d),
                         part.numbers.data() + static_cast<std::uint64_t>(d) * part.rows,
                         part.rows * sizeof(Number), cudaMemcpyDeviceToHost));
    }
    return all;
  }

 private:
  std::vector<Part> parts_;
};

}  // namespace scoresde::cuda
