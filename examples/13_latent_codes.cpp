// Latent codes: where the flow takes data. Between two codes lies a path of data, where the
// straight line between the data leaves them.
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>

int main() {
  using namespace scoresde;
  const VpSde sde;
  IsotropicMixture<2, 64> score{.variance = 0.01};  // a circle of radius 2
  for (std::size_t k = 0; k < 64; ++k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / 64;
    score.means[k] = {2 * std::cos(angle), 2 * std::sin(angle)};
    score.weights[k] = 1. / 64;
  }
  const Adaptive integrator{.atol = 1e-8, .rtol = 1e-8};
  const Cpu<2, double> place;
  const Eigen::ArrayX2d ends{{2, 0}, {-1.2, 1.6}};
  const Eigen::ArrayX2d codes = encode(sde, score, ends, integrator, place).x;

  const auto radius = [](double x, double y) { return std::sqrt(x * x + y * y); };
  double lost = 0;
  for (const double w : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const Eigen::ArrayX2d between = spherical_interpolation(
        Eigen::ArrayX2d(codes.topRows(1)), Eigen::ArrayX2d(codes.bottomRows(1)), w);
    const auto x = decode(sde, score, between, integrator, place).x;
    const auto line = ((1 - w) * ends.row(0) + w * ends.row(1)).eval();
    std::printf("w = %.2f: radius %.1f along the codes, %.1f along the line\n", w,
                radius(x(0, 0), x(0, 1)), radius(line[0], line[1]));
    if (w == 0 || w == 1)
      lost = std::max(lost, (x.row(0) - ends.row(w == 0 ? 0 : 1)).abs().maxCoeff());
  }
  std::printf("both ends return%s\n", lost < 1e-6 ? " to within a millionth" : ", but not quite");

  const auto cool = decode(sde, score, at_temperature(codes, 0.5), integrator, place).x;
  std::printf("at half the temperature the radius is %.1f\n", radius(cool(0, 0), cool(0, 1)));
}

// Expected output:
// w = 0.00: radius 2.0 along the codes, 2.0 along the line
// w = 0.25: radius 2.0 along the codes, 1.3 along the line
// w = 0.50: radius 2.0 along the codes, 0.9 along the line
// w = 0.75: radius 2.0 along the codes, 1.3 along the line
// w = 1.00: radius 2.0 along the codes, 2.0 along the line
// both ends return to within a millionth
// at half the temperature the radius is 1.9
