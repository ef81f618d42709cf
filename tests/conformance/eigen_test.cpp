#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "cases.hpp"

namespace {

using namespace scoresde;

// docs/backends.md describes the CPU's lanes.
#include "pages/backends/what_a_backend_must_show.hpp"

struct Arrays : MyBackend {
  static constexpr conformance::Abilities abilities{};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return WholeBatch<Real, D>{.samples = static_cast<Eigen::Index>(samples), .first = first};
  }
};

}  // namespace

CONFORMS_WHOLLY("Eigen lanes", MyBackend, float)
CONFORMS_WHOLLY("Eigen arrays", Arrays, double)
#ifdef NDEBUG  // the sanitizers take minutes to compile what is another type of number
CONFORMS_WHOLLY("Eigen lanes", MyBackend, double)
CONFORMS_WHOLLY("Eigen arrays", Arrays, float)

TEST_CASE("the loop over all checks that docs/backends.md shows finds nothing on the CPU") {
  std::vector<std::string> failed;
#include "pages/backends/what_a_backend_must_show_2.hpp"
  CHECK(failed.empty());
}
#endif
