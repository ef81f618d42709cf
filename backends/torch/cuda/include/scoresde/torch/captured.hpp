// A network's evaluation recorded once as a CUDA graph and replayed: the thousands of launches of
// an evaluation become one. It asks that the network wait for the device nowhere, which ours do
// not.
//   const auto score = published_ve_score(captured(net));
#pragma once
#include <ATen/core/grad_mode.h>
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>

#include <map>
#include <memory>
#include <mutex>
#include <scoresde/torch/network_score.hpp>

namespace scoresde {

// A graph for every shape and type that it is called with. Where gradients are asked for, or the
// tensors are not on a GPU, the network is called as it is. Weights may change between calls, in
// place; their memory may not.
template <class Network>
class Captured {
 public:
  explicit Captured(Network network) : network_(std::move(network)) {}

  at::Tensor operator()(const at::Tensor& x, const at::Tensor& label) const {
    if (!x.is_cuda() || at::GradMode::is_enabled()) return network_(x, label);
    const std::lock_guard turn(*one_at_a_time_);
    auto& graph = (*graphs_)[{x.sizes().vec(), x.scalar_type(), x.get_device()}];
    if (!graph) graph = record(x, label);
    graph->x.copy_(x);
    graph->label.copy_(label);
    graph->graph.replay();
    return graph->y.clone();  // the next replay writes over it
  }

 private:
  struct Graph {
    at::Tensor x, label, y;
    at::cuda::CUDAGraph graph;
  };
  using Kind = std::tuple<std::vector<std::int64_t>, at::ScalarType, int>;

  std::unique_ptr<Graph> record(const at::Tensor& x, const at::Tensor& label) const {
    auto made = std::make_unique<Graph>();
    made->x = x.clone();
    made->label = label.clone();
    const auto stream = at::cuda::getStreamFromPool(false, x.get_device());
    stream.synchronize();
    const c10::cuda::CUDAStreamGuard on(stream);
    for (int warm_up = 0; warm_up < 3; ++warm_up) made->y = network_(made->x, made->label);
    stream.synchronize();
    made->graph.capture_begin();
    try {
      made->y = network_(made->x, made->label);
    } catch (...) {
      made->graph.capture_end();
      throw;
    }
    made->graph.capture_end();
    return made;
  }

  Network network_;
  std::shared_ptr<std::mutex> one_at_a_time_ = std::make_shared<std::mutex>();
  std::shared_ptr<std::map<Kind, std::unique_ptr<Graph>>> graphs_ =
      std::make_shared<std::map<Kind, std::unique_ptr<Graph>>>();
};

template <class Network>
auto captured(Network network) {
  auto f = callable(std::move(network));
  return Captured<decltype(f)>(std::move(f));
}

}  // namespace scoresde
