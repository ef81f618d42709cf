#include <scoresde/odeint/odeint.hpp>
#include <scoresde/xtensor/xtensor.hpp>

#include "cases.hpp"

namespace {

using namespace scoresde;

struct OnXtensor : test::ReadByElement {
  static double number(const auto& numbers, std::size_t i) { return numbers(i); }
  template <class Real>
  static auto data(const auto& rows) {
    auto made = xt::xtensor<Real, 2>::from_shape({static_cast<std::size_t>(rows.rows()), 2});
    for (std::size_t i = 0; i < made.shape(0); ++i)
      for (std::size_t d = 0; d < 2; ++d)
        made(i, d) = static_cast<Real>(rows(static_cast<std::ptrdiff_t>(i), d));
    return made;
  }
};
struct Containers : OnXtensor {
  static constexpr conformance::Abilities abilities{};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return XtensorWholeBatch<Real, D>{.samples = static_cast<Eigen::Index>(samples),
                                      .first = first};
  }
};

}  // namespace

CONFORMS_WHOLLY("xtensor containers", Containers, float)
#ifdef NDEBUG  // the sanitizers take minutes to compile what is another type of number
namespace {

struct Lanes : OnXtensor {
  static constexpr conformance::Abilities abilities{.norms_over_batch = false};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return XtensorCpu<D, Real>{.samples = samples, .first = first};
  }
};

}  // namespace

CONFORMS_WHOLLY("xtensor containers", Containers, double)
CONFORMS_WHOLLY("xtensor by lanes", Lanes, float)
#endif
