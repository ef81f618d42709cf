// A network's weights out of files and into files: safetensors, and the published `.pth`
// checkpoints with their moving averages. The readers themselves know no LibTorch
// (scoresde/checkpoint).
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/from_blob.h>
#include <torch/nn/module.h>

#include <map>
#include <scoresde/checkpoint/published.hpp>
#include <scoresde/checkpoint/safetensors.hpp>
#include <scoresde/checkpoint/write_safetensors.hpp>
#include <set>

namespace scoresde {

// What became of every name in a file and in a network.
struct KeyReport {
  std::vector<std::string> used, missing, unexpected, wrong_shape;

  bool complete() const { return missing.empty() && unexpected.empty() && wrong_shape.empty(); }
  std::string message() const {
    std::string text = std::to_string(used.size()) + " tensors used";
    const auto list = [&](const char* what, const std::vector<std::string>& names) {
      if (names.empty()) return;
      text += ", " + std::to_string(names.size()) + ' ' + what + " (";
      for (std::size_t i = 0; i < names.size() && i < 5; ++i) text += (i ? ", " : "") + names[i];
      text += names.size() > 5 ? ", ...)" : ")";
    };
    list("missing", missing);
    list("unexpected", unexpected);
    list("of another shape", wrong_shape);
    return text;
  }
};
enum class Keys { strict, lenient };

constexpr at::ScalarType scalar_type(ElementType type) {
  constexpr std::array types{at::kBool, at::kByte,     at::kChar,  at::kShort,  at::kUInt16,
                             at::kHalf, at::kBFloat16, at::kInt,   at::kUInt32, at::kFloat,
                             at::kLong, at::kUInt64,   at::kDouble};
  return types[static_cast<std::size_t>(type)];
}
// The view as a tensor of its own memory, which it must not be written to, valid for as long as the
// file is.
inline at::Tensor tensor_of(const TensorView& view) {
  return at::from_blob(const_cast<std::byte*>(view.bytes.data()), view.shape, view.stride,
                       at::TensorOptions(scalar_type(view.type)));
}

// Parameters and buffers by name, in the order of a state dict.
inline std::vector<std::pair<std::string, at::Tensor>> named_tensors(
    const ::torch::nn::Module& network) {
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const auto& b : network.named_buffers()) all.push_back({b.key(), b.value()});
  for (const auto& p : network.named_parameters()) all.push_back({p.key(), p.value()});
  return all;
}

// Copies tensors into the network's parameters and buffers of the same names, converted to their
// types and devices. Strict: throws std::runtime_error with the report, and the network is as it
// was, unless each name of one is a name of the other and all shapes agree. Lenient: what fits is
// used.
inline KeyReport load(::torch::nn::Module& network, std::span<const TensorView> tensors,
                      Keys keys = Keys::strict) {
  std::map<std::string, const TensorView*> in_file;
  for (const TensorView& view : tensors) in_file[view.name] = &view;
  KeyReport report;
  std::vector<std::pair<at::Tensor, const TensorView*>> copies;
  for (auto& [name, tensor] : named_tensors(network)) {
    const auto found = in_file.find(name);
    if (found == in_file.end()) {
      report.missing.push_back(name);
    } else if (tensor.sizes() != at::IntArrayRef(found->second->shape)) {
      report.wrong_shape.push_back(name);
    } else {
      report.used.push_back(name);
      copies.push_back({tensor, found->second});
    }
    if (found != in_file.end()) in_file.erase(found);
  }
  for (const auto& [name, view] : in_file) report.unexpected.push_back(name);
  if (keys == Keys::strict && !report.complete())
    throw std::runtime_error("the tensors are not those of the network: " + report.message());
  const at::NoGradGuard no_gradients;
  for (auto& [tensor, view] : copies) tensor.copy_(tensor_of(*view));
  return report;
}

// The same with the checkpoint's moving averages in the place of the trained parameters, which is
// what the published results are of. The averages have no names: they stand in the order of the
// network's parameters, those that are not trained left out.
inline KeyReport load_moving_average(::torch::nn::Module& network,
                                     const PublishedCheckpoint& checkpoint,
                                     Keys keys = Keys::strict) {
  std::map<std::string, TensorView> averaged;
  for (const TensorView& view : checkpoint.model) averaged[view.name] = view;
  std::size_t next = 0;
  for (const auto& p : network.named_parameters()) {
    if (!p.value().requires_grad()) continue;
    if (next == checkpoint.moving_average.size()) break;
    averaged[p.key()] = checkpoint.moving_average[next++];
    averaged[p.key()].name = p.key();
  }
  std::size_t trained = 0;
  for (const auto& p : network.parameters()) trained += p.requires_grad();
  if (trained != checkpoint.moving_average.size())
    throw std::runtime_error("the moving average has " +
                             std::to_string(checkpoint.moving_average.size()) +
                             " tensors, the network trains " + std::to_string(trained));
  std::vector<TensorView> tensors;
  for (const auto& [name, view] : averaged) tensors.push_back(view);
  return load(network, tensors, keys);
}

// A file by what it is: safetensors, or a published checkpoint's moving averages.
inline KeyReport load(::torch::nn::Module& network, const std::filesystem::path& path,
                      Keys keys = Keys::strict) {
  if (path.extension() == ".safetensors") return load(network, SafeTensors(path).tensors(), keys);
  const TorchFile file(path);
  const Pickled root = file.root();
  return root.contains("ema") ? load_moving_average(network, read_published(file), keys)
                              : load(network, state_dict(root), keys);
}

// Parameters and buffers into a safetensors file, whole or not at all.
inline void save(const ::torch::nn::Module& network, const std::filesystem::path& path,
                 const std::map<std::string, std::string>& metadata = {}) {
  std::vector<at::Tensor> held;
  std::vector<TensorView> views;
  for (const auto& [name, tensor] : named_tensors(network)) {
    held.push_back(tensor.detach().cpu().contiguous());
    const at::Tensor& t = held.back();
    TensorView view{.name = name};
    for (const NamedType& known : element_types)
      if (scalar_type(known.type) == t.scalar_type()) view.type = known.type;
    view.shape = t.sizes().vec();
    view.stride = contiguous_stride(view.shape);
    view.bytes = {static_cast<const std::byte*>(t.const_data_ptr()), t.nbytes()};
    views.push_back(std::move(view));
  }
  write_safetensors(path, views, metadata);
}

}  // namespace scoresde
