// Group normalisation and swish in one sweep over images that lie channels last, for inference on
// the CPU: statistics in float whatever the images are, so bfloat16 loses nothing to them.
//   y = (x - mean) / sqrt(variance + eps) weight + bias,   swish(y) = y / (1 + exp(-y))
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>

#include <algorithm>
#include <cmath>
#include <scoresde/torch/network/lanes.hpp>
#include <vector>

namespace scoresde::network {

struct NormalisedSwish {
  std::int64_t groups;
  double eps;
  bool swish;

  static bool serves(const at::Tensor& x, const at::Tensor& weight) {
    return !at::GradMode::is_enabled() && x.is_cpu() && x.dim() == 4 &&
           x.is_contiguous(at::MemoryFormat::ChannelsLast) && x.size(1) % lanes::width == 0 &&
           weight.scalar_type() == at::kFloat &&
           (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
  }

  at::Tensor operator()(const at::Tensor& x, const at::Tensor& weight,
                        const at::Tensor& bias) const {
    at::Tensor y = at::empty_like(x);
    if (x.scalar_type() == at::kFloat)
      sweep(x.const_data_ptr<float>(), y.data_ptr<float>(), x, weight, bias);
    else
      sweep(static_cast<const lanes::Half*>(x.const_data_ptr()),
            static_cast<lanes::Half*>(y.data_ptr()), x, weight, bias);
    return y;
  }

 private:
  template <class Stored>
  void sweep(const Stored* x, Stored* y, const at::Tensor& like, const at::Tensor& weight,
             const at::Tensor& bias) const {
    const std::int64_t channels = like.size(1), pixels = like.size(2) * like.size(3);
    const float* w = weight.const_data_ptr<float>();
    const float* b = bias.const_data_ptr<float>();
    at::parallel_for(0, like.size(0), 1, [&](std::int64_t from, std::int64_t to) {
      std::vector<float> scale(static_cast<std::size_t>(channels)), shift(scale.size());
      for (std::int64_t n = from; n < to; ++n) {
        const Stored* in = x + n * pixels * channels;
        coefficients(in, pixels, channels, w, b, scale.data(), shift.data());
        apply(in, y + n * pixels * channels, pixels, channels, scale.data(), shift.data());
      }
    });
  }

  // Each channel's mean and squares about its first pixel, which loses no digits where the mean is
  // far from zero; then those of the groups.
  template <class Stored>
  void coefficients(const Stored* x, std::int64_t pixels, std::int64_t channels, const float* w,
                    const float* b, float* scale, float* shift) const {
    for (std::int64_t c = 0; c < channels; c += lanes::width) {
      const lanes::Float first = lanes::load(x + c);
      lanes::Float sum{}, squares{};
      for (std::int64_t p = 0; p < pixels; ++p) {
        const lanes::Float d = lanes::load(x + p * channels + c) - first;
        sum += d;
        squares += d * d;
      }
      const float each = 1 / static_cast<float>(pixels);
      const lanes::Float mean = sum * each;
      lanes::store(first + mean, scale + c);                  // the mean, for now
      lanes::store(squares * each - mean * mean, shift + c);  // the variance
    }
    const std::int64_t size = channels / groups;
    for (std::int64_t g = 0; g < channels; g += size) {
      double mean = 0, variance = 0;
      for (std::int64_t c = g; c < g + size; ++c) mean += scale[c];
      mean /= static_cast<double>(size);
      for (std::int64_t c = g; c < g + size; ++c)
        variance += shift[c] + (scale[c] - mean) * (scale[c] - mean);
      variance = std::max(variance / static_cast<double>(size), 0.0);
      const double factor = 1 / std::sqrt(variance + eps);
      for (std::int64_t c = g; c < g + size; ++c) {
        scale[c] = static_cast<float>(factor * w[c]);
        shift[c] = static_cast<float>(b[c] - mean * factor * w[c]);
      }
    }
  }

  template <class Stored>
  void apply(const Stored* x, Stored* y, std::int64_t pixels, std::int64_t channels,
             const float* scale, const float* shift) const {
    for (std::int64_t p = 0; p < pixels; ++p, x += channels, y += channels)
      for (std::int64_t c = 0; c < channels; c += lanes::width) {
        const lanes::Float v = lanes::load(x + c) * lanes::load(scale + c) + lanes::load(shift + c);
        lanes::store(swish ? v / (1.0f + lanes::exp(-v)) : v, y + c);
      }
  }
};

}  // namespace scoresde::network
