#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("sub-VP has the known values of alpha, sigma, g^2 and half log-SNR") {
  check_values(
      SubVpSde{},
      {{1e-5, 9.9999949950263e-01, 1.0009944990047e-06, 2.0059719521314e-07, 1.3814516052649e+01},
       {0.1, 9.4672179882060e-01, 1.0371783563789e-01, 4.1105760905892e-01, 2.2113311858849},
       {0.5, 2.8118288079675e-01, 9.2093618754684e-01, 9.9871765812817, -1.1863854688216},
       {1, 6.5715864949296e-03, 9.9995681425094e-01, 1.9999999962700e+01, -5.0249568133184}});
}

TEST_CASE("sub-VP's variance is below VP's at every time and meets it at the end") {
  for (const double t : {1e-5, 1e-3, 0.1, 0.5, 0.9}) CHECK(SubVpSde{}.sigma(t) < VpSde{}.sigma(t));
  CHECK(VpSde{}.sigma(1.0) - SubVpSde{}.sigma(1.0) < 3e-5);
  CHECK(SubVpSde{}.alpha(0.4) == VpSde{}.alpha(0.4));
  CHECK(SubVpSde{}.drift(0.4) == VpSde{}.drift(0.4));
}

TEST_CASE("sub-VP's discretisation is a step of Euler-Maruyama") {
  const Interval i = published(SubVpSde{}, 100)[50];
  const Transition step = discretization(SubVpSde{}, i);
  const double beta = SubVpSde{}.beta()(i.t), g = SubVpSde{}.diffusion(i.t);
  CHECK(relative_error(step.scale, 1 - beta / 200) <= 1e-15);
  CHECK(relative_error(step.variance, g * g / 100) <= 1e-14);
  CHECK(relative_error(step.posterior, g / 10) <= 1e-14);
}

TEST_CASE("sub-VP has VP's discrete alpha, for Langevin's step size") {
  CHECK(relative_error(SubVpSde{}.discrete_alpha(999, 1000), 0.98) <= 1e-14);
  CHECK(relative_error(SubVpSde{}.discrete_alpha(0, 1000), 1 - 1e-4) <= 1e-14);
  CHECK(
      refusal([] { SubVpSde{}.discrete_alpha(9, 10); }) ==
      "beta_k of the discrete chain = 2 must lie in (0, 1): take more steps, or another grid than "
      "the published one");
}

TEST_CASE("sub-VP's parameters must be 0 < beta_min <= beta_max < infinity") {
  const auto refused = [](double low, double high) {
    return refusal([&] { validate(SubVpSde{.beta_min = low, .beta_max = high}); });
  };
  CHECK(refused(0.1, 20) == "accepted");
  CHECK(refused(-0.1, 20) == "beta_min = -0.1 must lie in (0, infinity)");
  CHECK(refused(0.1, 0.05) == "beta_max = 0.05 must lie in [beta_min, infinity)");
}
