// A corrector of one's own, as a text: code over a value, for what reads norms or rejects.
#include <cmath>
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

// Metropolis-adjusted Langevin (Roberts and Tweedie 1996) on the score: y = x + e s(x) + sqrt(2e) z
// is accepted with probability min(1, p(y) q(x|y) / (p(x) q(y|x))), where log p(y) - log p(x) is
// the work of the score, (s(x) + s(y))/2 . (y - x): exact for an affine score. Two evaluations.
struct MetropolisLangevin {
  double snr = 0.16;

  template <class Real>
  struct Text {
    Real e, deviation, precision;  // e, sqrt(2e), 1/(2e)

    template <scoresde::Value V>
    constexpr scoresde::Moved operator()(V& x, const auto& score, auto& noise,
                                         const auto& next) const {
      const V s = score(x), z = noise();
      const V move = e * s + deviation * z, y = x + move;
      const V ahead = score(y), both = s + ahead;
      const V back = move + e * ahead;  // the mean of q(x|y), y + e s(y), less x
      const auto log_ratio =
          Real(0.5) * (inner(both, move) + inner(z, z) - precision * inner(back, back));
      const V chosen = choose(log_ratio + noise.exponential(), y, x);  // y where it is positive
      return next(chosen);
    }
  };
  auto step(const scoresde::LinearSde auto& sde, const scoresde::Interval& i) const {
    const double e = 2 * std::pow(snr * sde.sigma(i.t), 2);
    return Text<double>{e, std::sqrt(2 * e), 1 / (2 * e)};
  }
  void validate() const { scoresde::require_positive("snr", snr); }
};

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicGaussian score{.mean = 0.4, .variance = 0.25};
  const TimeGrid grid = uniform(sde, 20, 0.5);  // down to t = 0.5, where it corrects once more
  const auto print = [&](const char* name, const auto& corrector) {
    const auto x = sample(sde, score, grid, EulerMaruyama{}, Repeated{corrector, 10},
                          Cpu<2>{.samples = 20'000}, 5, PredictorFirst{})
                       .x;
    std::printf("%s: variance %.2f\n", name, (x - x.mean()).square().mean());
  };
  const double alpha = sde.alpha(grid.end()), sigma = sde.sigma(grid.end());
  std::printf("law at the end: variance %.2f\n", alpha * alpha * score.variance + sigma * sigma);
  print("annealed Langevin", AnnealedLangevin{.snr = 0.5});
  print("Metropolis-adjusted", MetropolisLangevin{.snr = 0.5});
}

// Expected output:
// law at the end: variance 0.94
// annealed Langevin: variance 1.23
// Metropolis-adjusted: variance 0.94
