// The published configurations (Song et al. 2021, published code), as plain aggregates to take or
// to change. Images are centred in [-1, 1] where the SDE is VP or sub-VP, in [0, 1] for VE.
// "Discrete" networks are told an index of the noise levels instead of the level.
#pragma once
#include <scoresde/torch/network/ncsn_plus_plus.hpp>
#include <scoresde/torch/network/ncsn_v2.hpp>

namespace scoresde::network::configuration {

// CIFAR-10, 32 x 32. `blocks` = 8 is the deep variant.
inline NcsnPlusPlusOptions cifar10_ncsn_plus_plus(std::int64_t blocks = 4) {
  return {.blocks = blocks};  // the defaults: continuous VE
}
inline NcsnPlusPlusOptions cifar10_ncsn_plus_plus_discrete(std::int64_t blocks = 4) {
  return {.blocks = blocks, .embedding = Embedding::positional};
}
inline NcsnPlusPlusOptions cifar10_ncsn_plus_plus_vp(std::int64_t blocks = 4) {
  return {.centered = true,
          .blocks = blocks,
          .embedding = Embedding::positional,
          .scale_by_sigma = false};
}
inline NcsnPlusPlusOptions cifar10_ddpm_plus_plus(std::int64_t blocks = 4) {
  return {.centered = true,
          .blocks = blocks,
          .embedding = Embedding::positional,
          .filter = {},
          .input = ProgressiveInput::none,
          .scale_by_sigma = false};
}
// DDPM (Ho et al. 2020): 32 groups in every normalisation, convolutions between the levels.
inline NcsnPlusPlusOptions cifar10_ddpm() {
  return {.centered = true,
          .blocks = 2,
          .embedding = Embedding::positional,
          .block = BlockType::ddpm,
          .filter = {},
          .skip_rescale = false,
          .input = ProgressiveInput::none,
          .scale_by_sigma = false,
          .groups = 32};
}
inline NcsnPlusPlusOptions ddpm_256() {  // LSUN, CelebA-HQ
  NcsnPlusPlusOptions o = cifar10_ddpm();
  o.image_size = 256;
  o.multipliers = {1, 1, 2, 2, 4, 4};
  o.dropout = 0;
  return o;
}

// CelebA, 64 x 64.
inline NcsnPlusPlusOptions celeba_ncsn_plus_plus() {
  return {.image_size = 64, .levels = {.largest = 90}};
}

// LSUN bedroom and church, CelebA-HQ, FFHQ, 256 x 256.
inline NcsnPlusPlusOptions ncsn_plus_plus_256(double sigma_max) {
  return {.image_size = 256,
          .multipliers = {1, 1, 2, 2, 2, 2, 2},
          .blocks = 2,
          .output = ProgressiveOutput::output_skip,
          .input = ProgressiveInput::input_skip,
          .dropout = 0,
          .levels = {.largest = sigma_max, .count = 2000}};
}
inline NcsnPlusPlusOptions lsun_church_256() { return ncsn_plus_plus_256(380); }
inline NcsnPlusPlusOptions lsun_bedroom_256() { return ncsn_plus_plus_256(378); }
inline NcsnPlusPlusOptions celeba_hq_256() { return ncsn_plus_plus_256(348); }
inline NcsnPlusPlusOptions ffhq_256() { return ncsn_plus_plus_256(348); }

// FFHQ and CelebA-HQ, 1024 x 1024.
inline NcsnPlusPlusOptions ffhq_1024() {
  return {.image_size = 1024,
          .features = 16,
          .multipliers = {1, 2, 4, 8, 16, 32, 32, 32},
          .blocks = 1,
          .output = ProgressiveOutput::output_skip,
          .input = ProgressiveInput::input_skip,
          .dropout = 0,
          .levels = {.largest = 1348, .count = 2000}};
}
inline NcsnPlusPlusOptions celeba_hq_1024() { return ffhq_1024(); }

// NCSNv2 for images of 32, 128 and 256 pixels.
inline NcsnV2Options cifar10_ncsn_v2() { return {}; }
inline NcsnV2Options ncsn_v2_128() { return {.stages = NcsnV2Options::deeper()}; }
inline NcsnV2Options ncsn_v2_256() { return {.stages = NcsnV2Options::deepest()}; }

}  // namespace scoresde::network::configuration
