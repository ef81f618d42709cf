// Sampling with CIFAR-10's NCSN++ on a GPU: reverse diffusion on VE, steps a second, at batch 1, 8
// and 64; float32, TF32 and bfloat16 (autocast); layers as LibTorch has them, with the fused
// kernels, and captured as a CUDA graph. One JSON object a line; `relative_error` is the largest
// difference of one evaluation from plain float32 over the largest output.
#include <ATen/autocast_mode.h>
#include <c10/cuda/CUDAFunctions.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <scoresde/scoresde.hpp>
#include <scoresde/torch/captured.hpp>
#include <scoresde/torch/network/fused.hpp>
#include <scoresde/torch/torch.hpp>

namespace {

using namespace scoresde;
using Network = std::shared_ptr<network::NcsnPlusPlus>;

constexpr int steps = 10;

// Weights of a size that keeps activations near one, so that no layer is idle.
Network drawn() {
  at::manual_seed(1);
  auto net =
      std::make_shared<network::NcsnPlusPlus>(network::configuration::cifar10_ncsn_plus_plus());
  const at::NoGradGuard no_gradients;
  for (auto& p : net->named_parameters()) {
    at::Tensor& w = p.value();
    const bool nin = p.key().ends_with(".W") && w.dim() == 2;
    if (w.dim() > 1)
      w.normal_(0, 1 / std::sqrt(static_cast<double>(nin ? w.size(0) : w.numel() / w.size(0))));
  }
  net->eval();
  net->to(at::kCUDA);
  return net;
}

double steps_a_second(const auto& score, std::int64_t batch) {
  const VeSde sde{0.01, 50};
  const Tensors<float> place{.samples = batch, .shape = {3, 32, 32}, .device = at::kCUDA};
  const auto run = [&] {
    sample(sde, score, published(sde, steps), ReverseDiffusion{}, Identity{}, place, 1);
    c10::cuda::device_synchronize();
  };
  run();  // warm, and captured
  std::vector<double> seconds;
  for (int turn = 0; turn < 5; ++turn) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    seconds.push_back(took.count());
  }
  std::ranges::sort(seconds);
  return steps / seconds[2];
}

}  // namespace

int main() {
  if (!at::hasCUDA()) {
    std::puts("{\"skipped\": \"no GPU, or a LibTorch without its CUDA parts\"}");
    return 0;
  }
  const Network net = drawn();
  const at::NoGradGuard no_gradients;
  const at::Tensor x = at::randn({8, 3, 32, 32}).cuda(), sigma = at::logspace(-2, 1.69, 8).cuda();
  const auto plain = [&](bool tensor_cores) {
    at::globalContext().setAllowTF32CuDNN(tensor_cores);
    at::globalContext().setAllowTF32CuBLAS(tensor_cores);
  };
  plain(false);
  const at::Tensor reference = net->forward(x, sigma);
  for (const std::string mode : {"float32", "tf32", "bfloat16"}) {
    plain(mode != "float32");
    const bool half = mode == "bfloat16";
    const auto call = [net, half](const at::Tensor& images, const at::Tensor& labels) {
      at::autocast::set_autocast_enabled(at::kCUDA, half);
      at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
      const at::Tensor y = net->forward(images, labels).to(at::kFloat);
      at::autocast::clear_cache();
      at::autocast::set_autocast_enabled(at::kCUDA, false);
      return y;
    };
    for (const bool fused : {false, true}) {
      if (fused)
        network::use_fused_kernels();
      else
        network::device_kernels() = {}, device_normals() = {};
      const at::Tensor y = call(x, sigma);
      const double error = ((y - reference).abs().max() / reference.abs().max()).item<double>();
      const auto line = [&](const char* how, std::int64_t batch, double rate) {
        std::printf(
            "{\"name\": \"ncsnpp\", \"mode\": \"%s\", \"kernels\": \"%s\", \"calls\": \"%s\", "
            "\"batch\": %lld, \"steps_a_second\": %.5g, \"relative_error\": %.3g}\n",
            mode.c_str(), fused ? "fused" : "LibTorch", how, static_cast<long long>(batch), rate,
            error);
        std::fflush(stdout);
      };
      for (const std::int64_t batch : {1, 8, 64}) {
        line("eager", batch, steps_a_second(published_ve_score(call), batch));
        line("captured", batch, steps_a_second(published_ve_score(captured(call)), batch));
      }
    }
  }
}
