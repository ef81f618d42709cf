// The backend finds xtensor's headers where they lie from version 0.26 on.
#include <doctest/doctest.h>

#include <scoresde/scoresde.hpp>
#include <scoresde/xtensor/xtensor.hpp>

#if !defined(SCORESDE_TEST_MOVED_xtensor) || !defined(SCORESDE_TEST_MOVED_xadapt)
#error "the moved headers were not taken"
#endif

TEST_CASE("a sampler runs on xtensor's containers with its headers in their later places") {
  using namespace scoresde;
  const VpSde sde;
  const auto result =
      sample(sde, IsotropicGaussian{.mean = 0.4, .variance = 0.25}, uniform(sde, 20),
             EulerMaruyama{}, Identity{}, XtensorCpu<2>{.samples = 100}, 1);
  CHECK(result.status);
  CHECK(result.x.shape(0) == 100);
  CHECK(result.x.shape(1) == 2);
}
