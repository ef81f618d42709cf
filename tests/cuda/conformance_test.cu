#include "conformance/cases.hpp"
#include "gpu.hpp"

namespace {

using namespace scoresde;

struct OnGpu : test::ReadByElement {
  static constexpr conformance::Abilities abilities{.norms_over_batch = false,
                                                    .flows_of_groups = false,
                                                    .likelihoods = false,
                                                    .observers = false};
  static const char* absent() { return test::no_gpu(); }
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return Cuda<D, Real>{.samples = samples, .first = first};
  }
  static double at(const auto& samples, std::ptrdiff_t i, std::ptrdiff_t d) {
    return samples(i, d);
  }
  // Results are compared on the host.
  template <class Real, int D>
  static auto on_host(const cuda::DeviceSamples<Real, D>& samples) {
    return samples.host();
  }
  template <class Real>
  static auto data(const auto& rows) {
    return rows;
  }
};

}  // namespace

CONFORMS("CUDA", OnGpu, float)
CONFORMS("CUDA", OnGpu, double)
