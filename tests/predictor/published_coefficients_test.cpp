// The predictors as x <- a x + b s + c z at t = 0.5, level 499 of 1000.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

const Interval half_time{.t = 0.5,
                         .u = 0.499,
                         .before = 0.501,
                         .before2 = 0.502,
                         .length = 1e-3,
                         .index = 500,
                         .count = 1000,
                         .published = true};

void check(const auto& predictor, const auto& sde, const Coefficients& want) {
  const Coefficients got = coefficients(predictor, sde, half_time);
  CHECK(relative_error(got.a, want.a) <= 1e-13);
  CHECK(relative_error(got.b, want.b) <= 1e-13);
  CHECK(relative_error(got.c, want.c) <= 1e-13);
}
void check_flow(const auto& predictor, const auto& sde, const Coefficients& want) {
  check(ProbabilityFlow{predictor}, sde, {want.a, want.b / 2, 0});
}

}  // namespace

TEST_CASE("VE's predictors have the published coefficients") {
  const VeSde sde;
  const Coefficients euler{1, 8.5171931914162e-03, 9.2288640641285e-02},
      reverse{1, 8.3816771027906e-03, 9.1551499729882e-02};
  check(EulerMaruyama{}, sde, euler);
  check(ReverseDiffusion{}, sde, reverse);
  check(Ancestral{}, sde, {1, 8.3816771027906e-03, 9.0774275283839e-02});
  check_flow(EulerMaruyama{}, sde, euler);
  check_flow(ReverseDiffusion{}, sde, reverse);
}

TEST_CASE("VP's predictors have the published coefficients") {
  const VpSde sde;
  const Coefficients euler{1.0050250000000, 1.0050000000000e-02, 1.0024968827882e-01},
      reverse{1.0050326839740, 1.0040040040040e-02, 1.0020000019980e-01};
  check(EulerMaruyama{}, sde, euler);
  check(ReverseDiffusion{}, sde, reverse);
  check(Ancestral{}, sde, {1.0050581399941, 1.0090823968109e-02, 1.0020000019980e-01});
  check_flow(EulerMaruyama{}, sde, euler);
  check_flow(ReverseDiffusion{}, sde, reverse);
}

TEST_CASE("sub-VP's predictors have the published coefficients, one for both") {
  const SubVpSde sde;
  const Coefficients both{1.0050250000000, 9.9871765812817e-03, 9.9935862338210e-02};
  check(EulerMaruyama{}, sde, both);
  check(ReverseDiffusion{}, sde, both);
  check_flow(EulerMaruyama{}, sde, both);
  check_flow(ReverseDiffusion{}, sde, both);
}

TEST_CASE("no predictor is the identity") {
  const Coefficients none = coefficients(Identity{}, VpSde{}, half_time);
  CHECK(none.a == 1);
  CHECK(none.b == 0);
  CHECK(none.c == 0);
}
