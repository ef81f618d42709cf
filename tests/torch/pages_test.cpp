// The pages' programs on tensors, compiled and run from the pages themselves: on a network of four
// features in place of the published one, and two steps in place of a thousand.
#include <cstdio>
#include <memory>
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/xtensor/xtensor.hpp>

#include "tensors.hpp"

// after LibTorch's macros
#include "checkpoint/bytes.hpp"

#pragma GCC diagnostic ignored "-Wunused-variable"

// What the pages name, where it is too large for a test or needs a GPU.
namespace page {

using namespace scoresde;

namespace network {
using namespace scoresde::network;
namespace configuration {
NcsnPlusPlusOptions cifar10_ncsn_plus_plus() {
  return {.image_size = 32,
          .features = 4,
          .multipliers = {1, 2},
          .blocks = 1,
          .attention = {16},
          .levels = {.count = 10}};
}
}  // namespace configuration
}  // namespace network
namespace at {
constexpr auto kCUDA = ::at::kCPU;
}
TimeGrid published(const VeSde& sde, int) { return scoresde::published(sde, 2); }
template <int D>
using Cuda = CudaOnHost<D>;

#define main readme
#include "pages/README/networks.hpp"
#undef main
long networks() {
#include "pages/networks/networks.hpp"
  return result.status ? result.nfe : 0;
}

const VpSde sde;
const IsotropicMixture<2, 2> score{
    .means = {{{-1, 0}, {2, 1}}}, .weights = {0.3, 0.7}, .variance = 0.04};
const TimeGrid grid = uniform(sde, 2);
const ReverseDiffusion predictor;
const Langevin corrector;

void readme_backends() {
#include "pages/README/backends.hpp"
}
void backends() {
#include "pages/backends/backends.hpp"
}

}  // namespace page

TEST_CASE("the pages' programs load a published checkpoint and draw images") {
  const scoresde::test::Scratch scratch("");
  const std::filesystem::path folder = scratch.path().string() + "_pages",
                              before = std::filesystem::current_path();
  std::filesystem::create_directory(folder);
  std::filesystem::copy_file(
      std::filesystem::path(SCORESDE_TESTS_DIR) / "checkpoint" / "published_small.pth",
      folder / "checkpoint_24.pth");
  std::filesystem::current_path(folder);
  CHECK(page::readme() == 0);
  CHECK(page::networks() == 4);
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
}
TEST_CASE("the pages' calls run on every backend") {
  page::readme_backends();
  page::backends();
}
