// Models that name what they predict, and the ways to write one.
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// The data are N(1, 1/4) in every coordinate, so everything is known:
//   E[x0 | x] = 1 + alpha/4 (x - alpha) / v,  v = alpha^2/4 + sigma^2
template <class X>
X point_of(const X& x, const auto& f) {
  X y;
  for (int d = 0; d < X::dimension; ++d) y[d] = f(x[d]);
  return y;
}
struct Numbers {
  double a, s, v;
};
Numbers at(double t) {
  const VpSde sde;
  const double a = sde.alpha(t), s = sde.sigma(t);
  return {a, s, a * a / 4 + s * s};
}
template <class E>
E number(double n) {
  return E(static_cast<scalar_of<E>>(n));
}
const auto denoised = predicts<Denoised>([](const auto& x, double t) {
  const auto [a, s, v] = at(t);
  return point_of(x, [&]<class E>(const E& e) {
    return number<E>(1 - a * a / (4 * v)) + number<E>(a / (4 * v)) * e;
  });
});
const auto noise = predicts<Noise>([](const auto& x, double t) {  // (x - alpha x0) / sigma
  const auto [a, s, v] = at(t);
  return point_of(x, [&]<class E>(const E& e) { return number<E>(s / v) * (e - number<E>(a)); });
});
const auto velocity = predicts<Velocity>([](const auto& x, double t) {  // alpha noise - sigma x0
  const auto [a, s, v] = at(t);
  return point_of(x, [&]<class E>(const E& e) {
    return number<E>(a * s / v) * (e - number<E>(a)) - number<E>(s) -
           number<E>(a * s / (4 * v)) * (e - number<E>(a));
  });
});
const auto score = predicts<Score>([](const auto& x, double t) {
  const auto [a, s, v] = at(t);
  return point_of(x, [&]<class E>(const E& e) { return number<E>(-1 / v) * (e - number<E>(a)); });
});

template <class Place>
auto run(const auto& model, const Place& place) {
  return sample(VpSde{}, model, uniform(VpSde{}, 30), ReverseDiffusion{}, Identity{}, place, 8);
}
double apart(const auto& a, const auto& b) {
  CHECK(a.status);
  CHECK(a.nfe == b.nfe);
  const auto wide = [](const auto& array) { return array.template cast<double>().eval(); };
  return std::max((wide(a.x) - wide(b.x)).abs().maxCoeff(),
                  (wide(a.mean) - wide(b.mean)).abs().maxCoeff());
}

// The same score written by hand over the whole batch.
struct OnBatch {
  using Prediction = Denoised;
  static constexpr bool whole_batch = true;

  struct Prepared {
    double constant, slope;
  };
  Prepared prepare(const LinearSde auto& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t), v = a * a / 4 + s * s;
    return {1 - a * a / (4 * v), a / (4 * v)};
  }
  template <class B>
  B operator()(const Prepared& p, const B& x) const {
    using Real = typename B::Real;
    B y = x;
    y.array = static_cast<Real>(p.constant) + static_cast<Real>(p.slope) * x.array;
    return y;
  }
};

}  // namespace

TEST_CASE(
    "models that predict noise, the denoised or velocity through lanes give the score's samples") {
  const Cpu<3, double> place{.samples = 300};
  const auto exact = run(IsotropicGaussian{.mean = 1, .variance = 0.25}, place);
  CHECK(apart(run(score, place), exact) < 1e-12);
  CHECK(apart(run(noise, place), exact) < 1e-12);
  CHECK(apart(run(denoised, place), exact) < 1e-12);
  CHECK(apart(run(velocity, place), exact) < 1e-12);
}
TEST_CASE("a model that predicts the denoised gives the score's samples in float") {
  const Cpu<2> place{.samples = 300};
  const auto exact = run(IsotropicGaussian{.mean = 1, .variance = 0.25}, place);
  CHECK(apart(run(denoised, place), exact) < 2e-4);  // divided by sigma^2 at the end
}
TEST_CASE("lambdas over a whole batch give the samples of lambdas over lanes") {
  const auto tiles = run(noise, Cpu<3, double>{.samples = 300});
  const auto on_batch = predicts_on_batch<Noise>([](const auto& x, double t) {
    const auto [a, s, v] = at(t);
    auto y = x;
    y.array = s / v * (x.array - a);
    return y;
  });
  CHECK(apart(run(on_batch, WholeBatch<double, 3>{.samples = 300}), tiles) < 1e-12);
  CHECK(apart(run(on_batch, WholeBatch<double>{.samples = 300, .dimension = 3}), tiles) < 1e-12);
  CHECK(apart(run(noise, WholeBatch<double, 3>{.samples = 300}), tiles) < 1e-12);
}
TEST_CASE("a model of the whole batch that predicts the denoised gives the score's samples") {
  const auto tiles = run(score, Cpu<3, double>{.samples = 300});
  CHECK(apart(run(OnBatch{}, WholeBatch<double, 3>{.samples = 300}), tiles) < 1e-12);
  CHECK(apart(run(OnBatch{}, WholeBatch<float>{.samples = 300, .dimension = 3}), tiles) < 2e-4);
}
TEST_CASE("a lambda may use every function of an element on lanes: exp2, log, sqrt, max, choose") {
  // the score of N(0, 1) in a roundabout way
  const auto odd = predicts<Score>([](const auto& x, double) {
    return point_of(x, []<class E>(const E& e) {
      const E size = max(e, -e) + E(1.f);
      const E back =
          sqrt(size * size) * exp2(-max(log(size), E(0.f))) * exp2(-max(log(E(1.f) / size), 0.f));
      (void)back;
      return choose(size, -e, 0.f);
    });
  });
  CHECK(apart(run(odd, Cpu<2>{.samples = 300}),
              run(IsotropicGaussian{.mean = 0, .variance = 1}, Cpu<2>{.samples = 300})) < 1e-5);
}
