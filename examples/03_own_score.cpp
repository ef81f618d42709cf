// A model of one's own. It says what it predicts - here the noise - and the library converts: no
// solver can mistake it for a score. The data are coins: every coordinate is -1 or 1, so the
// expected data given x are tanh(alpha x / sigma^2), and the noise is what is left of x.
#include <cstdio>
#include <numbers>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct Coins {
  using Prediction = scoresde::Noise;

  template <class Real>
  struct Prepared {  // what depends on time only, in double; a place converts it to its type
    Real exponent, alpha, inverse_sigma;
  };
  Prepared<double> prepare(const auto& sde, double t) const {
    const double alpha = sde.alpha(t), sigma = sde.sigma(t);
    return {-2 * std::numbers::log2e * alpha / (sigma * sigma), alpha, 1 / sigma};
  }

  // x[d] are SIMD lanes of samples, with + - * / and exp2, log, sqrt, max, choose.
  template <class Real, class E, int D>
  scoresde::Point<E, D> operator()(const Prepared<Real>& p, const scoresde::Point<E, D>& x) const {
    scoresde::Point<E, D> noise;
    for (int d = 0; d < D; ++d) {
      const E one(Real(1)), e = exp2(p.exponent * max(x[d], -x[d]));
      const E coin = choose(x[d], one, -one) * (one - e) / (one + e);  // tanh(alpha x / sigma^2)
      noise[d] = p.inverse_sigma * (x[d] - p.alpha * coin);
    }
    return noise;
  }
};

int main() {
  using namespace scoresde;
  const VpSde sde;
  const Cpu<2> place{.samples = 20'000};
  const auto coins = sample(sde, Coins{}, published(sde, 200), Ancestral{}, Identity{}, place, 3)
                         .mean.round()
                         .eval();
  std::printf("coins: %s, half of them 1: %.2f\n",
              (coins.abs() == 1).all() ? "all are -1 or 1" : "some are not -1 or 1",
              (coins > 0).cast<float>().mean());

  // A lambda over the point will do, at the price of computing what depends on time at each call.
  const auto gaussian = predicts<Denoised>([&](const auto& x, double t) {  // the data: N(0, 1/4)
    const double a = sde.alpha(t), s = sde.sigma(t);
    return 0.25 * a / (0.25 * a * a + s * s) * x;
  });
  const auto x = sample(sde, gaussian, published(sde, 200), Ancestral{}, Identity{}, place, 3).mean;
  std::printf("lambda: standard deviation %.1f\n", std::sqrt(x.square().mean()));
}

// Expected output:
// coins: all are -1 or 1, half of them 1: 0.50
// lambda: standard deviation 0.5
