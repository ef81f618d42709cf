// A package of torch.export and AOTInductor (.pt2) as a network: compiled code for one shape, type
// and kind of processor, run without Python. torch._inductor.aoti_compile_and_package makes one.
#pragma once
#include <ATen/core/Tensor.h>
#include <torch/csrc/inductor/aoti_package/model_package_loader.h>

#include <filesystem>
#include <memory>
#include <vector>

namespace scoresde {

// Throws std::runtime_error or c10::Error where the package is none, or of another machine's kind.
inline auto aot_inductor(const std::filesystem::path& path) {
  auto package = std::make_shared<::torch::inductor::AOTIModelPackageLoader>(path.string());
  return [package](const at::Tensor& x, const at::Tensor& label) {
    return package->run({x, label})[0];
  };
}

}  // namespace scoresde
