// A TorchScript file as a network: forward(x, label) of a module that torch.jit.save wrote. PyTorch
// deprecates the format; this is for those who have such files.
#pragma once
#include <torch/script.h>

#include <filesystem>
#include <memory>

namespace scoresde {

// Throws c10::Error where the file is none.
inline auto torch_script(const std::filesystem::path& path, at::Device device = at::kCPU) {
  auto module = std::make_shared<::torch::jit::Module>(::torch::jit::load(path.string(), device));
  module->eval();
  return [module](const at::Tensor& x, const at::Tensor& label) {
    return module->forward({x, label}).toTensor();
  };
}

}  // namespace scoresde
