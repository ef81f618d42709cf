#include <scoresde/odeint/odeint.hpp>

#include "tensors.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

bool has_gpu() {
  const bool there = at::hasCUDA();
  if (!there) MESSAGE("SKIPPED: no GPU, or a LibTorch without its CUDA parts");
  return there;
}
at::Tensor wavy(const at::Tensor& x, const at::Tensor& label) {
  return -x / (1 + label.unsqueeze(1)) + (x + x.mean({1}, true)).sin() * 0.3;
}

}  // namespace

TEST_CASE("a trajectory on a GPU is the CPU's at the same addresses, to the rounding of float") {
  if (!has_gpu()) return;
  const VpSde sde;
  const auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  const auto run = [&](at::Device device) {
    return sample(sde, model, uniform(sde, 50), EulerMaruyama{}, Langevin{.snr = 0.1},
                  Tensors<float>{.samples = 16, .shape = {600}, .device = device}, 7)
        .x.cpu();
  };
  CHECK(relative(run(at::kCUDA), run(at::kCPU)) < 1e-3);
}
TEST_CASE("a likelihood on a GPU is the CPU's, by vector-Jacobian products") {
  if (!has_gpu()) return;
  const VpSde sde;
  const auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  const at::Tensor data = at::randn({4, 600}, at::kDouble);
  const auto run = [&](at::Device device) {
    return log_likelihood(sde, model, data, Adaptive{.over = OverBatch{}},
                          Tensors<double>{.samples = 4, .shape = {600}, .device = device}, 7,
                          LikelihoodOptions<Hutchinson<>>{})
        .log_density.cpu();
  };
  CHECK(relative(run(at::kCUDA), run(at::kCPU)) < 1e-6);
}
TEST_CASE("NCSN++ on a GPU gives the CPU's output, to the rounding of float") {
  if (!has_gpu()) return;
  at::globalContext().setAllowTF32CuDNN(false);
  network::NcsnPlusPlusOptions options = network::configuration::cifar10_ncsn_plus_plus(1);
  options.image_size = 16;
  options.features = 32;
  network::NcsnPlusPlus network(options);
  network.eval();
  const at::NoGradGuard no_gradients;
  const at::Tensor x = at::rand({2, 3, 16, 16}), sigma = at::full({2}, 2.0);
  const at::Tensor on_cpu = network.forward(x, sigma);
  network.to(at::kCUDA);
  CHECK(relative(network.forward(x.cuda(), sigma.cuda()).cpu(), on_cpu) < 1e-4);
}
