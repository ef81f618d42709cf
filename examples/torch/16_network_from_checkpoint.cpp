// Images from a network's checkpoint, with no Python: build the network as it was published, load
// its weights, sample with a predictor and a corrector, write a picture. Give a file of your own,
// such as a published checkpoint_24.pth with configuration::cifar10_ncsn_plus_plus().
#include <cstdio>
#include <filesystem>
#include <scoresde/scoresde.hpp>
#include <scoresde/torch/image_grid.hpp>
#include <scoresde/torch/torch.hpp>

int main(int argc, char** argv) {
  using namespace scoresde;
  // The published design in small; without a file, one is made of weights that were never trained.
  network::NcsnPlusPlusOptions options = network::configuration::cifar10_ncsn_plus_plus(1);
  options.image_size = 16;
  options.features = 32;
  options.multipliers = {1, 2};
  const auto folder = std::filesystem::temp_directory_path();
  const std::filesystem::path file = argc > 1 ? argv[1] : folder / "network.safetensors";
  if (argc == 1) save(network::NcsnPlusPlus(options), file);

  const auto net = std::make_shared<network::NcsnPlusPlus>(options);
  const KeyReport report = load(*net, file);  // .safetensors, or .pth with its moving average
  network::prepare_for_inference(*net);
  std::printf("%s\n", report.message().c_str());

  const VeSde sde{.sigma_max = 50};
  const auto score = published_ve_score(net);
  const Tensors<> place{.samples = 4, .shape = {3, 16, 16}};
  const Progress progress(4, 20);
  const auto result = sample(sde, score, published(sde, 20), ReverseDiffusion{},
                             Langevin{.snr = 0.16}, place, 42, CorrectorFirst{}, progress);
  std::printf("%s after %ld evaluations of the network a sample\n", result.status.message().c_str(),
              result.nfe);

  const at::Tensor picture = image_grid(result.mean);
  write_png(folder / "samples.png", picture);
  std::printf("samples.png: %ld x %ld pixels\n", picture.size(1), picture.size(0));
}

// Expected output:
// 158 tensors used
// finished after 40 evaluations of the network a sample
// samples.png: 34 x 34 pixels
