#include <doctest/doctest.h>

#include <Eigen/Core>
#include <scoresde/conformance/solvers.hpp>
#include <scoresde/latent/interpolation.hpp>
#include <scoresde/sampler/probability_flow.hpp>
#include <scoresde/score/covariance.hpp>
#include <scoresde/score/mixture_weights.hpp>

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
// One of two functions that say the same, off by a factor.
struct Drifting : VpSde {
  double factor;
  template <class T>
  T drift(T t) const {
    return factor * VpSde::drift(t);
  }
};
struct Diffusing : VpSde {
  double factor;
  template <class T>
  T diffusion(T t) const {
    return factor * VpSde::diffusion(t);
  }
};
struct VarianceForDeviation : VeSde {  // g^2 in place of g
  template <class T>
  T diffusion(T t) const {
    return VeSde::diffusion(t) * VeSde::diffusion(t);
  }
};
struct DriftOfVe : SubVpSde {
  double drift(double) const { return 0; }
};
struct DiffusionOfVp : SubVpSde {  // sub-VP's is smaller towards the data
  double diffusion(double t) const { return VpSde{}.diffusion(t); }
};
struct RateThatIsNotANumber : VpSde {
  double drift(double t) const { return t > 0.5 ? NAN : VpSde::drift(t); }
};
struct WrongNearTheData : VpSde {
  double drift(double t) const { return t < 0.1 ? 0 : VpSde::drift(t); }
};
struct NarrowPrior : VeSde {
  Normal prior() const { return {1}; }
};
struct WidePrior : VeSde {  // the data's own variance beside the noise's
  Normal prior() const { return {std::hypot(50.0, 20.0)}; }
};
struct PriorOfPoints : VpSde {  // of no deviation
  auto prior() const {
    return [](const auto& z) { return z; };
  }
};
// Every function in single precision.
template <class S>
struct Single : S {
  double alpha(double t) const { return static_cast<float>(S::alpha(t)); }
  double sigma(double t) const { return static_cast<float>(S::sigma(t)); }
  double drift(double t) const { return static_cast<float>(S::drift(t)); }
  double diffusion(double t) const { return static_cast<float>(S::diffusion(t)); }
  double half_log_snr(double t) const { return static_cast<float>(S::half_log_snr(t)); }
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

TEST_CASE("a drift that contradicts alpha is refused with what it must be") {
  CHECK(refused(Drifting{{}, 1.01}).starts_with("drift(t) = -1.3154"));
  CHECK(refused(Drifting{{}, 0.99}).starts_with("drift(t) = -1.2894"));
  CHECK(refused(Drifting{{}, -1}).starts_with("drift(t) = 0.0599"));
  CHECK(refused(Drifting{{}, 1}) == "accepted");
  const std::string message = refused(DriftOfVe{});
  CHECK(message.starts_with("drift(t) = 0 must be d log alpha / dt = -0.05995"));
  CHECK(message.ends_with("at t = 0.001"));
  CHECK(refused(RateThatIsNotANumber{}).starts_with("drift(t) = nan must be d log alpha / dt"));
  CHECK(refused(WrongNearTheData{}).starts_with("drift(t) = 0 must be"));
}

TEST_CASE("a diffusion that contradicts alpha and sigma is refused with what it must be") {
  CHECK(refused(Diffusing{{}, 1.01}).starts_with("diffusion(t) = 0.349"));
  CHECK(refused(Diffusing{{}, 0.99}).starts_with("diffusion(t) = 0.342"));
  CHECK(refused(Diffusing{{}, 1}) == "accepted");
  const std::string message = refused(Diffusing{{}, 2});
  CHECK(message.starts_with("diffusion(t) = 0.69"));
  CHECK(message.find("must be sqrt(-2 sigma^2 d half_log_snr / dt) = 0.346") != message.npos);
  CHECK(refused(VarianceForDeviation{}).starts_with("diffusion(t) ="));
  CHECK(refused(DiffusionOfVp{}).starts_with("diffusion(t) ="));
}

TEST_CASE("rates of every SDE pass, however steep, and in single precision") {
  conformance::for_every_sde([](const char* name, const auto& sde) {
    CAPTURE(name);
    CHECK(refused(sde) == "accepted");
  });
  CHECK(refused(EdmSde{0.02, 20000}) == "accepted");
  CHECK(refused(EdmSde{1e-6, 1e7}) == "accepted");
  CHECK(refused(VeSde{1e-6, 1e6}) == "accepted");
  CHECK(refused(VpSde{1e-9, 1e-8}) == "accepted");
  CHECK(refused(VpSde{0.1, 2000}) == "accepted");
  CHECK(refused(SubVpSde{0.1, 100}) == "accepted");
  CHECK(refused(LinearLogSnrSde{20, -20}) == "accepted");
  CHECK(refused(CosineSde{1e-6}) == "accepted");
  for (const int n : {30, 100, 1000, 4000}) CHECK(refused(DiscreteVpSde::linear(n)) == "accepted");
  CHECK(refused(DiscreteVpSde(std::vector<double>{0.01, 0.9, 0.001, 0.5, 0.99})) == "accepted");
  CHECK(refused(Single<VpSde>{}) == "accepted");
  CHECK(refused(Single<SubVpSde>{}) == "accepted");
  CHECK(refused(Single<VeSde>{}) == "accepted");
  CHECK(refused(Single<EdmSde>{}) == "accepted");
  CHECK(refused(Single<CosineSde>{}) == "accepted");
  CHECK(refused(Single<LinearLogSnrSde>{}) == "accepted");
}

TEST_CASE("a prior that is narrower than the noise is refused") {
  CHECK(refused(NarrowPrior{}) ==
        "prior().deviation = 1 must be sigma(T) = 50.000000000000036 or, where data are still seen at T, more");
  CHECK(refused(WidePrior{}) == "accepted");
  CHECK(refused(PriorOfPoints{}) == "accepted");
}

TEST_CASE("what was a float meets the bound that it was meant to meet, and no more") {
  CHECK(refusal([] { validate_start(EdmSde{}, 80.00000119); }) == "accepted");
  CHECK(refusal([] { validate_start(EdmSde{}, 80.0001); }) ==
        "first time of the grid = 80.0001 must be T = 80");
  std::vector<double> weights(7, static_cast<double>(1 / 7.f));
  CHECK(refusal([&] { validate_weights(weights, 7); }) == "accepted");
  weights[0] += 1e-5;
  CHECK(refusal([&] { validate_weights(weights, 7); }).starts_with("sum of the weights = 1.0000"));
  const double c = 0.1f;
  CHECK(refusal([&] { validate_covariance<2>({{{1, 0.1}, {c, 1}}}); }) == "accepted");
  const Eigen::ArrayXXd x{{1, 0}}, y{{0, 1}};
  CHECK((spherical_interpolation(x, y, static_cast<double>(1.0000001f)) == y).all());
  CHECK(times_within({0.5, static_cast<double>(1e-5f)}, {1, 1e-5}) == std::vector{0.5, 1e-5});
  CHECK(refusal([] { times_within({0.5, 0.9e-5}, {1, 1e-5}); }).starts_with("times[i] = 9e-06 must"));
}
