// What is true of every linear SDE: its functions of time speak of one process.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

std::vector<double> times(const auto& sde) {
  const TimeDomain domain = sde.time_domain();
  std::vector<double> made;
  for (const double share : {0.0, 1e-3, 0.1, 0.37, 0.8, 1.0})
    made.push_back(domain.eps + share * (domain.T - domain.eps));
  return made;
}

}  // namespace

TEST_CASE("the drift rate is d log alpha / dt") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : times(sde)) {
      const Dual<double> alpha = sde.alpha(Dual<double>(t, 1));
      CHECK(relative_error(alpha.value, sde.alpha(t)) <= 1e-14);  // contraction may differ
      CHECK(relative_error(alpha.slope / alpha.value, sde.drift(t)) <= 1e-12);
    }
  });
}

TEST_CASE("the diffusion's square is d sigma^2 / dt - 2 sigma^2 d log alpha / dt") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : times(sde)) {
      const Dual<double> sigma = sde.sigma(Dual<double>(t, 1));
      CHECK(relative_error(sigma.value, sde.sigma(t)) <= 1e-14);
      const double want = 2 * sigma.value * (sigma.slope - sigma.value * sde.drift(t));
      CHECK(relative_error(std::pow(sde.diffusion(t), 2), want) <= 1e-12);
    }
  });
}

TEST_CASE("the diffusion's square is -2 sigma^2 times the slope of the half log-SNR") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : times(sde)) {
      const Dual<double> lambda = sde.half_log_snr(Dual<double>(t, 1));
      CHECK(relative_error(std::pow(sde.diffusion(t), 2),
                           -2 * std::pow(sde.sigma(t), 2) * lambda.slope) <= 1e-12);
    }
  });
}

TEST_CASE("drift and diffusion themselves are functions of any number") {
  for_every_analytic_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const double t = times(sde)[3], h = 1e-6 * t;
    const auto g = [&](double at) { return sde.diffusion(at); };
    const Dual<double> dual = sde.diffusion(Dual<double>(t, 1));
    CHECK(dual.value == doctest::Approx(g(t)).epsilon(1e-15));
    CHECK(dual.slope == doctest::Approx((g(t + h) - g(t - h)) / (2 * h)).epsilon(1e-6));
    CHECK(std::abs(sde.drift(Dual<double>(t, 1)).value - sde.drift(t)) <=
          1e-14 * std::abs(sde.drift(t)));
  });
}

TEST_CASE("a discrete chain's drift and diffusion are the slopes of its marginals") {
  const DiscreteVpSde sde = DiscreteVpSde::linear(100);
  for (const double t : {0.003, 0.2551, 0.7777, 0.994}) {
    const double h = 1e-5;
    const auto log_alpha = [&](double at) { return std::log(sde.alpha(at)); };
    const auto variance = [&](double at) { return std::pow(sde.sigma(at), 2); };
    const double drift = (log_alpha(t + h) - log_alpha(t - h)) / (2 * h);
    CHECK(relative_error(sde.drift(t), drift) <= 1e-7);
    CHECK(relative_error(std::pow(sde.diffusion(t), 2),
                         (variance(t + h) - variance(t - h)) / (2 * h) - 2 * drift * variance(t)) <=
          1e-6);
  }
}

TEST_CASE("the half log-SNR is log(alpha / sigma)") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : times(sde)) {
      const double want = std::log(sde.alpha(t) / sde.sigma(t));
      CHECK(std::abs(sde.half_log_snr(t) - want) <= 1e-12 * (1 + std::abs(want)));
    }
  });
}

TEST_CASE("the half log-SNR is inverted, from 12 down to where the process ends") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const double t : times(sde))
      CHECK(relative_error(sde.time_of_half_log_snr(sde.half_log_snr(t)), t) <= 1e-11);
  });
  for (const double l : {12.0, 6.0, 0.5, 0.0, -0.5, -4.9}) {
    CHECK(std::abs(VpSde{}.half_log_snr(VpSde{}.time_of_half_log_snr(l)) - l) <= 1e-12);
    CHECK(std::abs(SubVpSde{}.half_log_snr(SubVpSde{}.time_of_half_log_snr(l)) - l) <= 1e-12);
    CHECK(std::abs(EdmSde{}.half_log_snr(EdmSde{}.time_of_half_log_snr(l)) - l) <= 1e-12);
  }
}

TEST_CASE("the half log-SNR decreases, and the data's end of time has none of the noise") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    double before = sde.half_log_snr(0.0);
    CHECK(before > 4);
    for (const double t : times(sde)) {
      CHECK(sde.half_log_snr(t) < before);
      before = sde.half_log_snr(t);
    }
  });
}

TEST_CASE("every SDE passes its own checks") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    CHECK(refusal([&] { validate_sde(sde); }) == "accepted");
  });
}
