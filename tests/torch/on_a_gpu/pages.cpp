// The pages' lines for networks on a GPU, which compile wherever LibTorch has its CUDA headers.
#include <scoresde/torch/network/fused.hpp>

using namespace scoresde;

void networks_on_a_gpu() {
#include "pages/networks/on_a_gpu.hpp"
}
