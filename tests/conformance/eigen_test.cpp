#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "cases.hpp"

namespace {

using namespace scoresde;

struct OnEigen : test::ReadByElement {
  static double number(const auto& numbers, std::size_t i) {
    return numbers[static_cast<Eigen::Index>(i)];
  }
  template <class Real>
  static auto data(const auto& rows) {
    Eigen::Array<Real, Eigen::Dynamic, Eigen::Dynamic> made(rows.rows(), rows.cols());
    for (Eigen::Index i = 0; i < made.rows(); ++i)
      for (Eigen::Index d = 0; d < made.cols(); ++d) made(i, d) = static_cast<Real>(rows(i, d));
    return made;
  }
  static void for_every_ode_method(const auto& f) {
    f("Boost's Dormand-Prince over groups", Adaptive{});
    f("Boost's Fehlberg over groups", Adaptive{.method = Fehlberg78{}});
  }
};
struct Lanes : OnEigen {
  static constexpr conformance::Abilities abilities{.norms_over_batch = false};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return Cpu<D, Real>{.samples = samples, .first = first};
  }
};
struct Arrays : OnEigen {
  static constexpr conformance::Abilities abilities{};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return WholeBatch<Real, D>{.samples = static_cast<Eigen::Index>(samples), .first = first};
  }
};

}  // namespace

CONFORMS_WHOLLY("Eigen lanes", Lanes, float)
CONFORMS_WHOLLY("Eigen arrays", Arrays, double)
#ifdef NDEBUG  // the sanitizers take minutes to compile what is another type of number
CONFORMS_WHOLLY("Eigen lanes", Lanes, double)
CONFORMS_WHOLLY("Eigen arrays", Arrays, float)
#endif
