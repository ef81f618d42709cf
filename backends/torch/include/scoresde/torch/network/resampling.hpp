// Images twice or half as large, with a FIR filter or without, in tensor operations with numbers of
// the host: right on every device and differentiable. A filter's taps are applied along both axes,
// divided by their sum; zeros lie beyond the border (Zhang 2019; Karras et al. 2020).
#pragma once
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/conv_transpose2d.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/upsample_nearest2d.h>

#include <numeric>
#include <scoresde/torch/network/device_kernels.hpp>
#include <vector>

namespace scoresde::network {

using Filter = std::vector<double>;

inline Filter normalised(Filter taps, double gain = 1) {
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  for (double& tap : taps) tap *= gain / sum;
  return taps;
}

inline bool wants_gradient(const at::Tensor& x) {
  return at::GradMode::is_enabled() && x.requires_grad();
}

// f along the two axes of the images, in the order in which they lie in memory.
inline at::Tensor along_both_axes(const at::Tensor& x, const auto& f) {
  if (!wants_gradient(x) && x.is_contiguous(at::MemoryFormat::ChannelsLast) && !x.is_contiguous())
    return f(f(x.permute({0, 2, 3, 1}), 1), 2).permute({0, 3, 1, 2});
  return f(f(x, 2), 3);
}
inline at::Tensor padded(const at::Tensor& x, std::int64_t axis, std::int64_t before,
                         std::int64_t after) {
  if (before == 0 && after == 0) return x;
  std::vector<std::int64_t> pad(static_cast<std::size_t>(2 * (x.dim() - axis)), 0);
  pad[pad.size() - 2] = before;
  pad[pad.size() - 1] = after;
  return at::constant_pad_nd(x, pad, 0);
}

// The same as a convolution of each channel, whose gradient is one too; that of sums of slices
// would be as many images as there are taps.
inline at::Tensor depthwise(const at::Tensor& x, std::int64_t axis, const Filter& taps,
                            std::int64_t stride) {
  const std::int64_t channels = x.size(1);
  const at::Tensor line = at::tensor(Filter(taps.rbegin(), taps.rend()), x.options());
  const at::Tensor kernel = line.view({1, 1, axis == 2 ? -1 : 1, axis == 2 ? 1 : -1});
  const std::int64_t strides[] = {axis == 2 ? stride : 1, axis == 2 ? 1 : stride};
  return at::conv2d(x, kernel.expand({channels, 1, kernel.size(2), kernel.size(3)}), {}, strides,
                    at::IntArrayRef{0}, at::IntArrayRef{1}, channels);
}
// y_i = sum_m taps[size - 1 - m] x_{stride i + m - before}, before zeros put ahead and after behind
inline at::Tensor filtered(const at::Tensor& x, std::int64_t axis, const Filter& taps,
                           std::int64_t before, std::int64_t after, std::int64_t stride) {
  const at::Tensor wide = padded(x, axis, before, after);
  const auto size = static_cast<std::int64_t>(taps.size());
  if (wants_gradient(x)) return depthwise(wide, axis, taps, stride);
  const std::int64_t last = wide.size(axis) - size;
  at::Tensor y;
  for (std::int64_t m = 0; m < size; ++m) {
    const double tap = taps[static_cast<std::size_t>(size - 1 - m)];
    const at::Tensor term = wide.slice(axis, m, m + last + 1, stride);
    y = m == 0 ? term * tap : y.add_(term, tap);
  }
  return y;
}

// The same after a zero was put behind every pixel, which is left out of the sum: output 2 i + p
// has every second tap.
inline at::Tensor interpolated(const at::Tensor& x, std::int64_t axis, const Filter& taps,
                               std::int64_t before) {
  const auto size = static_cast<std::int64_t>(taps.size());
  at::Tensor phase[2];
  for (std::int64_t p = 0; p < 2; ++p) {
    const std::int64_t odd = (before + p) % 2, first = (p - before + odd) / 2;
    Filter own;  // reversed again by `filtered`
    for (std::int64_t m = odd; m < size; m += 2)
      own.insert(own.begin(), taps[static_cast<std::size_t>(size - 1 - m)]);
    const auto reach = static_cast<std::int64_t>(own.size()) - 1;
    phase[p] = filtered(x, axis, own, -first, reach + first, 1);
  }
  return at::stack({phase[0], phase[1]}, axis + 1).flatten(axis, axis + 1);
}

// Twice as large, and half as large.
inline at::Tensor upsample_2d(const at::Tensor& x, const Filter& filter) {
  if (const auto& kernel = device_kernels().upsample_2d; DeviceKernels::resizes(kernel, x, filter))
    return kernel(x, filter);
  const Filter taps = normalised(filter, 2);
  const auto before = static_cast<std::int64_t>(taps.size() + 1) / 2;
  return along_both_axes(
      x, [&](const at::Tensor& y, int axis) { return interpolated(y, axis, taps, before); });
}
inline at::Tensor downsample_2d(const at::Tensor& x, const Filter& filter) {
  if (const auto& kernel = device_kernels().downsample_2d;
      DeviceKernels::resizes(kernel, x, filter))
    return kernel(x, filter);
  const Filter taps = normalised(filter);
  const auto beyond = static_cast<std::int64_t>(taps.size()) - 2;
  return along_both_axes(x, [&](const at::Tensor& y, int axis) {
    return filtered(y, axis, taps, (beyond + 1) / 2, beyond / 2, 2);
  });
}

// What a 3x3 convolution of stride 2 and no padding makes half as large.
inline at::Tensor smoothed_for_stride(const at::Tensor& x, const Filter& filter) {
  if (const auto& kernel = device_kernels().smoothed_for_stride;
      DeviceKernels::resizes(kernel, x, filter))
    return kernel(x, filter);
  const Filter taps = normalised(filter);
  const auto beyond = static_cast<std::int64_t>(taps.size());
  return along_both_axes(x, [&](const at::Tensor& y, int axis) {
    return filtered(y, axis, taps, (beyond + 1) / 2, beyond / 2, 1);
  });
}
// A kernel [out, in, 3, 3] on it.
inline at::Tensor conv_downsample_2d(const at::Tensor& x, const at::Tensor& weight,
                                     const at::Tensor& bias, const Filter& filter) {
  return at::conv2d(smoothed_for_stride(x, filter), weight, bias, 2);
}
// A zero put behind every pixel, correlated with a kernel [out, in, 3, 3], then filtered: what the
// published code intends; its own raises.
inline at::Tensor upsample_conv_2d(const at::Tensor& x, const at::Tensor& weight,
                                   const at::Tensor& bias, const Filter& filter) {
  const Filter taps = normalised(filter, 2);
  const auto beyond = static_cast<std::int64_t>(taps.size()) - 4;
  const at::Tensor spread = at::conv_transpose2d(x, weight.flip({2, 3}).transpose(0, 1), {}, 2);
  const at::Tensor y = along_both_axes(spread, [&](const at::Tensor& z, int axis) {
    return filtered(z, axis, taps, (beyond + 1) / 2 + 1, beyond / 2 + 1, 1);
  });
  return bias.defined() ? y + bias.view({1, -1, 1, 1}) : y;
}

// The general operation that the others are cases of: up - 1 zeros put behind every pixel, padding
// (negative: cropping) on both axes, a true convolution with a kernel [height, width], and every
// down-th pixel kept (Karras et al. 2020).
inline at::Tensor upfirdn2d(const at::Tensor& x, const at::Tensor& kernel, std::int64_t up,
                            std::int64_t down, std::int64_t before, std::int64_t after) {
  const std::int64_t n = x.size(0), c = x.size(1), h = x.size(2), w = x.size(3);
  const at::Tensor spread =
      at::constant_pad_nd(x.reshape({n, c, h, 1, w, 1}), {0, up - 1, 0, 0, 0, up - 1})
          .reshape({n * c, 1, h * up, w * up});
  const at::Tensor wide = at::constant_pad_nd(spread, {before, after, before, after});
  const at::Tensor weight = kernel.flip({0, 1}).unsqueeze(0).unsqueeze(0);
  const at::Tensor y = at::conv2d(wide, weight).slice(2, 0, {}, down).slice(3, 0, {}, down);
  return y.reshape({n, c, y.size(2), y.size(3)});
}

// Each pixel four times, and the mean of four pixels.
inline at::Tensor naive_upsample_2d(const at::Tensor& x) {
  return at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
}
inline at::Tensor naive_downsample_2d(const at::Tensor& x) { return at::avg_pool2d(x, 2); }

}  // namespace scoresde::network
