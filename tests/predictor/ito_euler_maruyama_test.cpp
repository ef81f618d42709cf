// SDEs of a user's own, with noise that depends on the state or mixes the coordinates, reversed by
// Euler-Maruyama. Every test has a fixed seed and says how often it would fail for a random one.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// Geometric Brownian motion dX = mu X dt + sg X dW in every coordinate, with ln X(0) ~ N(m, s^2).
struct GeometricBrownianMotion {
  double mu = 0.7, sg = 0.5, m = 0.2, s = 0.3;

  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double) const {
    return mu * x;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>& x, double) const {
    return sg * x;
  }
  double log_mean(double t) const { return m + (mu - sg * sg / 2) * t; }
  double log_variance(double t) const { return s * s + sg * sg * t; }

  struct LogNormal {
    double mean, deviation;
    template <class E, int D>
    Point<E, D> operator()(const Point<E, D>& z) const {
      using Real = scalar_of<E>;
      using std::exp;
      Point<E, D> x;
      for (int d = 0; d < D; ++d)
        x[d] = exp(E(static_cast<Real>(mean)) + E(static_cast<Real>(deviation)) * z[d]);
      return x;
    }
  };
  LogNormal prior() const { return {log_mean(1), std::sqrt(log_variance(1))}; }
  TimeDomain time_domain() const { return {0}; }
};

// s = -(1 + (ln x - m_t) / s_t^2) / x
struct LogNormalScore {
  using Prediction = Score;
  template <class Real>
  struct Prepared {
    Real log_mean, log_precision;
  };
  Prepared<double> prepare(const GeometricBrownianMotion& sde, double t) const {
    return {sde.log_mean(t), 1 / sde.log_variance(t)};
  }
  template <class Real, class E, int D>
  Point<E, D> operator()(const Prepared<Real>& p, const Point<E, D>& x) const {
    Point<E, D> s;
    for (int d = 0; d < D; ++d)
      s[d] = (E(Real(-1)) - E(p.log_precision) * (log(x[d]) - E(p.log_mean))) / x[d];
    return s;
  }
};

using Matrix2 = Matrix<double, 2>;

// dx = -x/2 dt + G dw with a full G: x(t) ~ N(e^{-t/2} m, e^{-t} S + (1 - e^{-t}) G G^T).
struct MixedNoise {
  static constexpr Matrix2 G{{{1, 0}, {0.6, 0.8}}}, A{{{1, 0.6}, {0.6, 1}}},
      S{{{0.25, -0.1}, {-0.1, 0.09}}};
  static constexpr std::array<double, 2> m{1, -0.5};

  static constexpr int dimension = 2;
  template <class E>
  Point<E, 2> drift(const Point<E, 2>& x, double) const {
    return -0.5 * x;
  }
  template <class E>
  std::array<Point<E, 2>, 2> diffusion(const Point<E, 2>&, double) const {
    using Real = scalar_of<E>;
    std::array<Point<E, 2>, 2> columns;
    for (int j = 0; j < 2; ++j)
      for (int i = 0; i < 2; ++i) columns[j][i] = E(static_cast<Real>(G[i][j]));
    return columns;
  }
  static double mean(int i, double t) { return std::exp(-t / 2) * m[i]; }
  static Matrix2 covariance(double t) {
    Matrix2 C{};
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) C[i][j] = std::exp(-t) * S[i][j] - std::expm1(-t) * A[i][j];
    return C;
  }

  struct Gaussian2 {
    std::array<double, 2> mean;
    Matrix2 root;  // lower triangular
    template <class E, int D>
    Point<E, D> operator()(const Point<E, D>& z) const {
      using Real = scalar_of<E>;
      Point<E, D> x;
      for (int i = 0; i < D; ++i) {
        x[i] = E(static_cast<Real>(mean[i]));
        for (int j = 0; j <= i; ++j) x[i] = x[i] + E(static_cast<Real>(root[i][j])) * z[j];
      }
      return x;
    }
  };
  Gaussian2 prior() const {
    const Matrix2 C = covariance(3);
    const double a = std::sqrt(C[0][0]), b = C[1][0] / a;
    return {{mean(0, 3), mean(1, 3)}, {{{a, 0}, {b, std::sqrt(C[1][1] - b * b)}}}};
  }
  TimeDomain time_domain() const { return {0, 3}; }
};

struct MixedNoiseScore {
  using Prediction = Score;
  template <class Real>
  struct Prepared {
    std::array<Real, 2> mean;
    Matrix<Real, 2> precision;
  };
  static Matrix2 precision(double t) {
    const Matrix2 C = MixedNoise::covariance(t);
    const double det = C[0][0] * C[1][1] - C[0][1] * C[1][0];
    return {{{C[1][1] / det, -C[0][1] / det}, {-C[1][0] / det, C[0][0] / det}}};
  }
  Prepared<double> prepare(const MixedNoise&, double t) const {
    return {{MixedNoise::mean(0, t), MixedNoise::mean(1, t)}, precision(t)};
  }
  template <class Real, class E>
  Point<E, 2> operator()(const Prepared<Real>& p, const Point<E, 2>& x) const {
    Point<E, 2> s;
    for (int i = 0; i < 2; ++i)
      s[i] = E(p.precision[i][0]) * (E(p.mean[0]) - x[0]) +
             E(p.precision[i][1]) * (E(p.mean[1]) - x[1]);
    return s;
  }
};

// The law that Euler-Maruyama itself produces, step by step:
// x <- x + h (x / 2 - A C_t^{-1} (x - m_t)) + sqrt(h) G z.
struct Law2 {
  std::array<double, 2> mean;
  Matrix2 covariance;
};
Law2 law_of_euler_maruyama(const TimeGrid& grid) {
  Law2 x{{MixedNoise::mean(0, 3), MixedNoise::mean(1, 3)}, MixedNoise::covariance(3)};
  for (int n = 0; n < grid.steps(); ++n) {
    const double t = grid[n].t, h = grid[n].length;
    const Matrix2 P = MixedNoiseScore::precision(t);
    Matrix2 pull{}, M{};  // A C^{-1}, and what multiplies the state
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) {
        for (int k = 0; k < 2; ++k) pull[i][j] += MixedNoise::A[i][k] * P[k][j];
        M[i][j] = (i == j ? 1 + h / 2 : 0) - h * pull[i][j];
      }
    Law2 next{};
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j) {
        next.mean[i] += M[i][j] * x.mean[j] + h * pull[i][j] * MixedNoise::mean(j, t);
        next.covariance[i][j] += h * MixedNoise::A[i][j];
        for (int k = 0; k < 2; ++k)
          for (int l = 0; l < 2; ++l)
            next.covariance[i][j] += M[i][k] * x.covariance[k][l] * M[j][l];
      }
    x = next;
  }
  return x;
}

// VP, written as a general SDE.
struct VpAsGeneral {
  template <class E, int D>
  Point<E, D> drift(const Point<E, D>& x, double t) const {
    return VpSde{}.drift(t) * x;
  }
  template <class E, int D>
  Point<E, D> diffusion(const Point<E, D>&, double t) const {
    Point<E, D> g;
    for (int d = 0; d < D; ++d) g[d] = E(static_cast<scalar_of<E>>(VpSde{}.diffusion(t)));
    return g;
  }
  Normal prior() const { return VpSde{}.prior(); }
  TimeDomain time_domain() const { return VpSde{}.time_domain(); }
};
struct ScoreUnderVp : IsotropicGaussian {
  ScoreUnderVp() : IsotropicGaussian(common_gaussian) {}
  auto prepare(const VpAsGeneral&, double t) const {
    return IsotropicGaussian::prepare(VpSde{}, t);
  }
};

static_assert(ItoSde<GeometricBrownianMotion> && ItoSde<MixedNoise>);

}  // namespace

TEST_CASE("geometric Brownian motion is reversed to its log-normal start") {
  const GeometricBrownianMotion sde;
  const auto result = sample(ito(sde), LogNormalScore{}, uniform(sde, 500), EulerMaruyama{},
                             Identity{}, Cpu<2, double>{.samples = 5000}, 17);
  REQUIRE(static_cast<bool>(result.status));
  REQUIRE((result.x > 0).all());
  CHECK(result.nfe == 500);
  const Eigen::ArrayXXd log_x = result.x.log();
  const double n = static_cast<double>(log_x.size());
  const double mean = log_x.mean(), variance = (log_x - mean).square().mean();
  // Each within 4.9 standard errors, a false alarm in a million, and 0.5 % for the discretisation,
  // whose error with 3e6 numbers is 0.1 % of the deviation and 0.4 % of the variance.
  CHECK(std::abs(mean - 0.2) <= 4.9 * 0.3 / std::sqrt(n) + 0.005 * 0.3);
  CHECK(std::abs(variance / 0.09 - 1) <= 4.9 * std::sqrt(2 / n) + 0.005);
}

TEST_CASE("noise with a full matrix is reversed to the law that Euler-Maruyama has") {
  const MixedNoise sde;
  const TimeGrid grid = uniform(sde, 100);
  const Law2 want = law_of_euler_maruyama(grid);
  const auto result = sample(ito(sde), MixedNoiseScore{}, grid, EulerMaruyama{}, Identity{},
                             Cpu<2, double>{.samples = 20000}, 23);
  REQUIRE(static_cast<bool>(result.status));
  const Eigen::ArrayXXd x = result.x;
  const double n = static_cast<double>(x.rows());
  // Two means and three covariances, each within 5.2 standard errors: a false alarm in a million.
  for (int i = 0; i < 2; ++i) {
    CHECK(std::abs(x.col(i).mean() - want.mean[i]) <= 5.2 * std::sqrt(want.covariance[i][i] / n));
    for (int j = 0; j <= i; ++j) {
      const double got = ((x.col(i) - want.mean[i]) * (x.col(j) - want.mean[j])).mean();
      const double error = std::sqrt((want.covariance[i][i] * want.covariance[j][j] +
                                      want.covariance[i][j] * want.covariance[i][j]) /
                                     n);
      CHECK(std::abs(got - want.covariance[i][j]) <= 5.2 * error);
    }
  }
  // which is near the data's own law
  CHECK(want.mean[0] == doctest::Approx(1).epsilon(0.02));
  CHECK(want.covariance[0][0] == doctest::Approx(0.25).epsilon(0.15));
  CHECK(want.covariance[0][1] == doctest::Approx(-0.1).epsilon(0.15));
}

TEST_CASE("the mean of a step of a general SDE is the state without its noise") {
  const GeometricBrownianMotion sde;
  const TimeGrid one(std::vector<double>{1, 0.9});
  const auto result = sample(ito(sde), LogNormalScore{}, one, EulerMaruyama{}, Identity{},
                             Cpu<1, double>{.samples = 100}, 5);
  const auto prior = sample(ito(sde), LogNormalScore{}, one, Identity{}, Identity{},
                            Cpu<1, double>{.samples = 100}, 5);
  // -f + div A + A s = (-mu + sg^2) x - sg^2 x (ln x - m_1) / s_1^2
  const Eigen::ArrayXd x = prior.x.col(0);
  const Eigen::ArrayXd drift =
      x * (-0.7 + 0.25 - 0.25 * (x.log() - sde.log_mean(1)) / sde.log_variance(1));
  CHECK((result.mean.col(0) - (x + 0.1 * drift)).abs().maxCoeff() <= 1e-12);
  const Eigen::ArrayXd z = (result.x.col(0) - result.mean.col(0)) / (std::sqrt(0.1) * 0.5 * x);
  CHECK(std::abs(z.mean()) <= 5.2 / 10);
  CHECK(z.square().mean() == doctest::Approx(1).epsilon(0.7));
}

TEST_CASE("a linear SDE written as a general one gives the same samples") {
  const TimeGrid grid = uniform(VpSde{}, 60);
  const Cpu<2, double> place{.samples = 64};
  const auto linear = sample(VpSde{}, common_gaussian, grid, EulerMaruyama{}, Identity{}, place, 5);
  const auto general =
      sample(ito(VpAsGeneral{}), ScoreUnderVp{}, grid, EulerMaruyama{}, Identity{}, place, 5);
  CHECK((general.x - linear.x).abs().maxCoeff() <= 1e-12);
  CHECK((general.mean - linear.mean).abs().maxCoeff() <= 1e-12);
}
