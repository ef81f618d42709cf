// The chain of DDPM (Ho et al. 2020) as a process: x_k = sqrt(1 - beta_k) x_{k-1} + sqrt(beta_k) z,
// k = 1 ... N, at the times k / N. Between the levels B = -log prod (1 - beta) is linear, so
// beta(t) is constant there and the marginals at the levels are the chain's own, with no error of
// discretisation. DDPM's sampling is Ancestral on levels(sde).
#pragma once
#include <algorithm>
#include <scoresde/sde/vp.hpp>
#include <vector>

namespace scoresde {

class DiscreteVpSde {
 public:
  // beta_1 ... beta_N, each in (0, 1), in any order and of any sizes.
  explicit DiscreteVpSde(const std::vector<double>& betas) {
    require(!betas.empty(), "betas.size()", betas.size(), "must lie in [1, infinity)");
    for (const double b : betas) {
      require(b > 0 && b < 1, "beta_k", b, "must lie in (0, 1)");
      growth_.push_back(-std::log1p(-b));
      integral_.push_back(integral_.back() + growth_.back());
    }
    require(integral_.back() <= 1400, "-log prod (1 - beta_k)", integral_.back(),
            "must lie in (0, 1400]: more is alpha = 0 in double");
  }
  // Ho et al.'s beta: linear, which for N = 1000 is 1e-4 ... 0.02.
  static DiscreteVpSde linear(int n, double beta_min = 0.1, double beta_max = 20) {
    require(n >= 1, "n", n, "must lie in [1, infinity)");
    std::vector<double> betas;
    for (int k = 0; k < n; ++k) betas.push_back(LinearBeta{beta_min, beta_max}.discrete(k, n));
    return DiscreteVpSde(betas);
  }

  int steps() const { return static_cast<int>(growth_.size()); }

  double drift(double t) const { return -0.5 * beta(t); }
  double diffusion(double t) const { return std::sqrt(beta(t)); }
  double alpha(double t) const { return std::exp(-0.5 * integral(t)); }
  double sigma(double t) const { return std::sqrt(-std::expm1(-integral(t))); }
  double half_log_snr(double t) const {
    const double b = integral(t);
    return -0.5 * (b + std::log(-std::expm1(-b)));
  }
  double time_of_half_log_snr(double l) const {
    const double b = l > 0 ? std::log1p(std::exp(-2 * l)) : std::log1p(std::exp(2 * l)) - 2 * l;
    const auto above = std::upper_bound(integral_.begin() + 1, integral_.end() - 1, b);
    const auto k = above - integral_.begin();
    const double part = (b - above[-1]) / growth_[static_cast<std::size_t>(k - 1)];
    return (static_cast<double>(k - 1) + std::clamp(part, 0.0, 1.0)) / steps();
  }
  Normal prior() const { return {1}; }
  TimeDomain time_domain() const { return {1.0 / steps() / 100}; }

 private:
  std::size_t step(double t) const {  // that t lies in, counted from 0
    const double k = std::ceil(t * steps() - 1e-9);
    return static_cast<std::size_t>(std::min(std::max(1.0, k), 1.0 * steps())) - 1;
  }
  double beta(double t) const { return growth_[step(t)] * steps(); }
  double integral(double t) const {
    const std::size_t k = step(t);
    return integral_[k] + growth_[k] * (t * steps() - static_cast<double>(k));
  }

  std::vector<double> integral_{0.0};  // B at the levels 0 ... N
  std::vector<double> growth_;  // of B in each step, which a sum of far larger ones would lose
};

}  // namespace scoresde
