// What CIFAR-10's NCSN++ (continuous VE) and DDPM++ (VP) cost on one core, in the same modes as
// benchmarks/peers/network_throughput.py: forward passes of 8 images in float and in bfloat16, as
// LibTorch's layers and made ready for inference, forward and backward of 4; and what a sampler
// adds to the network it calls. `relative_error` is the largest difference from the plain layers in
// float over the largest output.
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <scoresde/scoresde.hpp>
#include <scoresde/torch/torch.hpp>

namespace {

using namespace scoresde;
using namespace scoresde::network;

enum class Mode { layers, float32, float32_direct, bfloat16, backward };

NcsnPlusPlusOptions options_of(bool ncsn) {
  return ncsn ? configuration::cifar10_ncsn_plus_plus() : configuration::cifar10_ddpm_plus_plus();
}
// Weights of a size that keeps activations near one, so that no layer is idle.
std::shared_ptr<NcsnPlusPlus> drawn(bool ncsn) {
  auto network = std::make_shared<NcsnPlusPlus>(options_of(ncsn));
  const at::NoGradGuard no_gradients;
  for (auto& p : network->named_parameters()) {
    at::Tensor& w = p.value();
    const bool nin = p.key().ends_with(".W") && w.dim() == 2;
    if (w.dim() > 1)
      w.normal_(0, 1 / std::sqrt(static_cast<double>(nin ? w.size(0) : w.numel() / w.size(0))));
  }
  network->eval();
  return network;
}
struct Input {
  at::Tensor images, labels;
};
Input input(bool ncsn, std::int64_t batch) {
  const at::Tensor z = at::randn({batch, 3, 32, 32}), data = at::rand({batch, 3, 32, 32});
  if (!ncsn) return {0.5 * (2 * data - 1) + 0.8 * z, at::linspace(1, 999, batch)};
  const at::Tensor sigma = at::logspace(-2, 1.69, batch);
  return {data + sigma.view({-1, 1, 1, 1}) * z, sigma};
}

void network_pass(benchmark::State& state, bool ncsn, Mode mode) {
  const bool backward = mode == Mode::backward;
  const std::int64_t batch = backward ? 4 : 8;
  const auto network = drawn(ncsn);
  const auto [images, labels] = input(ncsn, batch);
  const at::AutoGradMode gradients(backward);
  const at::Tensor reference = network->forward(images, labels).detach();
  if (mode == Mode::float32 || mode == Mode::float32_direct || mode == Mode::bfloat16)
    prepare_for_inference(*network, {.bfloat16 = mode == Mode::bfloat16,
                                     .minimal_filtering = mode != Mode::float32_direct});
  at::Tensor y = network->forward(images, labels).detach();
  for (auto _ : state) {
    if (backward) {
      network->zero_grad();
      network->forward(images, labels).square().sum().backward();
    } else {
      y = network->forward(images, labels);
    }
  }
  state.counters["relative_error"] =
      ((y - reference).abs().max() / reference.abs().max()).item<double>();
  state.counters["seconds_per_image"] =
      benchmark::Counter(static_cast<double>(state.iterations() * batch),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// Steps of a predictor and a corrector with a network that costs nothing: all that is not network.
void sampler_alone(benchmark::State& state) {
  const VeSde sde;
  const auto score = published_ve_score([](const at::Tensor& x, const at::Tensor& sigma) {
    return x * (-1 / sigma.square()).view({-1, 1, 1, 1});
  });
  const auto grid = published(sde, 100);
  const Tensors<float> place{.samples = 8, .shape = {3, 32, 32}};
  for (auto _ : state) {
    auto result = sample(sde, score, grid, ReverseDiffusion{}, Langevin{}, place, 1);
    benchmark::DoNotOptimize(result.x);
  }
  // two evaluations a step
  state.counters["seconds_per_evaluation_and_image"] =
      benchmark::Counter(static_cast<double>(state.iterations() * 200 * 8),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(network_pass, ncsnpp_layers, true, Mode::layers);
BENCHMARK_CAPTURE(network_pass, ncsnpp_float32, true, Mode::float32);
BENCHMARK_CAPTURE(network_pass, ncsnpp_float32_direct, true, Mode::float32_direct);
BENCHMARK_CAPTURE(network_pass, ncsnpp_bfloat16, true, Mode::bfloat16);
BENCHMARK_CAPTURE(network_pass, ncsnpp_backward, true, Mode::backward);
BENCHMARK_CAPTURE(network_pass, ddpmpp_layers, false, Mode::layers);
BENCHMARK_CAPTURE(network_pass, ddpmpp_float32, false, Mode::float32);
BENCHMARK_CAPTURE(network_pass, ddpmpp_float32_direct, false, Mode::float32_direct);
BENCHMARK_CAPTURE(network_pass, ddpmpp_bfloat16, false, Mode::bfloat16);
BENCHMARK_CAPTURE(network_pass, ddpmpp_backward, false, Mode::backward);
BENCHMARK(sampler_alone);

}  // namespace

int main(int argc, char** argv) {
  at::set_num_threads(1);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);  // as the peer does: else large tensors cost page faults
  mallopt(M_MMAP_MAX, 0);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
