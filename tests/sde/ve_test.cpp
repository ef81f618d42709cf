#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("VE has the known values of alpha, sigma, g^2 and half log-SNR") {
  check_values(VeSde{}, {{1e-5, 1, 1.0000851755591e-02, 1.7037288333185e-03, 4.6050850140562e+00},
                         {0.5, 1, 7.0710678118655e-01, 8.5171931914162e+00, 3.4657359027997e-01},
                         {1, 1, 50, 4.2585965957081e+04, -3.9120230054281}});
  CHECK(VeSde{}.drift(0.3) == 0);
}

TEST_CASE("VE's levels are geometric from sigma_min to sigma_max") {
  const VeSde sde;
  CHECK(relative_error(sde.level(0, 1000), 0.01) <= 1e-15);
  CHECK(relative_error(sde.level(999, 1000), 50) <= 1e-14);
  CHECK(sde.level(-1, 1000) == 0);
  const double ratio = std::pow(5000, 1.0 / 999);
  for (const int k : {1, 2, 499, 999})
    CHECK(relative_error(sde.level(k, 1000) / sde.level(k - 1, 1000), ratio) <= 1e-13);
}

TEST_CASE("a step of VE's chain adds the difference of the levels' variances") {
  const VeSde sde;
  for (const int n : {1, 2, 7, 1000})
    for (const int k : {0, n / 2, n - 1}) {
      CAPTURE(n);
      CAPTURE(k);
      const Transition step = sde.chain(k, n);
      const double now = sde.level(k, n), before = sde.level(k - 1, n);
      CHECK(step.scale == 1);
      CHECK(relative_error(step.variance, now * now - before * before) <= 1e-13);
      CHECK(relative_error(step.posterior, before / now * std::sqrt(step.variance)) <= 1e-13);
    }
  CHECK(sde.chain(0, 1000).posterior == 0);  // sigma_{-1} = 0
  CHECK(relative_error(sde.chain(0, 1).variance, 1e-4) <= 1e-14);
}

TEST_CASE("VE samples from N(0, sigma_max^2) at 1 down to 1e-5") {
  CHECK(VeSde{}.prior().deviation == 50);
  CHECK(VeSde{}.time_domain().eps == 1e-5);
  CHECK(VeSde{}.time_domain().T == 1);
}

TEST_CASE("VE's parameters must be 0 < sigma_min < sigma_max < infinity") {
  const auto refused = [](double low, double high) {
    return refusal([&] { validate(VeSde{.sigma_min = low, .sigma_max = high}); });
  };
  CHECK(refused(0.01, 50) == "accepted");
  CHECK(refused(0, 50) == "sigma_min = 0 must lie in (0, infinity)");
  CHECK(refused(-1, 50) == "sigma_min = -1 must lie in (0, infinity)");
  CHECK(refused(NAN, 50) == "sigma_min = nan must lie in (0, infinity)");
  CHECK(refused(1, 0.5) == "sigma_max = 0.5 must lie in (sigma_min, infinity)");
  CHECK(refused(1, 1) == "sigma_max = 1 must lie in (sigma_min, infinity)");
  CHECK(refused(1, INFINITY) == "sigma_max = inf must lie in (sigma_min, infinity)");
  CHECK(refused(1, NAN) == "sigma_max = nan must lie in (sigma_min, infinity)");
}
