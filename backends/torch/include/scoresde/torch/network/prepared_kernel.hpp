// A convolution's kernel made ready once for many calls: in oneDNN's own order, and for 3x3 kernels
// transformed for minimal filtering. It serves where no gradient is asked for, on the CPU, for as
// long as the parameter is what it was.
#pragma once
#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/mkldnn_reorder_conv2d_weight.h>

#include <optional>
#include <scoresde/torch/network/winograd.hpp>

namespace scoresde::network {

struct Window {
  std::int64_t stride = 1, padding = 1, dilation = 1;
  bool operator==(const Window&) const = default;
};

class PreparedKernel {
 public:
  PreparedKernel() = default;
  // The kernel [out, in, height, width] that is made of a parameter.
  PreparedKernel(const at::Tensor& parameter, const at::Tensor& kernel, const Window& window,
                 bool minimal_filtering)
      : window_(window) {
    if (!parameter.is_cpu() || !at::globalContext().hasMKLDNN()) return;
    if (parameter.scalar_type() == at::kDouble) return;
    const at::Tensor fixed = kernel.detach().contiguous();
    packed_ = at::mkldnn_reorder_conv2d_weight(fixed.to_mkldnn());
    if (minimal_filtering && window == Window{} && WinogradKernel<4>::serves(fixed)) {
      // A tile of 4 x 4 would cost bfloat16 a digit of its two and a half.
      if (fixed.scalar_type() == at::kFloat)
        tiles_of_4_ = WinogradKernel<4>(fixed);
      else
        tiles_of_2_ = WinogradKernel<2>(fixed);
    }
    version_ = version_of(parameter);
    data_ = parameter.const_data_ptr();
  }

  bool serves(const at::Tensor& parameter, const at::Tensor& x) const {
    return packed_.defined() && !at::GradMode::is_enabled() && x.is_cpu() &&
           parameter.const_data_ptr() == data_ && version_of(parameter) == version_;
  }
  at::Tensor convolve(const at::Tensor& images, const at::Tensor& bias) const {
    const at::Tensor x = images.to(packed_.scalar_type());
    const bool in_lanes = x.is_contiguous(at::MemoryFormat::ChannelsLast);
    if (in_lanes && tiles_of_4_.defined()) return tiles_of_4_.convolve(x, bias);
    if (in_lanes && tiles_of_2_.defined()) return tiles_of_2_.convolve(x, bias);
    return by_one_dnn(x, bias);
  }

 private:
  // How often it was written to; what was made in inference mode does not count.
  static std::int64_t version_of(const at::Tensor& t) {
    return t.is_inference() ? 0 : t._version();
  }

  at::Tensor by_one_dnn(const at::Tensor& x, const at::Tensor& bias) const {
    using Scalars = c10::List<std::optional<at::Scalar>>;
    using Pointwise =
        at::Tensor(const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                   at::IntArrayRef, at::IntArrayRef, at::IntArrayRef, std::int64_t,
                   std::string_view, Scalars, std::optional<std::string_view>);
    static const auto operation = c10::Dispatcher::singleton()
                                      .findSchemaOrThrow("mkldnn::_convolution_pointwise", "")
                                      .typed<Pointwise>();
    const auto twice = [](std::int64_t n) { return std::array{n, n}; };
    return operation.call(x, packed_, bias.defined() ? std::optional(bias) : std::nullopt,
                          twice(window_.padding), twice(window_.stride), twice(window_.dilation), 1,
                          "none", Scalars(), std::nullopt);
  }

  Window window_;
  at::Tensor packed_;
  WinogradKernel<4> tiles_of_4_;
  WinogradKernel<2> tiles_of_2_;
  std::int64_t version_ = 0;
  const void* data_ = nullptr;
};

}  // namespace scoresde::network
