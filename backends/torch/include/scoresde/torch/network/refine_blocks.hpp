// The blocks of NCSN and NCSNv2 (Song and Ermon 2019, 2020): residual blocks with instance
// normalisation of a kind of its own, and RefineNet's joining of scales (Lin et al. 2017).
#pragma once
#include <ATen/ops/elu.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/upsample_bilinear2d.h>
#include <torch/nn/modules/container/modulelist.h>

#include <scoresde/torch/network/layers.hpp>
#include <scoresde/torch/network/resampling.hpp>
#include <string>
#include <vector>

namespace scoresde::network {

// gamma (h + alpha (mu_c - m) / sqrt(v + eps)) + beta with h = (x - mu_c) / sqrt(var_c + eps), mu_c
// and var_c over the pixels of a channel, m and the unbiased v over the channels' mu_c.
class InstanceNormPlus : public ::torch::nn::Module {
 public:
  explicit InstanceNormPlus(std::int64_t channels) {
    alpha_ = register_parameter("alpha", 1 + 0.02 * at::randn({channels}));
    gamma_ = register_parameter("gamma", 1 + 0.02 * at::randn({channels}));
    beta_ = register_parameter("beta", at::zeros({channels}));
  }
  at::Tensor forward(const at::Tensor& x) const {
    constexpr double eps = 1e-5;
    const at::Tensor means = x.mean({2, 3}, true);
    const at::Tensor h = (x - means) / (x.var({2, 3}, false, true) + eps).sqrt();
    const at::Tensor m = means.mean(1, true), v = means.var({1}, true, true);
    const at::Tensor shift = (means - m) / (v + eps).sqrt();
    return a_channel(gamma_) * (h + a_channel(alpha_) * shift) + a_channel(beta_);
  }

 private:
  static at::Tensor a_channel(const at::Tensor& k) { return k.view({1, -1, 1, 1}); }
  at::Tensor alpha_, gamma_, beta_;
};

// alpha x / sqrt(var_c + eps), the unbiased variance over the pixels of a channel.
class VarianceNorm : public ::torch::nn::Module {
 public:
  explicit VarianceNorm(std::int64_t channels) {
    alpha_ = register_parameter("alpha", 1 + 0.02 * at::randn({channels}));
  }
  at::Tensor forward(const at::Tensor& x) const {
    return alpha_.view({1, -1, 1, 1}) * x / (x.var({2, 3}, true, true) + 1e-5).sqrt();
  }

 private:
  at::Tensor alpha_;
};

inline std::shared_ptr<Convolution> ncsn_convolution(std::int64_t in, std::int64_t out,
                                                     std::int64_t size, std::int64_t dilation,
                                                     bool bias = true) {
  return std::make_shared<Convolution>(ConvolutionOptions{.in = in,
                                                          .out = out,
                                                          .size = size,
                                                          .padding = size / 2 * dilation,
                                                          .dilation = dilation,
                                                          .bias = bias,
                                                          .initial = Initial::pytorch});
}

// A convolution, then the mean of every four pixels.
class ConvolutionMeanPool : public ::torch::nn::Module {
 public:
  ConvolutionMeanPool(std::int64_t in, std::int64_t out, std::int64_t size) {
    conv_ = register_module("conv", ncsn_convolution(in, out, size, 1));
  }
  at::Tensor forward(const at::Tensor& x) { return naive_downsample_2d(conv_->forward(x)); }

 private:
  std::shared_ptr<Convolution> conv_;
};

// x + conv2(elu(normalize2(conv1(elu(normalize1 x))))). A block that goes down halves the image, or
// where it dilates its kernels instead, keeps it.
class NcsnResidualBlock : public ::torch::nn::Module {
 public:
  NcsnResidualBlock(std::int64_t in, std::int64_t out, bool down = false,
                    std::int64_t dilation = 1) {
    const std::int64_t between = down ? in : out;
    conv_1_ = register_module("conv1", ncsn_convolution(in, between, 3, dilation));
    norm_2_ = register_module("normalize2", std::make_shared<InstanceNormPlus>(between));
    if (down && dilation == 1) {
      pool_2_ = register_module("conv2", std::make_shared<ConvolutionMeanPool>(in, out, 3));
      pool_around_ = register_module("shortcut", std::make_shared<ConvolutionMeanPool>(in, out, 1));
    } else {
      conv_2_ = register_module("conv2", ncsn_convolution(between, out, 3, dilation));
      if (down || in != out)
        around_ =
            register_module("shortcut", ncsn_convolution(in, out, dilation > 1 ? 3 : 1, dilation));
    }
    norm_1_ = register_module("normalize1", std::make_shared<InstanceNormPlus>(in));
  }
  at::Tensor forward(const at::Tensor& x) {
    at::Tensor h = conv_1_->forward(at::elu(norm_1_->forward(x)));
    h = at::elu(norm_2_->forward(h));
    if (pool_2_) return pool_around_->forward(x) + pool_2_->forward(h);
    return (around_ ? around_->forward(x) : x) + conv_2_->forward(h);
  }

 private:
  std::shared_ptr<Convolution> conv_1_, conv_2_, around_;
  std::shared_ptr<ConvolutionMeanPool> pool_2_, pool_around_;
  std::shared_ptr<InstanceNormPlus> norm_1_, norm_2_;
};

// Residual convolution units: blocks of `stages` times elu and a convolution, each block around x.
class ResidualConvolutions : public ::torch::nn::Module {
 public:
  ResidualConvolutions(std::int64_t channels, int blocks, int stages) : stages_(stages) {
    for (int b = 1; b <= blocks; ++b)
      for (int s = 1; s <= stages; ++s)
        convs_.push_back(register_module(std::to_string(b) + "_" + std::to_string(s) + "_conv",
                                         ncsn_convolution(channels, channels, 3, 1, false)));
  }
  at::Tensor forward(at::Tensor x) {
    for (std::size_t i = 0; i < convs_.size();) {
      const at::Tensor before = x;
      for (int s = 0; s < stages_; ++s) x = convs_[i++]->forward(at::elu(x));
      x = x + before;
    }
    return x;
  }

 private:
  int stages_;
  std::vector<std::shared_ptr<Convolution>> convs_;
};

// Several 3x3 convolutions under the name `convs`.
class Convolutions : public ::torch::nn::Module {
 public:
  Convolutions(const std::vector<std::int64_t>& in, std::int64_t out, bool bias) {
    convs_ = register_module("convs", ::torch::nn::ModuleList());
    for (const std::int64_t channels : in)
      convs_->push_back(ncsn_convolution(channels, out, 3, 1, bias));
  }

 protected:
  at::Tensor convolve(std::size_t i, const at::Tensor& x) {
    return convs_->ptr(i)->as<Convolution>()->forward(x);
  }
  std::size_t count() const { return convs_->size(); }

 private:
  ::torch::nn::ModuleList convs_;
};
// Every scale convolved, brought to one size, and added.
class MultiScaleFusion : public Convolutions {
 public:
  MultiScaleFusion(const std::vector<std::int64_t>& in, std::int64_t out)
      : Convolutions(in, out, true) {}
  at::Tensor forward(const std::vector<at::Tensor>& x, at::IntArrayRef size) {
    at::Tensor sum;
    for (std::size_t i = 0; i < count(); ++i) {
      const at::Tensor scaled = at::upsample_bilinear2d(convolve(i, x[i]), size, true);
      sum = sum.defined() ? sum + scaled : scaled;
    }
    return sum;
  }
};
// Pooled and convolved twice over, each result added.
class ChainedResidualPooling : public Convolutions {
 public:
  explicit ChainedResidualPooling(std::int64_t channels)
      : Convolutions({channels, channels}, channels, false) {}
  at::Tensor forward(const at::Tensor& input) {
    at::Tensor x = at::elu(input), path = x;
    for (std::size_t i = 0; i < count(); ++i) {
      path = convolve(i, at::max_pool2d(path, 5, 1, 2));
      x = x + path;
    }
    return x;
  }
};

class RefineBlock : public ::torch::nn::Module {
 public:
  RefineBlock(const std::vector<std::int64_t>& in, std::int64_t out, bool end = false) {
    adapt_ = register_module("adapt_convs", ::torch::nn::ModuleList());
    for (const std::int64_t channels : in)
      adapt_->push_back(std::make_shared<ResidualConvolutions>(channels, 2, 2));
    output_ = register_module("output_convs",
                              std::make_shared<ResidualConvolutions>(out, end ? 3 : 1, 2));
    if (in.size() > 1)
      fusion_ = register_module("msf", std::make_shared<MultiScaleFusion>(in, out));
    pooling_ = register_module("crp", std::make_shared<ChainedResidualPooling>(out));
  }
  at::Tensor forward(const std::vector<at::Tensor>& x, at::IntArrayRef size) {
    std::vector<at::Tensor> h;
    for (std::size_t i = 0; i < x.size(); ++i)
      h.push_back(adapt_->ptr(i)->as<ResidualConvolutions>()->forward(x[i]));
    return output_->forward(pooling_->forward(fusion_ ? fusion_->forward(h, size) : h[0]));
  }

 private:
  ::torch::nn::ModuleList adapt_;
  std::shared_ptr<ResidualConvolutions> output_;
  std::shared_ptr<MultiScaleFusion> fusion_;
  std::shared_ptr<ChainedResidualPooling> pooling_;
};

}  // namespace scoresde::network
