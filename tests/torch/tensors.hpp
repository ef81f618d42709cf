// What the tests on tensors share.
#pragma once
// clang-format off: LibTorch's own CHECK, which aborts, makes room for doctest's
#include <ATen/ops/tensor.h>
#include <scoresde/torch/torch.hpp>
#undef CHECK
#include <doctest/doctest.h>
// clang-format on

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "golden/golden.hpp"

namespace scoresde::test {

inline at::Tensor tensor_of(const Tensor& recorded) {
  const std::vector<std::int64_t> shape(recorded.shape.begin(), recorded.shape.end());
  return at::tensor(recorded.values, at::kDouble).view(shape);
}
inline at::Tensor recorded(const GoldenFile& file, const std::string& name) {
  return tensor_of(file.at(name));
}

// The largest difference of two tensors, and that in units of the second's largest entry.
inline double difference(const at::Tensor& a, const at::Tensor& b) {
  REQUIRE(a.sizes() == b.sizes());
  const at::Tensor error = (a.to(at::kDouble) - b.to(at::kDouble)).abs().max();
  return error.item<double>();
}
inline double relative(const at::Tensor& a, const at::Tensor& b) {
  return difference(a, b) / b.abs().max().item<double>();
}

// The golden file is there, or the reason why a test has nothing to do is said.
inline bool is_there(const std::string& name) {
  const char* folder = std::getenv("SCORESDE_GOLDEN_DIR");
  const std::filesystem::path in =
      folder && *folder ? folder : std::filesystem::path(SCORESDE_TESTS_DIR) / "golden";
  const bool there = std::filesystem::exists(in / (name + ".safetensors"));
  if (!there) MESSAGE("SKIPPED: ", name, " is in the full set of golden files alone");
  return there;
}

}  // namespace scoresde::test
