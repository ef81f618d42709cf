// Networks as scores: any callable on tensors, network(x, label) with one label a sample.
#pragma once
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <torch/csrc/autograd/autograd.h>

#include <scoresde/score/concept.hpp>
#include <scoresde/torch/tensor_batch.hpp>
#include <vector>

namespace scoresde {

// What the network is told of the time. Published: VE networks see sigma(t); VP and sub-VP ones
// 999 t (Song et al. 2021, published code); those on discrete VE levels see how far the level is
// from the top, a whole number.
struct SigmaLabel {
  double operator()(const auto& sde, double t) const { return sde.sigma(t); }
};
struct TimeLabel {
  double scale = 999;
  double operator()(const auto&, double t) const { return scale * t; }
};
struct DescendingLevelLabel {
  int levels = 1000;
  double operator()(const auto& sde, double t) const {
    return std::nearbyint((sde.time_domain().T - t) * (levels - 1));
  }
};

// A network that predicts Kind, told a label. It is called with no more than micro_batch samples at
// once (0: all), which bounds the memory, not the result.
template <class Kind, class Label, class Network>
struct NetworkScore {
  using Prediction = Kind;
  static constexpr bool whole_batch = true;
  Network network;
  Label label = {};
  std::int64_t micro_batch = 0;

  struct Prepared {  // in double at every place
    double label;
  };
  Prepared prepare(const auto& sde, double t) const {
    const Prepared prepared{label(sde, t)};
    return prepared;
  }

  template <class Real, int D>
  TensorBatch<Real, D> operator()(const Prepared& now, const TensorBatch<Real, D>& x) const {
    const auto parts = in_parts(x.tensor, [&](const at::Tensor& part, std::int64_t) {
      return std::vector<at::Tensor>{call(now, part)};
    });
    return {parts[0], x.ghosts};
  }

  // The prediction, and v^T d prediction / dx for every v (Song et al. 2021, appendix D.2).
  template <class Real, int D>
  std::pair<TensorBatch<Real, D>, std::vector<TensorBatch<Real, D>>> vector_jacobian_products(
      const Prepared& now, const TensorBatch<Real, D>& x,
      const std::vector<TensorBatch<Real, D>>& v) const {
    const auto parts = in_parts(x.tensor, [&](const at::Tensor& part, std::int64_t start) {
      const at::AutoGradMode with_gradients(true);
      const at::Tensor leaf = part.detach().requires_grad_();
      const at::Tensor y = call(now, leaf);
      std::vector<at::Tensor> made{y.detach()};
      for (std::size_t j = 0; j < v.size(); ++j)
        made.push_back(::torch::autograd::grad({y}, {leaf},
                                               {v[j].tensor.narrow(0, start, part.size(0))},
                                               /*retain_graph=*/j + 1 < v.size())[0]);
      return made;
    });
    std::vector<TensorBatch<Real, D>> products;
    for (std::size_t j = 0; j < v.size(); ++j) products.push_back({parts[j + 1], x.ghosts});
    return {TensorBatch<Real, D>(parts[0], x.ghosts), std::move(products)};
  }
  void validate() const {
    require(micro_batch >= 0, "micro_batch", micro_batch, "must lie in [0, infinity)");
  }

 private:
  at::Tensor call(const Prepared& now, const at::Tensor& x) const {
    return network(x, x.new_full({x.size(0)}, now.label)).to(x.scalar_type());
  }
  std::vector<at::Tensor> in_parts(const at::Tensor& x, const auto& f) const {
    const std::int64_t all = x.size(0), size = micro_batch == 0 ? all : micro_batch;
    if (all <= size) return f(x, std::int64_t{0});
    std::vector<std::vector<at::Tensor>> collected;
    for (std::int64_t start = 0; start < all; start += size) {
      auto made = f(x.narrow(0, start, std::min(size, all - start)), start);
      collected.resize(made.size());
      for (std::size_t j = 0; j < made.size(); ++j) collected[j].push_back(std::move(made[j]));
    }
    std::vector<at::Tensor> joined;
    for (const auto& parts : collected) joined.push_back(at::cat(parts));
    return joined;
  }
};

// A module is called by its forward, whatever owns it; everything else as a function.
template <class Network>
auto callable(Network network) {
  if constexpr (requires { network->forward(at::Tensor(), at::Tensor()); })
    return [network](const at::Tensor& x, const at::Tensor& label) {
      return network->forward(x, label);
    };
  else
    return network;
}

// network(x, label) predicts Kind: predicts_on_tensors<Noise>(network, TimeLabel{999}).
template <class Kind, class Label, class Network>
auto predicts_on_tensors(Network network, Label label = {}, std::int64_t micro_batch = 0) {
  auto f = callable(std::move(network));
  return NetworkScore<Kind, Label, decltype(f)>{std::move(f), label, micro_batch};
}
// Published networks: for the VE SDE with continuous noise levels, a score told sigma; for VP and
// sub-VP, noise told 999 t.
template <class Network>
auto published_ve_score(Network network, std::int64_t micro_batch = 0) {
  return predicts_on_tensors<Score>(std::move(network), SigmaLabel{}, micro_batch);
}
template <class Network>
auto published_vp_score(Network network, std::int64_t micro_batch = 0) {
  return predicts_on_tensors<Noise>(std::move(network), TimeLabel{999}, micro_batch);
}

}  // namespace scoresde
