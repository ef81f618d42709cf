#include "tensors.hpp"

// after LibTorch's macros
#include "conformance/cases.hpp"

namespace {

using namespace scoresde;

struct OnTensors {
  static constexpr conformance::Abilities abilities{};
  static double at(const at::Tensor& samples, std::ptrdiff_t i, std::ptrdiff_t d) {
    return samples[i][d].item<double>();
  }
  static double number(const at::Tensor& numbers, std::size_t i) {
    return numbers[static_cast<std::int64_t>(i)].item<double>();
  }
  static std::ptrdiff_t rows(const at::Tensor& samples) { return samples.size(0); }
  static at::Tensor on_host(const at::Tensor& samples) { return samples.cpu(); }
  template <class Real>
  static at::Tensor data(const auto& rows) {
    const at::Tensor made = at::empty({rows.rows(), rows.cols()}, at::kDouble);
    for (std::ptrdiff_t i = 0; i < rows.rows(); ++i)
      for (std::ptrdiff_t d = 0; d < rows.cols(); ++d) made[i][d] = rows(i, d);
    return made.to(tensor_type<Real>);
  }
  static void for_every_ode_method(const auto&) {}
};
struct Cpu : OnTensors {
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return Tensors<Real, D>{
        .samples = static_cast<std::int64_t>(samples), .shape = {D}, .first = first};
  }
};
struct Gpu : OnTensors {
  static const char* absent() {
    return at::hasCUDA() ? nullptr : "no GPU, or a LibTorch without its CUDA parts";
  }
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return Tensors<Real, D>{.samples = static_cast<std::int64_t>(samples),
                            .shape = {D},
                            .device = at::kCUDA,
                            .first = first};
  }
};

}  // namespace

CONFORMS_WHOLLY("LibTorch on the CPU", Cpu, float)
CONFORMS_WHOLLY("LibTorch on the CPU", Cpu, double)
CONFORMS_WHOLLY("LibTorch on a GPU", Gpu, float)
CONFORMS_WHOLLY("LibTorch on a GPU", Gpu, double)
