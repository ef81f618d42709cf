// Bits per dimension of images under a network: the flow of its score from the data to the prior,
// the divergence by vector-Jacobian products with random signs (Song et al. 2021, section 4.3).
#include <cstdio>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>
#include <scoresde/torch/torch.hpp>

int main() {
  using namespace scoresde;
  at::manual_seed(1);
  network::NcsnPlusPlusOptions options = network::configuration::cifar10_ddpm_plus_plus(1);
  options.image_size = 8;
  options.features = 16;
  options.multipliers = {1, 2};
  options.attention = {4};
  const auto net = std::make_shared<network::NcsnPlusPlus>(options);
  net->eval();

  // Four images of bytes, dequantised and centred, as such a network expects them.
  const DataScaler scaler{.low = -1, .high = 1, .bins = 256};
  const at::Tensor bytes = (at::arange(4 * 3 * 8 * 8) * 37 % 256).view({4, 3, 8, 8});
  const at::Tensor x = dequantised<float>(bytes, scaler, 1);

  const VpSde sde;
  const auto score = published_vp_score(net, /*micro_batch=*/2);
  const Tensors<> place{.samples = 4, .shape = {3, 8, 8}};
  const Adaptive integrator{.atol = 1e-4, .rtol = 1e-4, .over = OverBatch{}};  // as published
  const auto likely = log_likelihood(sde, score, x, integrator, place, 2,
                                     LikelihoodOptions{.divergence = Hutchinson<>{.probes = 4}});

  const int D = 3 * 8 * 8;
  const auto mean = [](const at::Tensor& t) { return t.mean().item<double>(); };
  std::printf("untrained: %.1f bits/dim, each image to %.1f nats or so\n",
              mean(bits_per_dim(likely.log_density, D, scaler)), mean(*likely.standard_error));
  std::printf("the flow ended: %s; the latent code of an image has %ld numbers\n",
              likely.status().message().c_str(), likely.latent[0].numel());
}

// Expected output:
// untrained: 15.6 bits/dim, each image to 0.0 nats or so
// the flow ended: finished; the latent code of an image has 192 numbers
