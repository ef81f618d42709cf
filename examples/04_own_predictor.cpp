// A predictor of one's own, as a formula. Its order is measured on the exact law, without sampling.
#include <cmath>
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

// Heun's method on the probability-flow equation dx/dt = flow(x, t): order 2, two evaluations.
struct Heun {
  auto step(const scoresde::LinearSde auto&, const scoresde::Interval& i) const {
    using namespace scoresde::symbol;
    const double h = i.t - i.u;
    const auto k1 = flow(x, i.t);
    const auto k2 = flow(x - h * k1, i.u);
    return x - h / 2 * (k1 + k2);
  }
};

int main() {
  using namespace scoresde;
  const VpSde sde;
  const IsotropicGaussian data{.mean = 0.4, .variance = 0.25};

  // Where the exact flow takes the state `from` at T: (x - alpha mean) / deviation stays the same.
  const auto [eps, T] = sde.time_domain();
  const double from = 1.3;
  const auto deviation = [&](double t) {
    return std::hypot(sde.alpha(t) * std::sqrt(data.variance), sde.sigma(t));
  };
  const double exact = sde.alpha(eps) * data.mean +
                       deviation(eps) * (from - sde.alpha(T) * data.mean) / deviation(T);

  double before = 0;
  for (const int steps : {100, 200, 400}) {
    const auto result = sample(sde, data, uniform(sde, steps), Heun{}, Identity{},
                               ExactLaw<1>{.start = {{from}}}, 0);
    const double error = std::abs(result.x.mean[0] - exact);
    std::printf("%d steps, %ld evaluations: ", steps, result.nfe);
    before == 0 ? std::printf("error %.0e\n", error)
                : std::printf("order %.1f\n", std::log2(before / error));
    before = error;
  }
}

// Expected output:
// 100 steps, 200 evaluations: error 1e-04
// 200 steps, 400 evaluations: order 2.0
// 400 steps, 800 evaluations: order 2.0
