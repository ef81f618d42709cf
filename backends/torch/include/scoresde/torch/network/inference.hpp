// Making a network ready to be called many times on the CPU without gradients: kernels in oneDNN's
// own order or transformed for minimal filtering, and where asked for, convolutions in bfloat16
// with everything that is summed over many numbers (normalisation, embeddings) left in float.
#pragma once
#include <scoresde/torch/network/layers.hpp>

namespace scoresde::network {

struct InferenceOptions {
  bool bfloat16 = false;  // faster where the processor has it, and wrong by about 1 % of the output
  // 3x3 convolutions by fewer products, in float with a digit less, at six times the memory of the
  // weights (three times in bfloat16).
  bool minimal_filtering = true;
};

// Whether the processor multiplies bfloat16 in hardware: elsewhere it is slower than float.
inline bool has_fast_bfloat16() {
  return at::globalContext().hasMKLDNN() && __builtin_cpu_supports("avx512bf16");
}

// Changes the network in place; loading other weights afterwards needs it called again. Training
// goes on to work in float, at the speed that it had.
inline void prepare_for_inference(::torch::nn::Module& network,
                                  const InferenceOptions& options = {}) {
  const at::NoGradGuard no_gradients;
  network.eval();
  const auto convert = [&](at::Tensor& t) {
    if (t.defined() && options.bfloat16) t.set_data(t.to(at::kBFloat16));
  };
  network.apply([&](::torch::nn::Module& module) {
    if (auto* const conv = module.as<Convolution>()) {
      convert(conv->weight);
      convert(conv->bias);
      conv->prepare(options.minimal_filtering);
    } else if (auto* const nin = module.as<Nin>()) {
      convert(nin->W);
      convert(nin->b);
      nin->prepare();
    }
  });
}

}  // namespace scoresde::network
