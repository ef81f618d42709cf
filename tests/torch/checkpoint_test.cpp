#include "tensors.hpp"

// after LibTorch's macros
#include "checkpoint/bytes.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::network;
using namespace scoresde::test;

std::filesystem::path stored(const char* name) {
  return std::filesystem::path(SCORESDE_TESTS_DIR) / "checkpoint" / name;
}
NcsnPlusPlusOptions small() {
  return {.image_size = 16,
          .features = 4,
          .multipliers = {1, 2},
          .blocks = 1,
          .attention = {8},
          .levels = {.count = 10}};
}
at::Tensor output(NcsnPlusPlus& network) {
  const GoldenFile beside(stored("published_small.safetensors"));
  network.to(at::kDouble);
  network.eval();
  const at::NoGradGuard no_gradients;
  return network.forward(recorded(beside, "x"), recorded(beside, "labels"));
}

}  // namespace

TEST_CASE("a checkpoint that PyTorch wrote loads with no key missing, the moving average mapped") {
  const GoldenFile beside(stored("published_small.safetensors"));
  NcsnPlusPlus averaged(small()), trained(small());
  const KeyReport report = load(averaged, stored("published_small.pth"));
  CHECK(report.complete());
  CHECK(report.used.size() == 158);
  CHECK(relative(output(averaged), recorded(beside, "output_ema")) < 1e-12);
  const TorchFile file(stored("published_small.pth"));
  CHECK(load(trained, read_published(file).model).complete());
  CHECK(relative(output(trained), recorded(beside, "output")) < 1e-12);
  CHECK(relative(output(trained), output(averaged)) > 1e-4);
}
TEST_CASE("weights go into a safetensors file and come back bit for bit") {
  const Scratch scratch("");
  const std::filesystem::path path = scratch.path().string() + ".safetensors";
  NcsnPlusPlus from(small()), to(small());
  save(from, path, {{"step", "7"}});
  CHECK(load(to, path).complete());
  CHECK(SafeTensors(path).metadata().at("step") == "7");
  std::filesystem::remove(path);
  const auto a = named_tensors(from), b = named_tensors(to);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(at::equal(a[i].second, b[i].second));
}
TEST_CASE("a file that is not the network's is refused with the names, and changes nothing") {
  NcsnPlusPlusOptions wider = small();
  wider.features = 8;
  NcsnPlusPlus network(wider);
  const at::Tensor before = network.named_parameters()["all_modules.1.bias"].clone();
  std::string message;
  try {
    load(network, stored("published_small.pth"));
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  CHECK(message.find("of another shape (all_modules.0.W, ") != std::string::npos);
  CHECK(at::equal(network.named_parameters()["all_modules.1.bias"], before));

  NcsnPlusPlusOptions deeper = small();
  deeper.blocks = 2;
  NcsnPlusPlus other(deeper);
  CHECK_THROWS_WITH_AS(load(other, stored("published_small.pth")),
                       "the moving average has 156 tensors, the network trains 210",
                       std::runtime_error);
  const TorchFile file(stored("published_small.pth"));
  const KeyReport lenient = load(other, read_published(file).model, Keys::lenient);
  CHECK_FALSE(lenient.missing.empty());
  CHECK(lenient.used.size() + lenient.missing.size() + lenient.wrong_shape.size() ==
        named_tensors(other).size());
}
TEST_CASE("a network made ready for inference gives the same output, and notices new weights") {
  NcsnPlusPlusOptions options = small();
  options.features = 64;
  NcsnPlusPlus network(options);
  network.eval();
  const at::NoGradGuard no_gradients;
  for (auto& p : network.parameters())  // larger than the initial ones, of which many are zero
    if (p.dim() > 1) p.normal_(0, 1 / std::sqrt(static_cast<double>(p.numel() / p.size(0))));
  const at::Tensor x = at::rand({2, 3, 16, 16}), sigma = at::full({2}, 3.0);
  const at::Tensor plain = network.forward(x, sigma);
  prepare_for_inference(network);
  CHECK(relative(network.forward(x, sigma), plain) < 2e-5);
  CHECK(relative(network.forward(x, sigma), plain) > 0);  // it does go another way
  prepare_for_inference(network, {.minimal_filtering = false});
  CHECK(relative(network.forward(x, sigma), plain) < 1e-5);
  network.parameters().back().add_(1);  // the bias of the last convolution
  CHECK(relative(network.forward(x, sigma), plain) > 1e-3);
  network.parameters().back().sub_(1);
  if (has_fast_bfloat16()) {
    prepare_for_inference(network, {.bfloat16 = true});
    CHECK(relative(network.forward(x, sigma), plain) < 0.05);
    CHECK((network.forward(x, sigma).scalar_type() == at::kFloat));
  } else {
    MESSAGE("SKIPPED: this processor does not multiply bfloat16");
  }
}
TEST_CASE("minimal filtering equals the convolution, at every border, in both tile sizes") {
  for (const auto& [height, width] : {std::pair{8, 8}, {7, 5}, {1, 1}, {3, 18}, {14, 14}}) {
    CAPTURE(height);
    CAPTURE(width);
    const at::Tensor x =
        at::randn({3, 32, height, width}).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor kernel = at::randn({48, 32, 3, 3}) / 17, bias = at::randn({48});
    const at::Tensor want =
        at::conv2d(x.to(at::kDouble), kernel.to(at::kDouble), bias.to(at::kDouble), 1, 1);
    CHECK(relative(WinogradKernel<4>(kernel).convolve(x, bias), want) < 1e-5);
    CHECK(relative(WinogradKernel<2>(kernel).convolve(x, bias), want) < 2e-6);
    const at::Tensor half = kernel.to(at::kBFloat16);
    CHECK(relative(WinogradKernel<2>(half).convolve(x.to(at::kBFloat16), bias), want) < 0.03);
  }
}
