// What bfloat16 costs in accuracy: one network in float as its layers are, in float by minimal
// filtering, and in bfloat16, at the same images. benchmarks/README.md has what each gains in
// speed.
#include <cstdio>
#include <scoresde/torch/torch.hpp>

int main() {
  using namespace scoresde;
  network::NcsnPlusPlusOptions options = network::configuration::cifar10_ncsn_plus_plus(1);
  options.features = 64;
  options.multipliers = {1, 2};
  network::NcsnPlusPlus net(options);
  net.eval();

  const at::NoGradGuard no_gradients;
  at::manual_seed(1);
  for (auto& p : net.parameters())  // untrained convolutions that end a block would be next to zero
    if (p.dim() == 4) p.normal_(0, 1 / std::sqrt(static_cast<double>(p.numel() / p.size(0))));
  const at::Tensor images = at::rand({2, 3, 32, 32}), sigma = at::full({2}, 1.0);
  const at::Tensor exact = net.forward(images, sigma);

  const auto error = [&](const network::InferenceOptions& how) {
    network::prepare_for_inference(net, how);
    const at::Tensor y = net.forward(images, sigma);
    return ((y - exact).norm() / exact.norm()).item<double>();
  };
  const auto at_most = [](double e) { return e < 1e-5 ? "1e-5" : e < 3e-2 ? "3e-2" : "much"; };
  std::printf("float, oneDNN's kernels:    within %s\n",
              at_most(error({.minimal_filtering = false})));
  std::printf("float, minimal filtering:   within %s\n", at_most(error({})));
  if (network::has_fast_bfloat16())
    std::printf("bfloat16:                   within %s\n", at_most(error({.bfloat16 = true})));
  else
    std::printf("bfloat16:                   within 3e-2, on processors that have it\n");
}

// Expected output:
// float, oneDNN's kernels:    within 1e-5
// float, minimal filtering:   within 1e-5
// bfloat16:                   within 3e-2...
