// The kernels over the texts of fused_text.hpp and what launches them, as fused.hpp declares it.
// Included by exactly one .cu of a program, compiled by nvcc with
//   -std=c++20 --expt-relaxed-constexpr
// No header of LibTorch is in it. A launch returns the first error of CUDA.
#pragma once
#include <cuda_bf16.h>

#include <algorithm>
#include <cstdint>
#include <scoresde/cuda/block.cuh>
#include <scoresde/torch/network/fused_text.hpp>
#include <scoresde/torch/normals_text.hpp>

namespace scoresde::network {

// As StoredBfloat16, by the GPU's own instructions.
struct StoredDeviceBfloat16 {
  using Element = __nv_bfloat16;
  static __host__ __device__ float load(__nv_bfloat16 v) { return __bfloat162float(v); }
  static __host__ __device__ __nv_bfloat16 store(float v) { return __float2bfloat16_rn(v); }
};

template <class Text>
__global__ void __launch_bounds__(1024) normalise_groups(const __grid_constant__ Text text) {
  text.template operator()<cuda::Block>(blockIdx.x);
}
template <class Text>
__global__ void __launch_bounds__(256) filter_images(const __grid_constant__ Text text) {
  text.template operator()<cuda::Block>(blockIdx.x, gridDim.x);
}

template <class Text>
__global__ void __launch_bounds__(256) fill_normals(const __grid_constant__ Text text) {
  const std::int64_t step = std::int64_t{gridDim.x} * blockDim.x;
  for (std::int64_t i = std::int64_t{blockIdx.x} * blockDim.x + threadIdx.x; i < text.size();
       i += step)
    text(i);
}

// The team is as large as the group asks for, whatever the batch: a sample's bits are its own.
template <class Stored, int together>
cudaError_t launch_as(const Normalisation& n, cudaStream_t stream) {
  using Text = NormaliseText<Stored, together>;
  const std::int64_t packs = std::int64_t{n.channels / n.groups} * n.pixels / together;
  int threads = 32;
  while (threads < 1024 && threads * 4 < packs) threads *= 2;
  const auto teams = static_cast<unsigned>(n.samples * n.groups);
  normalise_groups<<<teams, threads, Text::memory(threads), stream>>>(Text{n});
  return cudaGetLastError();
}

// As many planes at a time as 32 bits count the results of.
template <class Stored, int together, int up, int down>
cudaError_t launch_as(Filtering f, cudaStream_t stream) {
  using Element = typename Stored::Element;
  const std::int64_t in = std::int64_t{f.height} * f.width * f.inner;
  const std::int64_t out = std::int64_t{f.out_height} * f.out_width * f.inner;
  const std::int64_t planes = f.planes, most = (std::int64_t{1} << 31) / out;
  for (std::int64_t done = 0; done < planes; done += f.planes) {
    f.planes = std::min(most, planes - done);
    const auto blocks = std::min<std::int64_t>((f.planes * out / together + 255) / 256, 1 << 16);
    filter_images<<<static_cast<unsigned>(blocks), 256, 0, stream>>>(
        FilterText<Stored, together, up, down>{f});
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess) return error;
    f.x = static_cast<const Element*>(f.x) + f.planes * in;
    f.y = static_cast<Element*>(f.y) + f.planes * out;
  }
  return cudaSuccess;
}
template <class Stored, int together>
cudaError_t launch_as(const Filtering& f, cudaStream_t stream) {
  if (f.up == 2) return launch_as<Stored, together, 2, 1>(f, stream);
  if (f.down == 2) return launch_as<Stored, together, 1, 2>(f, stream);
  return launch_as<Stored, together, 1, 1>(f, stream);
}

// Four numbers at a time where rows of so many numbers and the memory's alignment allow it.
template <class Stored>
cudaError_t launch_stored(const auto& sweep, int row, cudaStream_t stream) {
  const auto aligned = [](const void* p) {
    return reinterpret_cast<std::uintptr_t>(p) % (4 * sizeof(typename Stored::Element)) == 0;
  };
  if (row % 4 == 0 && aligned(sweep.x) && aligned(sweep.y))
    return launch_as<Stored, 4>(sweep, stream);
  return launch_as<Stored, 1>(sweep, stream);
}
cudaError_t launch_in_rows(const auto& sweep, int row, cudaStream_t stream) {
  if (sweep.stored == StoredAs::float32) return launch_stored<StoredFloat>(sweep, row, stream);
  return launch_stored<StoredDeviceBfloat16>(sweep, row, stream);
}

cudaError_t launch(const Normalisation& n, cudaStream_t stream) {
  return launch_in_rows(n, n.channels_last ? n.channels / n.groups : n.pixels, stream);
}
cudaError_t launch(const Filtering& f, cudaStream_t stream) {
  return launch_in_rows(f, f.inner, stream);
}

template <class Real>
cudaError_t launch_normals(const NormalsText<Real>& text, cudaStream_t stream) {
  const auto blocks = std::min<std::int64_t>((text.size() + 255) / 256, 1 << 16);
  fill_normals<<<static_cast<unsigned>(blocks), 256, 0, stream>>>(text);
  return cudaGetLastError();
}
cudaError_t launch(const NormalsText<float>& text, cudaStream_t stream) {
  return launch_normals(text, stream);
}
cudaError_t launch(const NormalsText<double>& text, cudaStream_t stream) {
  return launch_normals(text, stream);
}

}  // namespace scoresde::network
