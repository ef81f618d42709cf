// The fused kernels of the networks compile wherever there is an nvcc, without LibTorch: every
// stored type, layout and resampling is instantiated. Not run here.
#include <scoresde/torch/network/fused_kernels.cuh>

namespace scoresde::network {

cudaError_t compile(const Normalisation& n, const Filtering& f, cudaStream_t stream) {
  const cudaError_t error = launch(n, stream);
  return error == cudaSuccess ? launch(f, stream) : error;
}

}  // namespace scoresde::network
