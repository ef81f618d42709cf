// The GPU's batches on the host: the same text by plain loops, for tests and for looking into a
// model where there is no GPU.
#pragma once
#include <scoresde/cuda/batch_place.hpp>
#include <scoresde/cuda/data_set.hpp>
#include <scoresde/cuda/host_device.hpp>

namespace scoresde {

template <class Number>
using CudaWholeBatchOnHost = WholeBatchOn<cuda::HostDevice, Number>;
template <class Number>
using CudaDataSetOnHost = DataSetOn<cuda::HostDevice, Number>;

}  // namespace scoresde
