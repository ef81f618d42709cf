// Images of integers made continuous on tensors; see scoresde/likelihood/dequantisation.hpp.
#pragma once
#include <ATen/core/Tensor.h>

#include <scoresde/likelihood/dequantisation.hpp>
#include <scoresde/torch/elements.hpp>

namespace scoresde {

// Integers 0 ... bins - 1 of any shape, a sample a row of the first dimension: the same noise at
// the same addresses as for arrays. Throws std::invalid_argument for a number that is no bin,
// and for bins too fine for Real.
template <class Real>
at::Tensor dequantised(const at::Tensor& bins, const DataScaler& scaler, std::uint64_t seed,
                       std::uint64_t first = 0) {
  scaler.validate_as<Real>();
  const at::Tensor from = bins.cpu().to(at::kDouble).contiguous();
  const std::int64_t rows = from.size(0), numbers = rows == 0 ? 0 : from.numel() / rows;
  at::Tensor scaled = at::empty(from.sizes(), tensor_type<Real>);
  const double* k = from.const_data_ptr<double>();
  Real* y = scaled.data_ptr<Real>();
  for (std::int64_t i = 0; i < rows; ++i) {
    Draws draws(seed, Purpose::dequantisation, first + static_cast<std::uint64_t>(i));
    for (std::int64_t d = 0; d < numbers; ++d, ++k, draws.advance())
      *y++ = continuous<Real>(*k, draws.uniform(), scaler, i);
  }
  return scaled.to(bins.device());
}

}  // namespace scoresde
