#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("EDM's deviation is its time") {
  check_values(EdmSde{}, {{0.002, 1, 0.002, 0.004, -std::log(0.002)},
                          {1.7, 1, 1.7, 3.4, -std::log(1.7)},
                          {80, 1, 80, 160, -std::log(80.0)}});
  CHECK(EdmSde{}.drift(3.0) == 0);
}

TEST_CASE("EDM samples from N(0, 80^2) at 80 down to 0.002") {
  CHECK(EdmSde{}.prior().deviation == 80);
  CHECK(EdmSde{}.time_domain().eps == 0.002);
  CHECK(EdmSde{}.time_domain().T == 80);
}

TEST_CASE("VP in EDM's form has deviation sqrt(exp(B) - 1)") {
  for (const double t : {1e-3, 0.3, 1.0})
    CHECK(relative_error(std::exp(-VpSde{}.half_log_snr(t)),
                         std::sqrt(std::expm1(VpSde{}.beta().integral(t)))) <= 1e-13);
}

TEST_CASE("EDM's parameters must be 0 < sigma_min < sigma_max < infinity") {
  const auto refused = [](double low, double high) {
    return refusal([&] { validate(EdmSde{.sigma_min = low, .sigma_max = high}); });
  };
  CHECK(refused(0.002, 80) == "accepted");
  CHECK(refused(0, 80) == "sigma_min = 0 must lie in (0, infinity)");
  CHECK(refused(2, 1) == "sigma_max = 1 must lie in (sigma_min, infinity)");
  CHECK(refused(2, INFINITY) == "sigma_max = inf must lie in (sigma_min, infinity)");
}
