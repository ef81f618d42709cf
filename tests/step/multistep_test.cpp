// Solvers that a user may write: Heun's method with two evaluations, and DPM-Solver++ 2M with a
// memory, as a formula and as a text.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Heun {
  auto step(const LinearSde auto&, const Interval& i) const {
    using namespace symbol;
    const auto k1 = flow(x, i.t);
    const auto k2 = flow(x - i.length * k1, i.u);
    return x - i.length / 2 * (k1 + k2);
  }
};
static_assert(evaluations<Heun, EdmSde> == 2);

struct ExplicitEuler {
  auto step(const LinearSde auto&, const Interval& i) const {
    using namespace symbol;
    return x - i.length * flow(x, i.t);
  }
};

// The numbers of a step of DPM-Solver++ 2M.
struct Numbers2M {
  double state, denoised, slope;
};
Numbers2M numbers_2m(const LinearSde auto& sde, const Interval& i) {
  const auto gap = [&](double from, double to) {
    return sde.half_log_snr(to) - sde.half_log_snr(from);
  };
  const double h = gap(i.t, i.u);
  return {sde.sigma(i.u) / sde.sigma(i.t), -sde.alpha(i.u) * std::expm1(-h),
          i.first() ? 0 : h / (2 * gap(i.before, i.t))};
}

struct Formula2M {
  auto step(const LinearSde auto& sde, const Interval& i) const {
    using namespace symbol;
    const auto [state, weight, slope] = numbers_2m(sde, i);
    const auto D = denoised(x, i.t);
    return keeping(state * x + weight * (D + slope * (D - kept<0>)), D);
  }
};

struct Text2M {
  template <class Real>
  struct Text {
    static constexpr int memories = 1;
    Real state, denoised, slope;

    template <Value V>
    constexpr Moved operator()(V& x, const auto& predict, auto&, const auto& next,
                               std::array<V, 1>& before) const {
      const V D = predict(x);
      const V ahead = (1 + slope) * D - slope * before[0];
      before[0] = D;
      return next(state * x + denoised * ahead);
    }
    auto wanted(const Interval& i) const { return Wanted<Denoised>{{i.t}}; }
  };
  auto step(const LinearSde auto& sde, const Interval& i) const {
    const auto [state, denoised, slope] = numbers_2m(sde, i);
    Text<double> text{state, denoised, slope};
    return text;
  }
};
static_assert(Solver<Heun, VpSde> && Solver<Formula2M, VpSde> && Solver<Text2M, VpSde>);

auto law(const auto& sde, const TimeGrid& grid, const auto& predictor, double start) {
  return sample(sde, common_gaussian, grid, predictor, Identity{}, ExactLaw<1>{.start = {{start}}},
                1);
}

// EDM's last step, from sigma_min to 0 by Euler's method: to the denoised state.
Moments denoised(const Moments& x) {
  const double sigma = EdmSde{}.sigma_min;
  return moved(x, {1, sigma * sigma, 0}, EdmSde{}, sigma);
}

}  // namespace

TEST_CASE("Heun's method as a formula has the known state after 18 steps of EDM's grid") {
  const auto after = [](int n, const auto& predictor) {
    const auto result = law(EdmSde{}, edm(EdmSde{}, n - 1), predictor, 100);
    return denoised(moments(result.x)).mean;
  };
  CHECK(relative_error(after(10, Heun{}), 1.1591985109947) <= 1e-12);
  CHECK(relative_error(after(18, Heun{}), 1.0568926730663) <= 1e-12);
  CHECK(relative_error(after(40, Heun{}), 1.0285716964945) <= 1e-12);
  CHECK(relative_error(after(18, ExplicitEuler{}), 9.2667413832793e-01) <= 1e-12);
}

TEST_CASE("Heun's method as a formula has the known law on EDM's grids, at 2 N - 1 evaluations") {
  const auto check = [](int n, const Moments& want) {
    const auto result = sample(EdmSde{}, common_gaussian, edm(EdmSde{}, n - 1), Heun{}, Identity{},
                               ExactLaw<1>{}, 1);
    const Moments got = denoised(moments(result.x));
    CHECK(relative_error(got.mean, want.mean) <= 1e-12);
    CHECK(relative_error(got.variance, want.variance) <= 1e-12);
    CHECK(result.nfe + 1 == 2 * n - 1);
  };
  check(18, {3.9736187681499e-01, 2.7838775757049e-01});
  check(64, {3.9749089285831e-01, 2.5182474593951e-01});
  check(256, {3.9749952287660e-01, 2.5009543378551e-01});
}

TEST_CASE("DPM-Solver++ 2M as a formula keeps its denoised state for the next step") {
  const auto after = [](int n) {
    return law(VpSde{}, uniform_log_snr(VpSde{}, n), Formula2M{}, 1.3).x.mean[0];
  };
  CHECK(relative_error(after(10), 1.0700155010807) <= 1e-12);
  CHECK(relative_error(after(20), 1.0572301517120) <= 1e-12);
  CHECK(relative_error(after(40), 1.0510563765982) <= 1e-12);
}

TEST_CASE("a text with a memory and a prediction of its own is the same as the formula") {
  for (const int n : {1, 2, 10}) {
    const TimeGrid grid = uniform_log_snr(SubVpSde{}, n);
    const auto text = law(SubVpSde{}, grid, Text2M{}, 1.3),
               formula = law(SubVpSde{}, grid, Formula2M{}, 1.3);
    CHECK(relative_error(text.x.mean[0], formula.x.mean[0]) <= 1e-13);
    CHECK(text.nfe == n);
    CHECK(formula.nfe == n);
    CHECK(text.mean.mean[0] == text.x.mean[0]);
  }
  CHECK(relative_error(law(SubVpSde{}, uniform_log_snr(SubVpSde{}, 10), Text2M{}, 1.3).x.mean[0],
                       1.0791507431229) <= 1e-12);
  CHECK(relative_error(law(VeSde{}, uniform_log_snr(VeSde{}, 10), Text2M{}, 40).x.mean[0],
                       8.0807306304854e-01) <= 1e-12);
}
