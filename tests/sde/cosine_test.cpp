#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("the cosine schedule has the known values of alpha^2") {
  const auto square = [](double t) { return std::pow(CosineSde{}.alpha(t), 2); };
  CHECK(relative_error(square(0.25), 8.4701216132690e-01) <= 1e-13);
  CHECK(relative_error(square(0.5), 4.9384359044064e-01) <= 1e-13);
  CHECK(relative_error(square(0.75), 1.4427210238574e-01) <= 1e-13);
  CHECK(square(0) == 1);
}

TEST_CASE("the cosine schedule preserves the variance") {
  for (const double t : {1e-6, 1e-3, 0.3, 0.99})
    CHECK(std::abs(std::pow(CosineSde{}.alpha(t), 2) + std::pow(CosineSde{}.sigma(t), 2) - 1) <=
          1e-15);
}

TEST_CASE("a transition of the cosine schedule has the published discrete beta as its variance") {
  const auto beta = [](int i) {
    return exact_transition(CosineSde{}, between((i + 1) / 1000.0, i / 1000.0)).variance;
  };
  // to all digits: 1 - abar(1/N) loses five of them in double
  CHECK(relative_error(beta(0), 4.1284224821777802e-05) <= 1e-12);
  CHECK(relative_error(beta(499), 3.1458862304784e-03) <= 1e-12);
  CHECK(relative_error(beta(998), 7.4999939290112e-01) <= 1e-12);
}

TEST_CASE("beta of the cosine schedule is (pi / (1 + s)) tan of the angle") {
  for (const double t : {1e-3, 0.5, 0.9}) {
    const double want =
        std::numbers::pi / 1.008 * std::tan((t + 0.008) / 1.008 * std::numbers::pi / 2);
    CHECK(relative_error(std::pow(CosineSde{}.diffusion(t), 2), want) <= 1e-13);
    CHECK(relative_error(CosineSde{}.drift(t), -want / 2) <= 1e-13);
  }
}

TEST_CASE("the cosine schedule starts where its half log-SNR is -5.1") {
  const TimeDomain domain = CosineSde{}.time_domain();
  CHECK(domain.T < 1);
  CHECK(domain.T > 0.99);
  CHECK(relative_error(CosineSde{}.half_log_snr(domain.T), -5.1) <= 1e-13);
  CHECK(domain.eps == 1e-3);
  CHECK(CosineSde{}.prior().deviation == 1);
}

TEST_CASE("the cosine schedule's offset must be positive") {
  CHECK(refusal([] { validate(CosineSde{.offset = 0}); }) ==
        "offset = 0 must lie in (0, infinity)");
  CHECK(refusal([] { validate(CosineSde{.offset = 0.02}); }) == "accepted");
}
