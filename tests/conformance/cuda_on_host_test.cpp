// The GPU's text, run by threads of the host.
#include <scoresde/cuda/on_host.hpp>

#include "cases.hpp"

namespace {

using namespace scoresde;

struct OnHost : test::ReadByElement {
  static constexpr conformance::Abilities abilities{.norms_over_batch = false,
                                                    .flows_of_groups = false,
                                                    .likelihoods = false,
                                                    .observers = false};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return CudaOnHost<D, Real>{.samples = samples, .first = first};
  }
  template <class Real>
  static auto data(const auto& rows) {
    return rows;
  }
};

}  // namespace

CONFORMS("CUDA text on the host", OnHost, float)
#ifdef NDEBUG  // the sanitizers take minutes to compile what is another type of number
CONFORMS("CUDA text on the host", OnHost, double)
#endif
