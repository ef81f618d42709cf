// Kernels of a device that stand in for tensor operations where no gradient is wanted. None are
// there until a program registers some (use_fused_kernels in cuda/): without, nothing changes.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <functional>
#include <limits>
#include <vector>

namespace scoresde::network {

// Results have the memory format of x. Register before the first network is called, not during.
struct DeviceKernels {
  using Resized = at::Tensor(const at::Tensor& x, const std::vector<double>& filter);

  std::function<at::Tensor(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                           std::int64_t groups, double eps, bool swish)>
      group_norm_swish;
  std::function<Resized> upsample_2d, downsample_2d, smoothed_for_stride;

  // Dense images on a GPU, in either memory format; a sample's numbers are counted in an int.
  static bool reads(const at::Tensor& x) {
    return x.is_cuda() && x.dim() == 4 && x.numel() > 0 &&
           (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16) &&
           (x.is_contiguous() || x.is_contiguous(at::MemoryFormat::ChannelsLast)) &&
           x.numel() / x.size(0) < std::numeric_limits<std::int32_t>::max() / 8;
  }
  bool normalise(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) const {
    return group_norm_swish && !at::GradMode::is_enabled() && reads(x) &&
           weight.scalar_type() == at::kFloat && bias.scalar_type() == at::kFloat;
  }
  static bool resizes(const std::function<Resized>& kernel, const at::Tensor& x,
                      const std::vector<double>& filter) {
    return kernel && !(at::GradMode::is_enabled() && x.requires_grad()) && reads(x) &&
           x.size(2) > 1 && x.size(3) > 1 && filter.size() >= 2 && filter.size() <= 4;
  }
};

inline DeviceKernels& device_kernels() {
  static DeviceKernels kernels;
  return kernels;
}

}  // namespace scoresde::network
