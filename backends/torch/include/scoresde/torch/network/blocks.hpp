// The blocks of NCSN++, DDPM++ and DDPM (Ho et al. 2020; Brock et al. 2019; Song et al. 2021),
// parameters named and ordered as published.
#pragma once
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/softmax.h>

#include <numbers>
#include <scoresde/torch/network/layers.hpp>
#include <scoresde/torch/network/resampling.hpp>
#include <scoresde/torch/network/scaled_sum.hpp>

namespace scoresde::network {

inline at::Tensor swish(const at::Tensor& x) { return at::silu(x); }

// x + h, divided by sqrt(2) so that the variance stays.
inline at::Tensor joined(const at::Tensor& x, const at::Tensor& h, bool rescale) {
  return scaled_sum(x, h, rescale ? 1 / std::numbers::sqrt2 : 1);
}

enum class Resample { none, up, down };

struct BlockOptions {
  std::int64_t embedding;   // size of the vector that tells the time; none: 0
  std::int64_t groups = 0;  // of every normalisation; 0: min(channels / 4, 32)
  double dropout = 0.1;
  bool rescale = true;  // skip connections, by 1 / sqrt(2)
  Filter filter = {};   // of the resampling; empty: naive
};

inline std::shared_ptr<GroupNorm> norm(std::int64_t channels, std::int64_t groups) {
  return std::make_shared<GroupNorm>(groups > 0 ? groups : groups_of(channels), channels);
}

inline at::Tensor resampled(const at::Tensor& x, Resample how, const Filter& filter) {
  if (how == Resample::up) return filter.empty() ? naive_upsample_2d(x) : upsample_2d(x, filter);
  if (how == Resample::down)
    return filter.empty() ? naive_downsample_2d(x) : downsample_2d(x, filter);
  return x;
}

// What a residual block adds: Conv_1(swish(GroupNorm_1(Conv_0(swish(GroupNorm_0 x)) + Dense_0))),
// with x resampled within. The derived blocks say how x comes around it.
class ResidualBlock : public ::torch::nn::Module {
 public:
  at::Tensor forward(const at::Tensor& x, const at::Tensor& embedding) {
    at::Tensor h = resampled(norm_0_->swish(x), resample_, options_.filter);
    h = conv_0_->forward(h);
    if (dense_) {
      const at::Tensor shift = dense_->forward(swish(embedding)).to(h.scalar_type());
      h = with_shift(h, shift.unsqueeze(2).unsqueeze(3));
    }
    h = norm_1_->swish(h);
    if (is_training()) h = at::dropout(h, options_.dropout, true);
    return joined(around(resampled(x, resample_, options_.filter)), conv_1_->forward(h),
                  options_.rescale);
  }

 protected:
  ResidualBlock(std::int64_t in, std::int64_t out, const BlockOptions& options, Resample resample)
      : options_(options), resample_(resample) {
    norm_0_ = register_module("GroupNorm_0", norm(in, options.groups));
    conv_0_ = register_module("Conv_0", conv3x3(in, out));
    if (options.embedding > 0)
      dense_ = register_module("Dense_0", std::make_shared<Linear>(options.embedding, out));
    norm_1_ = register_module("GroupNorm_1", norm(out, options.groups));
    conv_1_ = register_module("Conv_1", conv3x3(out, out, 0));
  }

 private:
  virtual at::Tensor around(const at::Tensor& x) const = 0;

  // In place where no gradient needs what was there: h is a convolution's output, of no other use.
  static at::Tensor with_shift(at::Tensor& h, const at::Tensor& shift) {
    return at::GradMode::is_enabled() ? h + shift : h.add_(shift);
  }

  BlockOptions options_;
  Resample resample_;
  std::shared_ptr<GroupNorm> norm_0_, norm_1_;
  std::shared_ptr<Convolution> conv_0_, conv_1_;
  std::shared_ptr<Linear> dense_;
};

class ResidualBlockDdpm : public ResidualBlock {
 public:
  ResidualBlockDdpm(std::int64_t in, std::int64_t out, const BlockOptions& options)
      : ResidualBlock(in, out, options, Resample::none) {
    if (in != out) nin_ = register_module("NIN_0", std::make_shared<Nin>(in, out));
  }

 private:
  at::Tensor around(const at::Tensor& x) const override { return nin_ ? nin_->forward(x) : x; }
  std::shared_ptr<Nin> nin_;
};

class ResidualBlockBigGan : public ResidualBlock {
 public:
  ResidualBlockBigGan(std::int64_t in, std::int64_t out, const BlockOptions& options,
                      Resample resample = Resample::none)
      : ResidualBlock(in, out, options, resample) {
    if (in != out || resample != Resample::none)
      conv_2_ = register_module("Conv_2", conv1x1(in, out));
  }

 private:
  at::Tensor around(const at::Tensor& x) const override {
    return conv_2_ ? conv_2_->forward(x) : x;
  }
  std::shared_ptr<Convolution> conv_2_;
};

// Every pixel sees every other, one head: x + NIN_3(softmax(q k / sqrt(channels)) v).
class AttentionBlock : public ::torch::nn::Module {
 public:
  AttentionBlock(std::int64_t channels, const BlockOptions& options) : rescale_(options.rescale) {
    norm_ = register_module("GroupNorm_0", norm(channels, options.groups));
    for (int i = 0; i < 4; ++i)
      nin_[i] = register_module("NIN_" + std::to_string(i),
                                std::make_shared<Nin>(channels, channels, i < 3 ? 0.1 : 0));
  }
  at::Tensor forward(const at::Tensor& x) {
    const at::Tensor h = norm_->forward(x);
    const auto rows = [&](int i) {  // [samples, pixels, channels]
      return nin_[i]->forward(h).permute({0, 2, 3, 1}).flatten(1, 2);
    };
    const double scale = 1 / std::sqrt(static_cast<double>(x.size(1)));
    const at::Tensor weight = at::softmax(at::bmm(rows(0) * scale, rows(1).transpose(1, 2)), 2);
    const at::Tensor seen = at::bmm(weight, rows(2)).unflatten(1, {x.size(2), x.size(3)});
    return joined(x, nin_[3]->forward(seen.permute({0, 3, 1, 2})), rescale_);
  }

 private:
  bool rescale_;
  std::shared_ptr<GroupNorm> norm_;
  std::shared_ptr<Nin> nin_[4];
};

// Resampling as a module of its own, with a 3x3 convolution or without.
class ResamplingBlock : public ::torch::nn::Module {
 public:
  ResamplingBlock(std::int64_t in, std::int64_t out, Resample how, bool convolves, Filter filter)
      : how_(how), filter_(std::move(filter)) {
    if (!convolves) return;
    const bool strided = how == Resample::down || !filter_.empty();
    conv_ = register_module(
        filter_.empty() ? "Conv_0" : "Conv2d_0",
        std::make_shared<Convolution>(ConvolutionOptions{
            .in = in, .out = out, .stride = strided ? 2 : 1, .padding = strided ? 0 : 1}));
  }
  at::Tensor forward(const at::Tensor& x) {
    if (!conv_) return resampled(x, how_, filter_);
    if (filter_.empty()) {
      if (how_ == Resample::up) return conv_->forward(naive_upsample_2d(x));
      return conv_->forward(at::constant_pad_nd(x, {0, 1, 0, 1}, 0));
    }
    if (how_ == Resample::up) return upsample_conv_2d(x, conv_->weight, conv_->bias, filter_);
    return conv_->forward(smoothed_for_stride(x.to(conv_->weight.scalar_type()), filter_));
  }

 private:
  Resample how_;
  Filter filter_;
  std::shared_ptr<Convolution> conv_;
};

enum class CombineBy { sum, cat };

// A pyramid of the input joins the features: Conv_0 1x1, added or put beside.
class Combine : public ::torch::nn::Module {
 public:
  Combine(std::int64_t pyramid, std::int64_t features, CombineBy by) : by_(by) {
    conv_ = register_module("Conv_0", conv1x1(pyramid, features));
  }
  at::Tensor forward(const at::Tensor& pyramid, const at::Tensor& h) {
    const at::Tensor p = conv_->forward(pyramid);
    return by_ == CombineBy::sum ? p + h : at::cat({p, h}, 1);
  }

 private:
  CombineBy by_;
  std::shared_ptr<Convolution> conv_;
};

}  // namespace scoresde::network
