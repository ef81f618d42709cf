// The layers that the networks of this field are made of, with the published parameter names, order
// and initial values (Song et al. 2021, published code). Images are [samples, channels, height,
// width], in either memory format.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/group_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/zeros.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>
#include <scoresde/torch/network/device_kernels.hpp>
#include <scoresde/torch/network/normalised_swish.hpp>
#include <scoresde/torch/network/prepared_kernel.hpp>

namespace scoresde::network {

// Uniform in [-b, b) with b^2 = 6 scale / (fan_in + fan_out); a scale of 0 counts as 1e-10. The
// weight's first two dimensions are those of out and in, in either order.
inline at::Tensor variance_scaled(at::IntArrayRef shape, double scale) {
  double field = 1;
  for (std::size_t d = 2; d < shape.size(); ++d) field *= static_cast<double>(shape[d]);
  const double fans = field * static_cast<double>(shape[0] + shape[1]);
  const double b = std::sqrt(6 * (scale == 0 ? 1e-10 : scale) / fans);
  return at::empty(shape).uniform_(-b, b);
}

// Uniform in [-b, b) with b^2 = 1 / fan_in, for weights and biases alike: what PyTorch gives its
// own layers.
inline at::Tensor fan_in_scaled(at::IntArrayRef shape, std::int64_t fan_in) {
  const double b = 1 / std::sqrt(static_cast<double>(fan_in));
  return at::empty(shape).uniform_(-b, b);
}
enum class Initial { published, pytorch };  // biases of the first are zero

// The memory format that the layers are fastest in: on the CPU channels last, and as they come
// where gradients are wanted.
inline at::Tensor in_best_format(const at::Tensor& images) {
  return images.is_cpu() && !at::GradMode::is_enabled()
             ? images.contiguous(at::MemoryFormat::ChannelsLast)
             : images;
}

struct ConvolutionOptions {
  std::int64_t in, out, size = 3, stride = 1, padding = 1, dilation = 1;
  bool bias = true;
  double scale = 1;  // of the initial weights, as published
  Initial initial = Initial::published;
};

class Convolution : public ::torch::nn::Module {
 public:
  explicit Convolution(const ConvolutionOptions& o) : options_(o) {
    const bool published = o.initial == Initial::published;
    const std::int64_t shape[] = {o.out, o.in, o.size, o.size}, fan_in = o.in * o.size * o.size;
    weight = register_parameter(
        "weight", published ? variance_scaled(shape, o.scale) : fan_in_scaled(shape, fan_in));
    if (o.bias)
      bias = register_parameter("bias",
                                published ? at::zeros({o.out}) : fan_in_scaled({o.out}, fan_in));
  }
  at::Tensor forward(const at::Tensor& x) const {
    if (prepared_.serves(weight, x)) return prepared_.convolve(x, bias);
    const Window w = window();
    return at::conv2d(x.to(weight.scalar_type()), weight, bias, w.stride, w.padding, w.dilation);
  }
  void prepare(bool minimal_filtering) {
    prepared_ = PreparedKernel(weight, weight, window(), minimal_filtering);
  }

  at::Tensor weight, bias;

 private:
  Window window() const { return {options_.stride, options_.padding, options_.dilation}; }
  ConvolutionOptions options_;
  PreparedKernel prepared_;
};
inline std::shared_ptr<Convolution> conv3x3(std::int64_t in, std::int64_t out, double scale = 1) {
  return std::make_shared<Convolution>(ConvolutionOptions{.in = in, .out = out, .scale = scale});
}
inline std::shared_ptr<Convolution> conv1x1(std::int64_t in, std::int64_t out, double scale = 1) {
  return std::make_shared<Convolution>(
      ConvolutionOptions{.in = in, .out = out, .size = 1, .padding = 0, .scale = scale});
}

class Linear : public ::torch::nn::Module {
 public:
  Linear(std::int64_t in, std::int64_t out, Initial initial = Initial::published) {
    const bool published = initial == Initial::published;
    weight = register_parameter(
        "weight", published ? variance_scaled({out, in}, 1) : fan_in_scaled({out, in}, in));
    bias = register_parameter("bias", published ? at::zeros({out}) : fan_in_scaled({out}, in));
  }
  at::Tensor forward(const at::Tensor& x) const { return at::linear(x, weight, bias); }

  at::Tensor weight, bias;
};

// "Network in network": a matrix W [in, out] on the channels of every pixel, and b.
class Nin : public ::torch::nn::Module {
 public:
  Nin(std::int64_t in, std::int64_t out, double scale = 0.1) {
    W = register_parameter("W", variance_scaled({in, out}, scale));
    b = register_parameter("b", at::zeros({out}));
  }
  at::Tensor forward(const at::Tensor& x) const {
    if (prepared_.serves(W, x)) return prepared_.convolve(x, b);
    return at::conv2d(x.to(W.scalar_type()), kernel(), b);
  }
  void prepare() { prepared_ = PreparedKernel(W, kernel(), {.padding = 0}, false); }

  at::Tensor W, b;

 private:
  at::Tensor kernel() const { return W.t().unsqueeze(2).unsqueeze(3); }  // of one pixel
  PreparedKernel prepared_;
};

inline std::int64_t groups_of(std::int64_t channels) {
  return std::min<std::int64_t>(channels / 4, 32);
}

class GroupNorm : public ::torch::nn::Module {
 public:
  GroupNorm(std::int64_t groups, std::int64_t channels, double eps = 1e-6)
      : groups_(groups), eps_(eps) {
    weight = register_parameter("weight", at::ones({channels}));
    bias = register_parameter("bias", at::zeros({channels}));
  }

  at::Tensor forward(const at::Tensor& x) const {
    if (serves(x)) return fused(x, false);
    return at::group_norm(x, groups_, weight, bias, eps_);
  }
  // x sigmoid(x) of the same.
  at::Tensor swish(const at::Tensor& x) const {
    if (serves(x)) return fused(x, true);
    return at::silu(at::group_norm(x, groups_, weight, bias, eps_));
  }

  at::Tensor weight, bias;

 private:
  bool serves(const at::Tensor& x) const {
    return NormalisedSwish::serves(x, weight) || device_kernels().normalise(x, weight, bias);
  }
  at::Tensor fused(const at::Tensor& x, bool swish) const {
    if (x.is_cuda())
      return device_kernels().group_norm_swish(x, weight, bias, groups_, eps_, swish);
    return NormalisedSwish{groups_, eps_, swish}(x, weight, bias);
  }
  std::int64_t groups_;
  double eps_;
};

}  // namespace scoresde::network
