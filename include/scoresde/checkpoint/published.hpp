// Checkpoints in the layout of the published code (Song et al. 2021): {optimizer, model, ema,
// step}, the model's names with the `module.` of data-parallel training before them, the moving
// averages of the trained parameters as a list in their order.
#pragma once
#include <scoresde/checkpoint/torch_file.hpp>

namespace scoresde {

// The tensors of a saved state dict, in its order; a `module.` that all names share is left out.
// Throws std::runtime_error naming the member that is no tensor.
inline std::vector<TensorView> state_dict(const Pickled& saved) {
  constexpr std::string_view prefix = "module.";
  std::vector<TensorView> tensors;
  bool shared = true;
  saved.each([&](const std::string& name, const Pickled& member) {
    TensorView view = member.as_tensor();
    view.name = name;
    shared = shared && name.starts_with(prefix);
    tensors.push_back(std::move(view));
  });
  for (TensorView& view : tensors)
    if (shared) view.name.erase(0, prefix.size());
  return tensors;
}

struct PublishedCheckpoint {
  std::vector<TensorView> model;           // parameters and buffers by name
  std::vector<TensorView> moving_average;  // of the trained parameters, in their order, unnamed
  double decay = 0;                        // of the average
  std::int64_t updates = 0, step = 0;      // of the average, of the training
};

// Throws std::runtime_error naming the part that is missing or is something else. Views are valid
// for as long as the file is.
inline PublishedCheckpoint read_published(const TorchFile& file) {
  const Pickled root = file.root(), ema = root.at("ema"), shadow = ema.at("shadow_params");
  PublishedCheckpoint checkpoint{
      .model = state_dict(root.at("model")),
      .moving_average = {},
      .decay = ema.at("decay").as_number(),
      .updates = ema.contains("num_updates") && !ema.at("num_updates").is_none()
                     ? ema.at("num_updates").as_integer()
                     : 0,
      .step = root.at("step").as_integer()};
  for (std::size_t i = 0; i < shadow.size(); ++i)
    checkpoint.moving_average.push_back(shadow[i].as_tensor());
  return checkpoint;
}

}  // namespace scoresde
