// NVIDIA GPUs as a place for models of the whole batch, and the exact score of a data set there.
// Compiled by nvcc as cuda/cuda.cuh is, and linked with cuBLAS.
#pragma once
#include <scoresde/cuda/batch_place.hpp>
#include <scoresde/cuda/data_set.hpp>
#include <scoresde/cuda/gpu.cuh>

namespace scoresde {

// The current device, and a stream: CudaWholeBatch<float>{.samples = n, .dimension = d,
// .device = {.stream = s}}.
template <class Number = float>
using CudaWholeBatch = WholeBatchOn<cuda::Gpu, Number>;
template <class Number = float>
using CudaDataSet = DataSetOn<cuda::Gpu, Number>;

}  // namespace scoresde
