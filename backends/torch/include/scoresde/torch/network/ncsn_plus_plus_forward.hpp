// How NCSN++ runs: its modules one after another, in the order in which they were added.
#pragma once
#include <scoresde/torch/network/ncsn_plus_plus.hpp>

namespace scoresde::network {

class NcsnPlusPlus::Forward {
 public:
  explicit Forward(NcsnPlusPlus& network) : net_(network), o_(network.o_) {}

  at::Tensor operator()(const at::Tensor& images, const at::Tensor& labels) {
    embed(labels);
    const at::Tensor x = o_.centered ? images : 2 * images - 1;
    const at::Tensor y = up(middle(down(in_best_format(x)))).to(images.scalar_type());
    return (o_.scale_by_sigma ? y / sigma_.to(y.scalar_type()).view({-1, 1, 1, 1}) : y)
        .contiguous();
  }

 private:
  template <class Module>
  Module& next() {
    return *net_.all_modules_->ptr(next_++)->as<Module>();
  }
  at::Tensor block(const at::Tensor& h) { return next<ResidualBlock>().forward(h, embedding_); }
  at::Tensor attend(const at::Tensor& h) {
    return net_.attends(h.size(3)) ? next<AttentionBlock>().forward(h) : h;
  }
  at::Tensor resample(const at::Tensor& h) {
    return o_.block == BlockType::ddpm ? next<ResamplingBlock>().forward(h) : block(h);
  }
  at::Tensor output(const at::Tensor& h) {
    const at::Tensor y = next<GroupNorm>().swish(h);
    return next<Convolution>().forward(y);
  }
  at::Tensor rescaled(const at::Tensor& a, const at::Tensor& b) {
    return joined(a, b, o_.skip_rescale);
  }

  void embed(const at::Tensor& labels) {
    if (o_.embedding == Embedding::fourier) {
      sigma_ = labels;
      embedding_ = next<FourierEmbedding>().forward(labels.log());
    } else {
      if (o_.scale_by_sigma) sigma_ = net_.sigmas_.index_select(0, labels.to(at::kLong));
      embedding_ = positional_embedding(labels, o_.features);
    }
    if (!o_.conditional) return;
    embedding_ = next<Linear>().forward(embedding_);
    embedding_ = next<Linear>().forward(swish(embedding_));
  }

  at::Tensor down(const at::Tensor& x) {
    at::Tensor h = next<Convolution>().forward(x), pyramid = x;
    skips_.push_back(h);
    for (std::size_t level = 0; level < o_.multipliers.size(); ++level) {
      for (int b = 0; b < o_.blocks; ++b) {
        h = attend(block(h));
        skips_.push_back(h);
      }
      if (level + 1 == o_.multipliers.size()) break;
      h = resample(h);
      if (o_.input == ProgressiveInput::input_skip) {
        pyramid = resampled(pyramid, Resample::down, o_.filter);
        h = next<Combine>().forward(pyramid, h);
      } else if (o_.input == ProgressiveInput::residual) {
        pyramid = next<ResamplingBlock>().forward(pyramid);
        h = pyramid = rescaled(pyramid, h);
      }
      skips_.push_back(h);
    }
    return h;
  }
  at::Tensor middle(const at::Tensor& x) {
    at::Tensor h = block(x);
    h = next<AttentionBlock>().forward(h);
    return block(h);
  }
  at::Tensor up(at::Tensor h) {
    at::Tensor pyramid;
    for (std::size_t level = o_.multipliers.size(); level-- > 0;) {
      for (int b = 0; b <= o_.blocks; ++b) {
        h = block(at::cat({h, skips_.back()}, 1));
        skips_.pop_back();
      }
      h = attend(h);
      if (o_.output == ProgressiveOutput::output_skip) {
        const at::Tensor image = output(h);
        pyramid = pyramid.defined() ? resampled(pyramid, Resample::up, o_.filter) + image : image;
      } else if (o_.output == ProgressiveOutput::residual) {
        if (pyramid.defined())
          h = pyramid = rescaled(next<ResamplingBlock>().forward(pyramid), h);
        else
          pyramid = output(h);
      }
      if (level > 0) h = resample(h);
    }
    return o_.output == ProgressiveOutput::output_skip ? pyramid : output(h);
  }

  NcsnPlusPlus& net_;
  const NcsnPlusPlusOptions& o_;
  std::size_t next_ = 0;
  at::Tensor embedding_, sigma_;
  std::vector<at::Tensor> skips_;
};

inline at::Tensor NcsnPlusPlus::forward(const at::Tensor& images, const at::Tensor& labels) {
  return Forward(*this)(images, labels);
}

}  // namespace scoresde::network
