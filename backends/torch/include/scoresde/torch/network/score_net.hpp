// The network of the tutorial on score-based models (Song 2021): a U-Net of four levels for images
// of 28 x 28, told the time itself, for the SDE dx = s^t dw.
#pragma once
#include <ATen/ops/conv_transpose2d.h>

#include <scoresde/torch/network/embedding.hpp>

namespace scoresde::network {

struct ScoreNetOptions {
  double sigma = 25;  // s
  std::int64_t embedding = 256;
  std::int64_t channels[4] = {32, 64, 128, 256};
  double fourier_scale = 30;
};

class ScoreNet : public ::torch::nn::Module {
 public:
  explicit ScoreNet(const ScoreNetOptions& options = {}) : o_(options) {
    embed_ = register_module("embed", std::make_shared<Embed>(o_));
    const std::int64_t* c = o_.channels;
    for (int i = 0; i < 4; ++i) {
      const std::string name = std::to_string(i + 1);
      conv_[i] = register_module("conv" + name, std::make_shared<Convolution>(ConvolutionOptions{
                                                    .in = i == 0 ? 1 : c[i - 1],
                                                    .out = c[i],
                                                    .stride = i == 0 ? 1 : 2,
                                                    .padding = 0,
                                                    .bias = false,
                                                    .initial = Initial::pytorch}));
      dense_[i] = register_module("dense" + name, std::make_shared<Dense>(o_.embedding, c[i]));
      norm_[i] =
          register_module("gnorm" + name, std::make_shared<GroupNorm>(i == 0 ? 4 : 32, c[i], 1e-5));
    }
    for (int i = 3; i > 0; --i) {
      const std::string name = std::to_string(i + 1);
      const std::int64_t in = i == 3 ? c[3] : 2 * c[i];
      up_[i] = register_module("tconv" + name,
                               std::make_shared<Transposed>(in, c[i - 1], 2, i < 3 ? 1 : 0, false));
      dense_[7 - i] = register_module("dense" + std::to_string(8 - i),
                                      std::make_shared<Dense>(o_.embedding, c[i - 1]));
      up_norm_[i] =
          register_module("tgnorm" + name, std::make_shared<GroupNorm>(32, c[i - 1], 1e-5));
    }
    up_[0] = register_module("tconv1", std::make_shared<Transposed>(2 * c[0], 1, 1, 0, true));
  }

  // images [samples, 1, 28, 28], times [samples].
  at::Tensor forward(const at::Tensor& images, const at::Tensor& times) {
    const at::Tensor e = at::silu(embed_->forward(times));
    at::Tensor h = images;
    std::vector<at::Tensor> skips;
    for (int i = 0; i < 4; ++i) {
      h = norm_[i]->swish(conv_[i]->forward(h) + dense_[i]->forward(e));
      skips.push_back(h);
    }
    for (int i = 3; i > 0; --i) {
      const at::Tensor in = i == 3 ? h : at::cat({h, skips[static_cast<std::size_t>(i)]}, 1);
      h = up_norm_[i]->swish(up_[i]->forward(in) + dense_[7 - i]->forward(e));
    }
    const double log_sigma = std::log(o_.sigma);
    const at::Tensor deviation = ((times * (2 * log_sigma)).expm1() / (2 * log_sigma)).sqrt();
    return up_[0]->forward(at::cat({h, skips[0]}, 1)) / deviation.view({-1, 1, 1, 1});
  }

 private:
  struct Embed : ::torch::nn::Module {
    explicit Embed(const ScoreNetOptions& o) {
      fourier = register_module(
          "0", std::make_shared<FourierEmbedding>(o.embedding / 2, o.fourier_scale));
      linear = register_module(
          "1", std::make_shared<Linear>(o.embedding, o.embedding, Initial::pytorch));
    }
    at::Tensor forward(const at::Tensor& t) { return linear->forward(fourier->forward(t)); }
    std::shared_ptr<FourierEmbedding> fourier;
    std::shared_ptr<Linear> linear;
  };
  struct Dense : ::torch::nn::Module {
    Dense(std::int64_t in, std::int64_t out) {
      dense = register_module("dense", std::make_shared<Linear>(in, out, Initial::pytorch));
    }
    at::Tensor forward(const at::Tensor& e) { return dense->forward(e).unsqueeze(2).unsqueeze(3); }
    std::shared_ptr<Linear> dense;
  };
  // A 3x3 convolution from each pixel to many; weight [in, out, 3, 3].
  struct Transposed : ::torch::nn::Module {
    Transposed(std::int64_t in, std::int64_t out, std::int64_t by, std::int64_t extra, bool biased)
        : stride(by), output_padding(extra) {
      weight = register_parameter("weight", fan_in_scaled({in, out, 3, 3}, out * 9));
      if (biased) bias = register_parameter("bias", fan_in_scaled({out}, out * 9));
    }
    at::Tensor forward(const at::Tensor& x) const {
      return at::conv_transpose2d(x, weight, bias, stride, 0, output_padding);
    }
    std::int64_t stride, output_padding;
    at::Tensor weight, bias;
  };

  ScoreNetOptions o_;
  std::shared_ptr<Embed> embed_;
  std::shared_ptr<Convolution> conv_[4];
  std::shared_ptr<Dense> dense_[7];
  std::shared_ptr<GroupNorm> norm_[4], up_norm_[4];
  std::shared_ptr<Transposed> up_[4];
};

}  // namespace scoresde::network
