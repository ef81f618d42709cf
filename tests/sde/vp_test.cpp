#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("VP has the known values of alpha, sigma, g^2 and half log-SNR") {
  check_values(
      VpSde{},
      {{1e-5, 9.9999949950263e-01, 1.0004971259352e-03, 1.0019900000000e-01, 6.9072577760756},
       {1e-3, 9.9994502651110e-01, 1.0485416335095e-02, 1.1990000000000e-01, 4.5577149327299},
       {0.1, 9.4672179882060e-01, 3.2205253552470e-01, 2.09, 1.0782905929424},
       {0.5, 2.8118288079675e-01, 9.5965420206804e-01, 10.05, -1.2275677344108},
       {1, 6.5715864949296e-03, 9.9997840689234e-01, 20, -5.0249784066592}});
  CHECK(relative_error(VpSde{}.drift(0.5), -5.025) <= 1e-15);
}

TEST_CASE("VP's discrete beta for 1000 steps is 1e-4 ... 0.02") {
  const LinearBeta beta = VpSde{}.beta();
  CHECK(relative_error(beta.discrete(0, 1000), 1e-4) <= 1e-14);
  CHECK(relative_error(beta.discrete(999, 1000), 0.02) <= 1e-14);
  CHECK(relative_error(beta.discrete(499, 1000), 1e-4 + 499.0 / 999 * 0.0199) <= 1e-14);
  CHECK(relative_error(beta.discrete(0, 1), 0.1) <=
        1e-15);  // a single step has one beta, the first
}

TEST_CASE("a step of VP's chain has scale sqrt(1 - beta), variance beta, and the large posterior") {
  for (const int k : {0, 499, 999}) {
    const double beta = VpSde{}.beta().discrete(k, 1000);
    const Transition step = VpSde{}.chain(k, 1000);
    CHECK(relative_error(step.scale, std::sqrt(1 - beta)) <= 1e-15);
    CHECK(step.variance == beta);
    CHECK(relative_error(step.posterior, std::sqrt(beta)) <= 1e-15);
  }
}

TEST_CASE("VP's chain of 1000 steps ends near the marginal at 1 and not on it") {
  double abar = 1;
  for (int k = 0; k < 1000; ++k) abar *= std::pow(VpSde{}.chain(k, 1000).scale, 2);
  CHECK(relative_error(abar, 4.0358297653757e-05) <= 1e-12);
  CHECK(relative_error(std::pow(VpSde{}.alpha(1.0), 2), 4.3185749060341e-05) <= 1e-13);
}

TEST_CASE("VP's chain of too few steps is refused where beta_k reaches 1") {
  CHECK(
      refusal([] { VpSde{}.chain(9, 10); }) ==
      "beta_k of the discrete chain = 2 must lie in (0, 1): take more steps, or another grid than "
      "the published one");
  CHECK(refusal([] { VpSde{}.chain(0, 10); }) == "accepted");
  CHECK(refusal([] { VpSde{}.chain(18, 19); }) != "accepted");
  CHECK(refusal([] { VpSde{}.chain(20, 21); }) == "accepted");
}

TEST_CASE("VP samples from unit normals at 1 down to 1e-3") {
  CHECK(VpSde{}.prior().deviation == 1);
  CHECK(VpSde{}.time_domain().eps == 1e-3);
  CHECK(VpSde{}.time_domain().T == 1);
}

TEST_CASE("VP's parameters must be 0 < beta_min <= beta_max < infinity") {
  const auto refused = [](double low, double high) {
    return refusal([&] { validate(VpSde{.beta_min = low, .beta_max = high}); });
  };
  CHECK(refused(0.1, 20) == "accepted");
  CHECK(refused(3, 3) == "accepted");
  CHECK(refused(0, 20) == "beta_min = 0 must lie in (0, infinity)");
  CHECK(refused(INFINITY, INFINITY) == "beta_min = inf must lie in (0, infinity)");
  CHECK(refused(0.1, 0.05) == "beta_max = 0.05 must lie in [beta_min, infinity)");
  CHECK(refused(0.1, NAN) == "beta_max = nan must lie in [beta_min, infinity)");
}
