// NCSNv2 (Song and Ermon 2020): residual stages down, RefineNet up, the output divided by the noise
// level. Modules and parameters are named and ordered as published.
#pragma once
#include <ATen/ops/tensor.h>
#include <torch/nn/modules/container/modulelist.h>

#include <scoresde/sde/validate.hpp>
#include <scoresde/torch/network/noise_levels.hpp>
#include <scoresde/torch/network/refine_blocks.hpp>

namespace scoresde::network {

struct NcsnV2Options {
  struct Stage {  // two residual blocks; the first one of a later stage goes down
    const char* name;
    std::int64_t multiplier;  // of the features
    std::int64_t dilation = 1;
  };
  std::int64_t channels = 3;
  bool centered = false;  // data in [-1, 1]; otherwise in [0, 1], and the network maps to that
  std::int64_t features = 128;
  std::vector<Stage> stages = {{"1", 1}, {"2", 2}, {"3", 2, 2}, {"4", 2, 4}};  // 32 pixels
  NoiseLevels levels = {.smallest = 0.01, .largest = 50, .count = 232};

  // The published networks for larger images.
  static std::vector<Stage> deeper() {  // 128 pixels
    return {{"1", 1}, {"2", 2}, {"3", 2}, {"4", 4, 2}, {"5", 4, 4}};
  }
  static std::vector<Stage> deepest() {  // 256 pixels
    return {{"1", 1}, {"2", 2}, {"3", 2}, {"31", 2}, {"4", 4, 2}, {"5", 4, 4}};
  }
  void validate() const {
    require(features >= 1, "features", features, "must lie in [1, infinity)");
    require(stages.size() >= 2, "stages.size()", stages.size(), "must lie in [2, infinity)");
  }
};

class NcsnV2 : public ::torch::nn::Module {
 public:
  explicit NcsnV2(const NcsnV2Options& options) : o_(options) {
    o_.validate();
    const std::int64_t nf = o_.features;
    sigmas_ = register_buffer("sigmas", o_.levels.descending());
    begin_ = register_module("begin_conv", ncsn_convolution(o_.channels, nf, 3, 1));
    norm_ = register_module("normalizer", std::make_shared<InstanceNormPlus>(nf));
    end_ = register_module("end_conv", ncsn_convolution(nf, o_.channels, 3, 1));

    std::vector<std::int64_t> width;
    for (std::size_t i = 0; i < o_.stages.size(); ++i) {
      const auto& stage = o_.stages[i];
      width.push_back(nf * stage.multiplier);
      ::torch::nn::ModuleList two;
      two->push_back(std::make_shared<NcsnResidualBlock>(i == 0 ? nf : width[i - 1], width[i],
                                                         i > 0, stage.dilation));
      two->push_back(
          std::make_shared<NcsnResidualBlock>(width[i], width[i], false, stage.dilation));
      stages_.push_back(register_module(std::string("res") + stage.name, two));
    }
    // From the last stage to the first; each joins a stage with what came before and makes what the
    // next stage has.
    const std::size_t n = o_.stages.size();
    for (std::size_t i = n; i-- > 0;) {
      const std::size_t place = n - 1 - i;
      std::vector<std::int64_t> in{width[i]};
      if (place > 0) in.push_back(width[i]);
      refine_.push_back(
          register_module(std::string("refine") + o_.stages[place].name,
                          std::make_shared<RefineBlock>(in, i > 0 ? width[i - 1] : nf, i == 0)));
    }
  }

  // images [samples, channels, height, width]; labels [samples]: whole indices of the descending
  // noise levels.
  at::Tensor forward(const at::Tensor& images, const at::Tensor& labels) {
    at::Tensor h = begin_->forward(o_.centered ? images : 2 * images - 1);
    std::vector<at::Tensor> at_stage;
    for (auto& stage : stages_) {
      for (std::size_t b = 0; b < 2; ++b) h = stage->ptr(b)->as<NcsnResidualBlock>()->forward(h);
      at_stage.push_back(h);
    }
    for (std::size_t i = at_stage.size(); i-- > 0;) {
      const bool start = i + 1 == at_stage.size();
      const auto in = start ? std::vector{at_stage[i]} : std::vector{at_stage[i], h};
      h = refine_[at_stage.size() - 1 - i]->forward(in, at_stage[i].sizes().slice(2));
    }
    const at::Tensor y = end_->forward(at::elu(norm_->forward(h)));
    const at::Tensor sigma = sigmas_.index_select(0, labels.to(at::kLong)).view({-1, 1, 1, 1});
    return (y / sigma).to(images.scalar_type());
  }

 private:
  NcsnV2Options o_;
  at::Tensor sigmas_;
  std::shared_ptr<Convolution> begin_, end_;
  std::shared_ptr<InstanceNormPlus> norm_;
  std::vector<::torch::nn::ModuleList> stages_;
  std::vector<std::shared_ptr<RefineBlock>> refine_;
};

}  // namespace scoresde::network
