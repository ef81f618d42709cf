// A block of a GPU as a Team. Its members are callable from constexpr text, which is compiled for
// both sides; on the host they stand for nothing.
#pragma once
#include <cstddef>
#include <cstdint>

namespace scoresde::cuda {

struct Block {
  static __host__ __device__ int rank() {
#ifdef __CUDA_ARCH__
    return static_cast<int>(threadIdx.x);
#else
    return 0;
#endif
  }
  static __host__ __device__ int size() {
#ifdef __CUDA_ARCH__
    return static_cast<int>(blockDim.x);
#else
    return 1;
#endif
  }
  static __host__ __device__ void barrier() {
#ifdef __CUDA_ARCH__
    __syncthreads();
#endif
  }
  static __host__ __device__ std::byte* memory() {
#ifdef __CUDA_ARCH__
    extern __shared__ uint4 scoresde_block_memory[];
    return reinterpret_cast<std::byte*>(scoresde_block_memory);
#else
    return nullptr;
#endif
  }
  static __host__ __device__ void lower([[maybe_unused]] std::uint64_t& to,
                                        [[maybe_unused]] std::uint64_t n) {
#ifdef __CUDA_ARCH__
    static_assert(sizeof(std::uint64_t) == sizeof(unsigned long long));
    atomicMin(reinterpret_cast<unsigned long long*>(&to), static_cast<unsigned long long>(n));
#endif
  }
};

}  // namespace scoresde::cuda
