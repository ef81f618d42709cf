#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// VP as a user may write it, with one function wrong.
struct LogSnrOfTheField : VpSde {  // log(alpha^2 / sigma^2), twice ours
  template <class T>
  T half_log_snr(T t) const {
    return 2.0 * VpSde::half_log_snr(t);
  }
};
struct WrongSign : VpSde {
  template <class T>
  T half_log_snr(T t) const {
    return -1.0 * VpSde::half_log_snr(t);
  }
};
struct SlightlyOff : VpSde {
  template <class T>
  T half_log_snr(T t) const {
    return VpSde::half_log_snr(t) + 1e-4;
  }
};
struct InverseOfTheField : VpSde {
  double time_of_half_log_snr(double l) const { return VpSde::time_of_half_log_snr(l / 2); }
};
struct InverseThatIsConstant : VpSde {
  double time_of_half_log_snr(double) const { return 0.5; }
};
struct InverseThatIsNotANumber : VpSde {
  double time_of_half_log_snr(double) const { return NAN; }
};
struct NegativeAlpha : VpSde {
  template <class T>
  T alpha(T t) const {
    return -1.0 * VpSde::alpha(t);
  }
};
struct SigmaThatIsNotANumber : VpSde {
  template <class T>
  T sigma(T) const {
    return T(NAN);
  }
};
struct Domain : VpSde {
  TimeDomain domain;
  TimeDomain time_domain() const { return domain; }
};

std::string refused(const auto& sde) {
  return refusal([&] { validate_sde(sde); });
}
bool begins(const std::string& text, const std::string& with) { return text.starts_with(with); }

}  // namespace

TEST_CASE("a half log-SNR that contradicts alpha and sigma is refused") {
  CHECK(refused(LogSnrOfTheField{}) ==
        "half_log_snr(t) = 9.115429865459795 must be log(alpha(t) / sigma(t)) = 4.557714932729898 "
        "at t = 0.001");
  CHECK(begins(refused(WrongSign{}), "half_log_snr(t) = -4.5577"));
  CHECK(begins(refused(SlightlyOff{}), "half_log_snr(t) = 4.5578"));
}

TEST_CASE("an inverse of the half log-SNR that does not invert is refused") {
  CHECK(begins(refused(InverseOfTheField{}), "time_of_half_log_snr(half_log_snr(t)) = "));
  CHECK(refused(InverseThatIsConstant{}) ==
        "time_of_half_log_snr(half_log_snr(t)) = 0.5 must be t = 0.001");
  CHECK(begins(refused(InverseThatIsNotANumber{}), "time_of_half_log_snr(half_log_snr(t)) = nan"));
}

TEST_CASE("alpha and sigma must be positive and finite") {
  CHECK(begins(refused(NegativeAlpha{}), "alpha(t) = -0.99994"));
  CHECK(begins(refused(SigmaThatIsNotANumber{}), "sigma(t) = nan must lie in (0, infinity)"));
}

TEST_CASE("a time domain must be 0 <= eps < T") {
  CHECK(refused(Domain{{}, {0.1, 1}}) == "accepted");
  CHECK(refused(Domain{{}, {0, 1}}) == "accepted");
  CHECK(refused(Domain{{}, {1, 1}}) == "time_domain().eps = 1 must lie in [0, T)");
  CHECK(refused(Domain{{}, {-0.1, 1}}) == "time_domain().eps = -0.1 must lie in [0, T)");
  CHECK(refused(Domain{{}, {0.1, 0}}) == "time_domain().T = 0 must lie in (0, infinity)");
  CHECK(refused(Domain{{}, {0.1, INFINITY}}) == "time_domain().T = inf must lie in (0, infinity)");
}

TEST_CASE("a sampler refuses an SDE that contradicts itself, and one with bad parameters") {
  const auto with = [](const auto& sde) {
    return refusal([&] {
      sample(sde, common_gaussian, uniform(VpSde{}, 10), EulerMaruyama{}, Identity{}, ExactLaw<1>{},
             1);
    });
  };
  CHECK(with(VpSde{}) == "accepted");
  CHECK(begins(with(LogSnrOfTheField{}), "half_log_snr(t) = 9.115429865459795 must be"));
  CHECK(begins(with(InverseThatIsConstant{}), "time_of_half_log_snr(half_log_snr(t)) = 0.5"));
  CHECK(with(VeSde{.sigma_min = 1, .sigma_max = 0.5}) ==
        "sigma_max = 0.5 must lie in (sigma_min, infinity)");
  CHECK(with(VpSde{.beta_min = -1}) == "beta_min = -1 must lie in (0, infinity)");
}

TEST_CASE("a refusal names the value and what it must be") {
  CHECK(refusal([] { require(false, "n", 3, "must be 1 or 2"); }) == "n = 3 must be 1 or 2");
  CHECK(refusal([] { require(true, "n", 3, "must be 1 or 2"); }) == "accepted");
  CHECK(refusal([] { require_positive("x", INFINITY); }) == "x = inf must lie in (0, infinity)");
}
