#include "test_values.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("the linear log-SNR schedule has the known values at half time") {
  // gamma from -13.3 to 5 is a half log-SNR from 6.65 to -2.5.
  check_values(LinearLogSnrSde{},
               {{0.5, 9.9220977793085e-01, 1.2457831504082e-01, 2.8401154538488e-01, 2.075}});
  CHECK(LinearLogSnrSde{}.half_log_snr(0.0) == 6.65);
  CHECK(LinearLogSnrSde{}.half_log_snr(1.0) == -2.5);
}

TEST_CASE("the linear log-SNR schedule's half log-SNR must decrease") {
  const auto refused = [](double first, double last) {
    return refusal([&] { validate(LinearLogSnrSde{.first = first, .last = last}); });
  };
  CHECK(refused(6, -6) == "accepted");
  CHECK(refused(1, 1) == "last = 1 must lie in (-infinity, first)");
  CHECK(refused(1, 2) == "last = 2 must lie in (-infinity, first)");
  CHECK(refused(NAN, 2) == "last = 2 must lie in (-infinity, first)");
}
