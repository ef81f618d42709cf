// A GPU as a device of batches (cuda/device_array.hpp): the current one, and a stream in which
// everything is asked for.
#pragma once
#include <algorithm>
#include <limits>
#include <scoresde/cuda/blas.cuh>
#include <scoresde/cuda/device_array.hpp>

namespace scoresde::cuda {

template <class Text>
__global__ void __launch_bounds__(256)
    run_each(const __grid_constant__ Text text, const std::uint64_t count) {
  const std::uint64_t step = std::uint64_t{gridDim.x} * blockDim.x;
  for (std::uint64_t i = std::uint64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < count; i += step)
    text(i);
}

struct Gpu {
  cudaStream_t stream = nullptr;
  bool tf32 = false;  // factors of products in float may be rounded to ten bits: faster

  template <class T>
  using Memory = DeviceMemory<T>;

  template <class T>
  Memory<T> memory(std::size_t size) const {
    return Memory<T>(size, stream);
  }
  template <class T>
  void write(const T* from, Memory<T>& to) const {
    to.copy_from(from);
  }
  template <class T>
  void read(const Memory<T>& from, T* to) const {
    const OnDevice there(from.device());
    from.copy_to(to);
    check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
  }
  template <class T>
  void copy(const Memory<T>& from, Memory<T>& to) const {
    if (from.size() == 0) return;
    check("cudaMemcpyAsync", cudaMemcpyAsync(to.data(), from.data(), from.size() * sizeof(T),
                                             cudaMemcpyDeviceToDevice, stream));
  }
  template <class T>
  void release(Memory<T>& memory) const {
    check("cudaStreamSynchronize", cudaStreamSynchronize(stream));
    memory.release_to_any();
  }

  template <TravelsToDevice Text>
  void each(std::uint64_t count, const Text& text) const {
    constexpr std::uint64_t threads = 256, most = 1 << 16;
    if (count == 0) return;
    const auto blocks = static_cast<unsigned>(std::min((count + threads - 1) / threads, most));
    run_each<<<blocks, threads, 0, stream>>>(text, count);
    check("run_each", cudaGetLastError());
  }

  template <class Real>
  double rounding() const {  // TF32 keeps ten bits of a float
    return tf32 && sizeof(Real) == 4 ? 0x1p-10 : std::numeric_limits<Real>::epsilon();
  }
  template <class Real>
  void by_transposed(const Matrix<const Real>& a, const Matrix<const Real>& b,
                     const Matrix<Real>& c) const {
    blas().multiply(a, b, CUBLAS_OP_T, Real(0), c);
  }
  template <class Real>
  void by(const Matrix<const Real>& a, const Matrix<const Real>& b, const Matrix<Real>& c,
          bool add) const {
    blas().multiply(a, b, CUBLAS_OP_N, Real(add), c);
  }

 private:
  const Blas& blas() const {
    const Blas& mine = Blas::of_this_thread();
    mine.set(stream, tf32);
    return mine;
  }
};

}  // namespace scoresde::cuda
