// A general Ito SDE of one's own, with noise that depends on the state: geometric Brownian motion,
// dx = mu x dt + nu x dw. Its reversal needs the divergence of G G^T, found by dual numbers.
#include <cmath>
#include <cstdio>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>

struct GeometricBrownianMotion {
  double mu = 0.7, nu = 0.5;
  double mean = 0.2, deviation = 0.3;  // of log x(0): the data

  template <class E, int D>
  scoresde::Point<E, D> drift(const scoresde::Point<E, D>& x, double) const {
    return mu * x;
  }
  template <class E, int D>  // a point: noise is diagonal. D columns would be a matrix
  scoresde::Point<E, D> diffusion(const scoresde::Point<E, D>& x, double) const {
    return nu * x;
  }
  double log_mean(double t) const { return mean + (mu - nu * nu / 2) * t; }
  double log_deviation(double t) const { return std::hypot(deviation, nu * std::sqrt(t)); }

  auto prior() const {  // x(T) from unit normals
    return [m = log_mean(1), s = log_deviation(1)]<class E, int D>(scoresde::Point<E, D> z) {
      using Real = scoresde::scalar_of<E>;
      for (E& c : z.coordinate) c = exp(E(Real(m)) + Real(s) * c);
      return z;
    };
  }
  scoresde::TimeDomain time_domain() const { return {.eps = 0, .T = 1}; }
};

int main() {
  using namespace scoresde;
  const GeometricBrownianMotion sde;
  // d log p / dx of a log-normal law.
  const auto score = predicts<Score>([&](const auto& x, double t) {
    using E = typename std::remove_cvref_t<decltype(x)>::Element;
    using Real = scalar_of<E>;
    const auto m = static_cast<Real>(sde.log_mean(t));
    const auto precision = static_cast<Real>(std::pow(sde.log_deviation(t), -2));
    auto s = x;
    for (E& c : s.coordinate) c = (precision * (E(m) - log(c)) - E(Real(1))) / c;
    return s;
  });
  const auto x = sample(ito(sde), score, uniform(sde, 500), EulerMaruyama{}, Identity{},
                        Cpu<1, double>{.samples = 10'000}, 6)
                     .x.log()
                     .eval();
  std::printf("log x(0) has mean %.2f and standard deviation %.2f\n", x.mean(),
              std::sqrt((x - x.mean()).square().mean()));
}

// Expected output:
// log x(0) has mean 0.20 and standard deviation 0.30
