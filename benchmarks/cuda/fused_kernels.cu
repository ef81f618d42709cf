// The one .cu of the program network_on_gpu.
#include <scoresde/torch/network/fused_kernels.cuh>
