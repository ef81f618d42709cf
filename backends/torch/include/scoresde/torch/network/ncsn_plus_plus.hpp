// NCSN++ and DDPM++ (Song et al. 2021, appendix H), every option of the published code. Modules,
// parameter names, order and shapes are as published: all_modules.0, all_modules.1, ...
#pragma once
#include <torch/nn/modules/container/modulelist.h>

#include <scoresde/sde/validate.hpp>
#include <scoresde/torch/network/blocks.hpp>
#include <scoresde/torch/network/embedding.hpp>
#include <scoresde/torch/network/noise_levels.hpp>
#include <vector>

namespace scoresde::network {

enum class Embedding { fourier, positional };
enum class BlockType { ddpm, big_gan };
enum class ProgressiveOutput { none, output_skip, residual };
enum class ProgressiveInput { none, input_skip, residual };

struct NcsnPlusPlusOptions {
  std::int64_t image_size = 32, channels = 3;
  bool centered = false;  // data in [-1, 1]; otherwise in [0, 1], and the network maps to that
  std::int64_t features = 128;                           // nf
  std::vector<std::int64_t> multipliers = {1, 2, 2, 2};  // of the features, a level each
  std::int64_t blocks = 4;                               // a level
  std::vector<std::int64_t> attention = {16};            // at these resolutions
  Embedding embedding = Embedding::fourier;
  double fourier_scale = 16;
  BlockType block = BlockType::big_gan;
  bool resample_with_convolution = true;  // of DDPM blocks
  Filter filter = {1, 3, 3, 1};           // empty: naive resampling
  bool skip_rescale = true;
  ProgressiveOutput output = ProgressiveOutput::none;
  ProgressiveInput input = ProgressiveInput::residual;
  CombineBy combine = CombineBy::sum;
  bool scale_by_sigma = true;
  bool conditional = true;  // on the time
  std::int64_t groups = 0;  // of every normalisation; 0: min(channels / 4, 32)
  double dropout = 0.1;
  NoiseLevels levels = {};

  void validate() const;
};

class NcsnPlusPlus : public ::torch::nn::Module {
 public:
  explicit NcsnPlusPlus(const NcsnPlusPlusOptions& options);

  // images [samples, channels, height, width]; labels [samples]: sigma for Fourier embeddings, else
  // the time as 999 t or an index of the noise levels, which may lie between two of them.
  at::Tensor forward(const at::Tensor& images, const at::Tensor& labels);

  const NcsnPlusPlusOptions& options() const { return o_; }

 private:
  class Forward;
  std::int64_t features_at(std::size_t level) const { return o_.features * o_.multipliers[level]; }
  bool attends(std::int64_t resolution) const {
    return std::ranges::find(o_.attention, resolution) != o_.attention.end();
  }
  void add(std::shared_ptr<::torch::nn::Module> module) {
    all_modules_->push_back(std::move(module));
  }
  void add_block(std::int64_t in, std::int64_t out) {
    if (o_.block == BlockType::ddpm)
      add(std::make_shared<ResidualBlockDdpm>(in, out, block_));
    else
      add(std::make_shared<ResidualBlockBigGan>(in, out, block_));
  }
  void add_resampling(std::int64_t channels, Resample how) {
    if (o_.block == BlockType::ddpm)
      add(std::make_shared<ResamplingBlock>(channels, channels, how, o_.resample_with_convolution,
                                            o_.filter));
    else
      add(std::make_shared<ResidualBlockBigGan>(channels, channels, block_, how));
  }
  void add_attention(std::int64_t channels) {
    add(std::make_shared<AttentionBlock>(channels, block_));
  }
  void add_output(std::int64_t in, std::int64_t out, double scale) {
    add(norm(in, o_.groups));
    add(conv3x3(in, out, scale));
  }

  NcsnPlusPlusOptions o_;
  BlockOptions block_;
  ::torch::nn::ModuleList all_modules_;
  at::Tensor sigmas_;
};

inline void NcsnPlusPlusOptions::validate() const {
  require(features >= 4, "features", features, "must lie in [4, infinity)");
  require(!multipliers.empty(), "multipliers.size()", multipliers.size(),
          "must lie in [1, infinity)");
  require(blocks >= 1, "blocks", blocks, "must lie in [1, infinity)");
  require(channels >= 1, "channels", channels, "must lie in [1, infinity)");
  const std::int64_t halvings = std::int64_t{1} << (multipliers.size() - 1);
  require(image_size >= halvings && image_size % halvings == 0, "image_size", image_size,
          "must be a multiple of ", halvings, ", one half for every level after the first");
}

inline NcsnPlusPlus::NcsnPlusPlus(const NcsnPlusPlusOptions& options) : o_(options) {
  o_.validate();
  const std::int64_t nf = o_.features;
  block_ = {.embedding = o_.conditional ? 4 * nf : 0,
            .groups = o_.groups,
            .dropout = o_.dropout,
            .rescale = o_.skip_rescale,
            .filter = o_.filter};
  sigmas_ = register_buffer("sigmas", o_.levels.descending());
  all_modules_ = register_module("all_modules", ::torch::nn::ModuleList());

  if (o_.embedding == Embedding::fourier)
    add(std::make_shared<FourierEmbedding>(nf, o_.fourier_scale));
  if (o_.conditional) {
    add(std::make_shared<Linear>(o_.embedding == Embedding::fourier ? 2 * nf : nf, 4 * nf));
    add(std::make_shared<Linear>(4 * nf, 4 * nf));
  }

  add(conv3x3(o_.channels, nf));
  std::vector<std::int64_t> skips{nf};
  std::int64_t channels = nf, resolution = o_.image_size, pyramid = o_.channels;
  for (std::size_t level = 0; level < o_.multipliers.size(); ++level) {
    for (int b = 0; b < o_.blocks; ++b) {
      add_block(channels, features_at(level));
      channels = features_at(level);
      if (attends(resolution)) add_attention(channels);
      skips.push_back(channels);
    }
    if (level + 1 == o_.multipliers.size()) break;
    add_resampling(channels, Resample::down);
    resolution /= 2;
    if (o_.input == ProgressiveInput::input_skip) {
      add(std::make_shared<Combine>(pyramid, channels, o_.combine));
      if (o_.combine == CombineBy::cat) channels *= 2;
    } else if (o_.input == ProgressiveInput::residual) {
      add(std::make_shared<ResamplingBlock>(pyramid, channels, Resample::down, true, o_.filter));
      pyramid = channels;
    }
    skips.push_back(channels);
  }

  add_block(channels, channels);
  add_attention(channels);
  add_block(channels, channels);

  bool lowest = true;
  for (std::size_t level = o_.multipliers.size(); level-- > 0; lowest = false) {
    for (int b = 0; b <= o_.blocks; ++b) {
      add_block(channels + skips.back(), features_at(level));
      skips.pop_back();
      channels = features_at(level);
    }
    if (attends(resolution)) add_attention(channels);
    if (o_.output == ProgressiveOutput::output_skip) {
      add_output(channels, o_.channels, 0);
    } else if (o_.output == ProgressiveOutput::residual) {
      if (lowest)
        add_output(channels, channels, 1);
      else
        add(std::make_shared<ResamplingBlock>(pyramid, channels, Resample::up, true, o_.filter));
      pyramid = channels;
    }
    if (level > 0) {
      add_resampling(channels, Resample::up);
      resolution *= 2;
    }
  }
  if (o_.output != ProgressiveOutput::output_skip) add_output(channels, o_.channels, 0);
}

}  // namespace scoresde::network

#include <scoresde/torch/network/ncsn_plus_plus_forward.hpp>
