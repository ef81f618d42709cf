// What a network is told of the noise level or the time.
#pragma once
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/exp.h>

#include <numbers>
#include <scoresde/torch/network/layers.hpp>

namespace scoresde::network {

// concat(sin(t w), cos(t w)) with w_i = 10000^(-i / (half - 1)), i = 0 ... half - 1; an odd size is
// filled up with a zero. [samples] to [samples, size]. In the labels' own precision.
inline at::Tensor positional_embedding(const at::Tensor& labels, std::int64_t size) {
  const std::int64_t half = size / 2;
  const double rate = -std::log(10000.0) / static_cast<double>(half - 1);
  const at::Tensor w = at::exp(at::arange(half, labels.options()) * rate);
  const at::Tensor angle = labels.unsqueeze(1) * w.unsqueeze(0);
  at::Tensor embedding = at::cat({angle.sin(), angle.cos()}, 1);
  if (size % 2) embedding = at::cat({embedding, at::zeros_like(labels).unsqueeze(1)}, 1);
  return embedding;
}

// concat(sin(2 pi W u), cos(2 pi W u)) with fixed random frequencies W ~ N(0, scale^2): [samples]
// to [samples, 2 size] (Tancik et al. 2020). W is a parameter that is not trained, as published.
class FourierEmbedding : public ::torch::nn::Module {
 public:
  FourierEmbedding(std::int64_t size, double scale) {
    W = register_parameter("W", at::randn({size}) * scale, false);
  }
  at::Tensor forward(const at::Tensor& u) const {
    const at::Tensor angle = u.unsqueeze(1) * W.unsqueeze(0) * (2 * std::numbers::pi);
    return at::cat({angle.sin(), angle.cos()}, 1);
  }

  at::Tensor W;
};

}  // namespace scoresde::network
