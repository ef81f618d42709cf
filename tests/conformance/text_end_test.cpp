// A text that does not end in `return next(...)` is refused at compile time by every call that
// takes a solver: which place, which order, predictor or corrector, alone or repeated.
#include <doctest/doctest.h>

#include <scoresde/conformance/plain.hpp>
#include <scoresde/cuda/on_host.hpp>
#include <scoresde/cuda/whole_batch_on_host.hpp>
#include <scoresde/xtensor/xtensor.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;

struct Complete {  // a step that is right
  template <class Real>
  struct Text {
    Real e;
    template <Value V>
    constexpr Moved operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      const V s = score(x), z = noise();
      return next(x + e * s, e * z);
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};
struct Deduced {  // the same, as types deduce it
  template <class Real>
  struct Text {
    Real e;
    template <Value V>
    constexpr auto operator()(V& x, const auto& score, auto& noise, const auto& next) const {
      const V s = score(x), z = noise();
      const auto k = mean_over(OverGroup{}, inner(z, z), x);
      if (k > 0) return next(x + e * k * s, e * z);
      return next(x);
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};
struct NeverCalls {
  template <class Real>
  struct Text {
    Real e;
    template <Value V>
    constexpr void operator()(V& x, const auto& score, auto&, const auto&) const {
      const V s = score(x);
      x = x + e * s;
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};
struct CallsAndReturnsNothing {
  template <class Real>
  struct Text {
    Real e;
    template <Value V>
    constexpr void operator()(V& x, const auto& score, auto&, const auto& next) const {
      const V s = score(x);
      if (e > 1) static_cast<void>(next(x + e * s));
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};
struct ReturnsTheState {
  template <class Real>
  struct Text {
    Real e;
    template <Value V>
    constexpr auto operator()(V& x, const auto& score, auto&, const auto&) const {
      const V s = score(x), moved = x + e * s;
      return moved;
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};
struct NeverCallsWithMemory {
  template <class Real>
  struct Text {
    static constexpr int memories = 1;
    Real e;
    template <Value V>
    constexpr void operator()(V& x, const auto&, auto&, const auto&, std::array<V, 1>& k) const {
      k[0] = e * x;
    }
  };
  auto step(const auto&, const Interval&) const { return Text<double>{0.1}; }
};

struct Pulls {  // a model of every value and SDE: -x
  using Prediction = Score;
  double prepare(const auto&, double) const { return -1; }
  template <Value X>
  constexpr X operator()(double minus, const X& x) const {
    return minus * x;
  }
};
struct Diffuses {  // a general SDE
  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double) const {
    return -1.0 * x;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>& x, double) const {
    return x;
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1e-3}; }
};

template <class S, class P, class C, class Pl, class... Order>
concept CanSample = requires(const S& sde, const Pulls& model, const TimeGrid& grid,
                             const P& predictor, const C& corrector, const Pl& place) {
  sample(sde, model, grid, predictor, corrector, place, 1, Order{}...);
};

// How many of the calls take the solver.
template <class Solver, class S, class... Places>
constexpr int calls_that_take() {
  static_assert(((Place<Places> && CanPredictAt<Pulls, S, Places>)&&...),
                "nothing but the solver is refused");
  return ((CanSample<S, Solver, Identity, Places> + CanSample<S, Identity, Solver, Places> +
           CanSample<S, Solver, Identity, Places, PredictorFirst> +
           CanSample<S, Identity, Solver, Places, PredictorFirst> +
           CanSample<S, Repeated<Solver>, Identity, Places> +
           CanSample<S, Identity, Repeated<Solver>, Places> +
           CanSample<S, Identity, Repeated<Repeated<Solver>>, Places>)+...);
}
template <class Solver>
constexpr int linear = calls_that_take<
    Solver, VpSde, Cpu<2>, Cpu<3, double>, WholeBatch<float>, WholeBatch<double, 2>, Replay<float>,
    ExactLaw<2>, XtensorCpu<2>, XtensorWholeBatch<float>, XtensorReplay<float>, CudaOnHost<2>,
    CudaWholeBatchOnHost<float>, conformance::Plain<2>>();
template <class Solver>
constexpr int general = calls_that_take<Solver, Ito<Diffuses>, Cpu<2>, WholeBatch<float, 2>,
                                        XtensorCpu<2>, CudaOnHost<2>, conformance::Plain<2>>();
template <class S>
constexpr bool taken = Solver<S, VpSde>&& Solver<S, Ito<Diffuses>>&& Solver<Repeated<S>, VpSde>;

static_assert(taken<Complete> && taken<Deduced>);
static_assert(linear<NeverCalls> == 0 && general<NeverCalls> == 0);
static_assert(linear<CallsAndReturnsNothing> == 0 && general<CallsAndReturnsNothing> == 0);
static_assert(linear<ReturnsTheState> == 0 && general<ReturnsTheState> == 0);
static_assert(linear<NeverCallsWithMemory> == 0 && general<NeverCallsWithMemory> == 0);

static_assert(!std::default_initializable<Moved> && std::is_empty_v<Moved>,
              "only next makes what a text returns");

}  // namespace

TEST_CASE("a text that returns next moves the state and its mean") {
  const auto law = sample(VpSde{}, test::common_gaussian, uniform(VpSde{}, 5), Complete{},
                          Identity{}, ExactLaw<1>{}, 1);
  const auto variance = [](const auto& end) { return end.covariance[0][0]; };
  CHECK(law.x.mean[0] > 0.01);
  CHECK(law.x.mean[0] == law.mean.mean[0]);
  CHECK(variance(law.x) - variance(law.mean) == doctest::Approx(0.01).epsilon(1e-12));
}
