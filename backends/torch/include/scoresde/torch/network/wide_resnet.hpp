// The noise-conditional classifier that guides class-conditional sampling (Song et al. 2021,
// appendix I): a Wide ResNet 28-10 (Zagoruyko and Komodakis 2016) with group normalisation, told
// the noise level by a Fourier embedding. Published in JAX alone, so the names here are our own.
#pragma once
#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/modules/container/modulelist.h>

#include <scoresde/torch/network/blocks.hpp>
#include <scoresde/torch/network/embedding.hpp>

namespace scoresde::network {

struct WideResNetOptions {
  std::int64_t classes = 10;
  std::int64_t blocks = 4;       // in each of the three groups
  std::int64_t multiplier = 10;  // of 16, 32 and 64 channels
  double fourier_scale = 16;
  std::vector<double> mean = {.49139968, .48215841, .44653091};  // of CIFAR-10, data in [0, 1]
  std::vector<double> deviation = {.24703224, .24348513, .26158784};
};

// Normal with variance 2 / fan_out (He et al. 2015).
inline std::shared_ptr<Convolution> he_convolution(std::int64_t in, std::int64_t out,
                                                   std::int64_t stride = 1) {
  auto conv = std::make_shared<Convolution>(
      ConvolutionOptions{.in = in, .out = out, .stride = stride, .bias = false});
  const at::NoGradGuard no_gradients;
  conv->weight.normal_(0, std::sqrt(2 / (9.0 * static_cast<double>(out))));
  return conv;
}

// x + conv_1(relu(norm_1(conv_0(relu(norm_0 x)) + dense(swish embedding)))). Around a block that
// halves the image or has more channels go means of pixels, and zeros for the new channels.
class WideBlock : public ::torch::nn::Module {
 public:
  WideBlock(std::int64_t in, std::int64_t out, std::int64_t stride, std::int64_t embedding,
            bool first)
      : stride_(stride), added_(out - in), first_(first) {
    norm_0_ = register_module("norm_0", std::make_shared<GroupNorm>(groups_of(in), in, 1e-5));
    conv_0_ = register_module("conv_0", he_convolution(in, out, stride));
    dense_ = register_module("dense", std::make_shared<Linear>(embedding, out));
    norm_1_ = register_module("norm_1", std::make_shared<GroupNorm>(groups_of(out), out, 1e-5));
    conv_1_ = register_module("conv_1", he_convolution(out, out));
  }
  at::Tensor forward(const at::Tensor& x, const at::Tensor& embedding) {
    const at::Tensor active = at::relu(norm_0_->forward(x));
    at::Tensor h =
        conv_0_->forward(active) + dense_->forward(swish(embedding)).unsqueeze(2).unsqueeze(3);
    h = conv_1_->forward(at::relu(norm_1_->forward(h)));
    at::Tensor around = first_ ? active : x;  // the first block of all activates what it keeps
    if (stride_ > 1) around = at::avg_pool2d(around, stride_);
    if (added_ > 0) around = at::constant_pad_nd(around, {0, 0, 0, 0, 0, added_});
    return around + h;
  }

 private:
  std::int64_t stride_, added_;
  bool first_;
  std::shared_ptr<GroupNorm> norm_0_, norm_1_;
  std::shared_ptr<Convolution> conv_0_, conv_1_;
  std::shared_ptr<Linear> dense_;
};

class WideResNet : public ::torch::nn::Module {
 public:
  explicit WideResNet(const WideResNetOptions& options = {}) : o_(options) {
    constexpr std::int64_t embedding = 512;
    fourier_ =
        register_module("fourier", std::make_shared<FourierEmbedding>(128, o_.fourier_scale));
    dense_0_ = register_module("dense_0", std::make_shared<Linear>(256, embedding));
    dense_1_ = register_module("dense_1", std::make_shared<Linear>(embedding, embedding));
    begin_ = register_module("conv", he_convolution(3, 16));
    blocks_ = register_module("blocks", ::torch::nn::ModuleList());
    std::int64_t channels = 16;
    for (std::int64_t group = 0; group < 3; ++group) {
      const std::int64_t out = (std::int64_t{16} << group) * o_.multiplier;
      for (std::int64_t b = 0; b < o_.blocks; ++b, channels = out)
        blocks_->push_back(std::make_shared<WideBlock>(channels, out, group > 0 && b == 0 ? 2 : 1,
                                                       embedding, group == 0 && b == 0));
    }
    norm_ =
        register_module("norm", std::make_shared<GroupNorm>(groups_of(channels), channels, 1e-5));
    end_ = register_module("end", std::make_shared<Linear>(channels, o_.classes));
    const at::NoGradGuard no_gradients;
    const double bound = 1 / std::sqrt(static_cast<double>(o_.classes));
    end_->weight.uniform_(-bound, bound);
  }

  // images [samples, 3, height, width] in [0, 1] with noise of level sigma [samples] added; gives
  // the logits [samples, classes].
  at::Tensor forward(const at::Tensor& images, const at::Tensor& sigma) {
    at::Tensor e = dense_0_->forward(fourier_->forward(sigma.log()));
    e = dense_1_->forward(swish(e));
    at::Tensor h = begin_->forward(standardised(images));
    for (std::size_t i = 0; i < blocks_->size(); ++i)
      h = blocks_->ptr(i)->as<WideBlock>()->forward(h, e);
    return end_->forward(at::relu(norm_->forward(h)).mean({2, 3}));
  }

 private:
  // By the data's statistics, then each image by its own, its deviation no less than 1 / sqrt(D).
  at::Tensor standardised(const at::Tensor& images) const {
    const at::Tensor mean = at::tensor(o_.mean, images.options()).view({1, -1, 1, 1});
    const at::Tensor deviation = at::tensor(o_.deviation, images.options()).view({1, -1, 1, 1});
    const at::Tensor x = (images - mean) / deviation;
    const double least = 1 / std::sqrt(static_cast<double>(x.numel() / x.size(0)));
    const at::Tensor own = x.var({1, 2, 3}, false, true).sqrt().clamp_min(least);
    return (x - x.mean({1, 2, 3}, true)) / own;
  }

  WideResNetOptions o_;
  std::shared_ptr<FourierEmbedding> fourier_;
  std::shared_ptr<Linear> dense_0_, dense_1_, end_;
  std::shared_ptr<Convolution> begin_;
  std::shared_ptr<GroupNorm> norm_;
  ::torch::nn::ModuleList blocks_;
};

}  // namespace scoresde::network
