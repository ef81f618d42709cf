// factor (x + h) in one sweep, for inference on the CPU; elsewhere in tensor operations.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty_like.h>

#include <scoresde/torch/network/lanes.hpp>

namespace scoresde::network {

template <class Stored>
void scaled_sum_of(const at::Tensor& x, const at::Tensor& h, float factor, at::Tensor& y) {
  const auto* a = static_cast<const Stored*>(x.const_data_ptr());
  const auto* b = static_cast<const Stored*>(h.const_data_ptr());
  auto* sum = static_cast<Stored*>(y.data_ptr());
  at::parallel_for(0, x.numel() / lanes::width, 4096, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from * lanes::width; i < to * lanes::width; i += lanes::width)
      lanes::store((lanes::load(a + i) + lanes::load(b + i)) * factor, sum + i);
  });
}

inline at::Tensor scaled_sum(const at::Tensor& x, const at::Tensor& h, double factor) {
  const bool alike = x.sizes() == h.sizes() && x.strides() == h.strides() &&
                     x.scalar_type() == h.scalar_type() && x.is_non_overlapping_and_dense();
  const bool in_lanes = !at::GradMode::is_enabled() && x.is_cpu() && h.is_cpu() && alike &&
                        x.numel() % lanes::width == 0;
  if (in_lanes && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16)) {
    at::Tensor y = at::empty_like(x);
    if (x.scalar_type() == at::kFloat)
      scaled_sum_of<float>(x, h, static_cast<float>(factor), y);
    else
      scaled_sum_of<lanes::Half>(x, h, static_cast<float>(factor), y);
    return y;
  }
  const at::Tensor sum = x + h;
  return factor == 1 ? sum : sum * factor;
}

}  // namespace scoresde::network
