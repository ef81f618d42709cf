// Networks on a GPU with group normalisation, swish and FIR resampling in kernels of their own,
// where no gradient is wanted, and noise by address in one kernel a draw. The kernels are compiled
// by nvcc, apart from LibTorch: one .cu of the program is the line
//   #include <scoresde/torch/network/fused_kernels.cuh>
// and the program, before it calls a network,
//   scoresde::network::use_fused_kernels();
#pragma once
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <scoresde/torch/network/fused_text.hpp>
#include <scoresde/torch/network/resampling.hpp>
#include <scoresde/torch/tensor_noise.hpp>

namespace scoresde::network {

cudaError_t launch(const Normalisation&, cudaStream_t);
cudaError_t launch(const Filtering&, cudaStream_t);
cudaError_t launch(const NormalsText<float>&, cudaStream_t);
cudaError_t launch(const NormalsText<double>&, cudaStream_t);

namespace fused {

inline StoredAs stored(const at::Tensor& x) {
  return x.scalar_type() == at::kFloat ? StoredAs::float32 : StoredAs::bfloat16;
}

inline at::Tensor group_norm_swish(const at::Tensor& x, const at::Tensor& weight,
                                   const at::Tensor& bias, std::int64_t groups, double eps,
                                   bool swish) {
  const c10::cuda::CUDAGuard on(x.device());
  TORCH_CHECK(weight.device() == x.device() && x.size(1) % groups == 0,
              "group normalisation: ", x.size(1), " channels on ", x.device(), " in ", groups,
              " groups, weights on ", weight.device());
  const at::Tensor w = weight.contiguous(), b = bias.contiguous();
  at::Tensor y = at::empty_like(x);
  C10_CUDA_CHECK(launch(Normalisation{.x = x.const_data_ptr(),
                                      .y = y.data_ptr(),
                                      .weight = w.const_data_ptr<float>(),
                                      .bias = b.const_data_ptr<float>(),
                                      .samples = x.size(0),
                                      .channels = static_cast<int>(x.size(1)),
                                      .groups = static_cast<int>(groups),
                                      .pixels = static_cast<int>(x.size(2) * x.size(3)),
                                      .channels_last = !x.is_contiguous(),
                                      .swish = swish,
                                      .eps = static_cast<float>(eps),
                                      .stored = stored(x)},
                        c10::cuda::getCurrentCUDAStream()));
  return y;
}

template <Resize how>
at::Tensor resized(const at::Tensor& x, const std::vector<double>& filter) {
  const c10::cuda::CUDAGuard on(x.device());
  const bool last = !x.is_contiguous();
  const Filter taps = normalised(filter, how == Resize::twice ? 2 : 1);
  Filtering f{};
  f.planes = last ? x.size(0) : x.size(0) * x.size(1);
  f.inner = last ? static_cast<int>(x.size(1)) : 1;
  f.height = static_cast<int>(x.size(2));
  f.width = static_cast<int>(x.size(3));
  f.stored = stored(x);
  set_taps(f, how, taps.data(), static_cast<int>(taps.size()));
  at::Tensor y = at::empty({x.size(0), x.size(1), f.out_height, f.out_width}, x.options(),
                           last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  f.x = x.const_data_ptr();
  f.y = y.data_ptr();
  C10_CUDA_CHECK(launch(f, c10::cuda::getCurrentCUDAStream()));
  return y;
}

template <class Real>
void normals(const NormalsText<Real>& text, const at::Device& device) {
  const c10::cuda::CUDAGuard on(device);
  C10_CUDA_CHECK(launch(text, c10::cuda::getCurrentCUDAStream()));
}

}  // namespace fused

inline void use_fused_kernels() {
  device_kernels() = {.group_norm_swish = fused::group_norm_swish,
                      .upsample_2d = fused::resized<Resize::twice>,
                      .downsample_2d = fused::resized<Resize::half>,
                      .smoothed_for_stride = fused::resized<Resize::smooth>};
  device_normals() = {.in_float = fused::normals<float>, .in_double = fused::normals<double>};
}

}  // namespace scoresde::network
