// log p by the change of variables, against densities that are known.
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>

#include "ode/flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr Adaptive tight{.atol = 1e-12, .rtol = 1e-12};

// Two modes without a divergence of their own: dual numbers have to find it.
struct OnlyScore {
  using Prediction = Score;
  GaussianMixture<2, 2> mixture = two_modes();
  auto prepare(const LinearSde auto& sde, double t) const { return mixture.prepare(sde, t); }
  template <class P, class X>
  X operator()(const P& prepared, const X& x) const {
    return mixture(prepared, x);
  }
};
// Two modes as another prediction.
struct AsNoise {
  using Prediction = Noise;
  GaussianMixture<2, 2> mixture = two_modes();
  template <class Prepared>
  struct At {
    Prepared score;
    double sigma;
  };
  auto prepare(const LinearSde auto& sde, double t) const {
    const auto p = mixture.prepare(sde, t);
    return At<std::decay_t<decltype(p)>>{p, sde.sigma(t)};
  }
  template <class P, class E>
  Point<E, 2> operator()(const P& at, const Point<E, 2>& x) const {
    const Point<E, 2> s = mixture(at.score, x);
    return Point<E, 2>(E(scalar_of<E>(-at.sigma)) * s[0], E(scalar_of<E>(-at.sigma)) * s[1]);
  }
};

struct Known {
  double z1, z2, integral, by_prior, by_truth;
  double latent_tolerance, integral_tolerance;  // of the digits that are given
};
void check(const auto& sde, const Known& want, const auto& model) {
  const Eigen::ArrayX2d x{{0.3, -0.2}};
  const auto by_prior = log_likelihood(sde, model, x, tight, Cpu<2, double>{});
  CHECK(by_prior.status());
  CHECK(!by_prior.standard_error);
  CHECK(std::abs(by_prior.latent(0, 0) - want.z1) < want.latent_tolerance);
  CHECK(std::abs(by_prior.latent(0, 1) - want.z2) < want.latent_tolerance);
  CHECK(std::abs(by_prior.log_density[0] - want.by_prior) < 1e-9);
  const double prior = sde.prior().log_density(Point<double, 2>(want.z1, want.z2));
  CHECK(std::abs(by_prior.log_density[0] - prior - want.integral) < want.integral_tolerance);
}

}  // namespace

TEST_CASE("the density of two modes at a point, by the prior and by the truth at the end") {
  const Known vp{-3.78077546295e-01,
                 -7.81109260217e-02,
                 5.13431295319e-01,
                 -1.39896774498,
                 -1.39953221362,
                 1e-9,
                 1e-9};
  const Known sub_vp{-3.7807098633e-01,
                     -7.810995561e-02,
                     5.13389141340e-01,
                     -1.39900734300,
                     -1.39953185901,
                     1e-9,
                     1e-9};
  const Known ve{-1.8724124469e+01,
                 -3.9885488053639,
                 8.3376276776346,
                 -1.3975956713718,
                 -1.3995689546870,
                 1e-8,
                 1e-9};
  const auto check_all = [&](const auto& model) {
    check(VpSde{}, vp, model);
    check(SubVpSde{}, sub_vp, model);
    check(VeSde{}, ve, model);
  };
  check_all(two_modes());
  check_all(OnlyScore{});
  check_all(AsNoise{});

  const auto by_truth = [&](const auto& sde, const Known& want) {
    const auto r = log_likelihood(sde, two_modes(), Eigen::ArrayX2d{{0.3, -0.2}}, tight,
                                  Cpu<2, double>{}, 0, LikelihoodOptions{.end = ModelAtEnd{}});
    CHECK(std::abs(r.log_density[0] - want.by_truth) < 1e-9);
    const auto now = two_modes().prepare(sde, 1e-5);  // at eps, where the flow started
    const double here = two_modes().log_density(now, Point<double, 2>(0.3, -0.2));
    CHECK(std::abs(r.log_density[0] - here) < 1e-9);
  };
  by_truth(VpSde{}, vp);
  by_truth(SubVpSde{}, sub_vp);
  by_truth(VeSde{}, ve);
}

TEST_CASE("every place, method and control finds the same density") {
  const Eigen::ArrayX2d x{{0.3, -0.2}, {-1, 0.4}, {2, 2}};
  const auto reference = log_likelihood(VpSde{}, two_modes(), x, tight, Cpu<2, double>{});
  const auto compare = [&](const auto& integrator, const auto& place, double tolerance) {
    const auto r = log_likelihood(VpSde{}, two_modes(), x, integrator, place);
    CHECK((r.log_density.template cast<double>() - reference.log_density).abs().maxCoeff() <
          tolerance);
    CHECK((r.latent.template cast<double>() - reference.latent).abs().maxCoeff() < tolerance);
  };
  compare(Adaptive{.atol = 1e-11, .rtol = 1e-11, .method = Fehlberg78{}}, Cpu<2, double>{}, 1e-9);
  compare(Adaptive{.atol = 1e-11, .rtol = 1e-11, .over = OverSample{}}, Cpu<2, double>{}, 1e-9);
  compare(Adaptive{.atol = 1e-11, .rtol = 1e-11, .over = OverBatch{}}, WholeBatch<double, 2>{},
          1e-9);
  compare(Adaptive{.atol = 1e-11, .rtol = 1e-11}, WholeBatch<double, 2>{}, 1e-9);
  compare(RungeKutta4{4000}, Cpu<2, double>{}, 1e-6);
  compare(Adaptive{.atol = 1e-6, .rtol = 1e-6}, Cpu<2, float>{}, 1e-4);
}
TEST_CASE("a model of the whole batch brings its own divergence: a data set in any dimension") {
  // a data set of one datum, blurred by 0.5, is a Gaussian
  const DataSet model(Eigen::ArrayXXd{{0.4, 0.4, 0.4}}, 0.5);
  const Eigen::ArrayXXd x{{0.1, 0.7, -0.3}, {0.4, 0.4, 0.4}};
  const auto r =
      log_likelihood(VpSde{}, model, x, Adaptive{.atol = 1e-11, .rtol = 1e-11},
                     WholeBatch<double>{.dimension = 3}, 0, LikelihoodOptions{.end = ModelAtEnd{}});
  const auto now = common_gaussian.prepare(VpSde{}, 1e-5);
  for (Eigen::Index i = 0; i < 2; ++i) {
    const Point<double, 3> p(x(i, 0), x(i, 1), x(i, 2));
    CHECK(std::abs(r.log_density[i] - common_gaussian.log_density(now, p)) < 1e-9);
  }
}

TEST_CASE("the latent codes of a likelihood are those of encode") {
  const Eigen::ArrayX2d x{{0.3, -0.2}, {-1, 0.4}};
  const auto r = log_likelihood(VpSde{}, two_modes(), x, tight, Cpu<2, double>{});
  const auto z = encode(VpSde{}, two_modes(), x, tight, Cpu<2, double>{});
  CHECK((r.latent - z.x).abs().maxCoeff() < 1e-9);
}
TEST_CASE("scaling the data by c shifts the density by -D ln c, and leaves bits/dim as they were") {
  const IsotropicGaussian data{.mean = 0, .variance = 0.25}, scaled{.mean = 0, .variance = 1};
  const Eigen::ArrayX2d x{{0.3, -0.2}};
  const auto truth = [](const auto& model, const Eigen::ArrayX2d& at) {
    return log_likelihood(VpSde{}, model, at, Adaptive{.atol = 1e-12, .rtol = 1e-12},
                          Cpu<2, double>{}, 0, LikelihoodOptions{.eps = 1e-9, .end = ModelAtEnd{}})
        .log_density[0];
  };
  const double before = truth(data, x), after = truth(scaled, 2 * x);
  CHECK(std::abs(after - before + 2 * std::log(2)) < 1e-6);
  CHECK(std::abs(bits_per_dim(before, 2, DataScaler{.low = 0, .high = 1}) -
                 bits_per_dim(after, 2, DataScaler{.low = 0, .high = 2})) < 1e-6);
}

TEST_CASE("likelihoods refuse what they cannot be asked") {
  const Eigen::ArrayX2d x = Eigen::ArrayX2d::Zero(3, 2);
  const auto with = [&](const auto& data, const auto& options) {
    return refusal(
        [&] { log_likelihood(VpSde{}, two_modes(), data, tight, Cpu<2, double>{}, 0, options); });
  };
  CHECK(with(x, LikelihoodOptions<>{}) == "accepted");
  CHECK(with(x, LikelihoodOptions<>{.eps = 2}) == "eps = 2 must lie in (0, 1)");
  CHECK(with(x, LikelihoodOptions{.divergence = Hutchinson<>{.probes = 0}}) ==
        "probes = 0 must lie in [1, infinity)");
  CHECK(with(x, LikelihoodOptions{.divergence = HutchPlusPlus{.products = 4}}) ==
        "products = 4 must be a multiple of 3, at least 3");
  CHECK(with(x, LikelihoodOptions{.divergence = HutchPlusPlus{.products = 9}}) ==
        "products = 9 must lie in [3, 6]: no more than three a coordinate");
  CHECK(with(Eigen::ArrayXXd(x.col(0)), LikelihoodOptions<>{}) ==
        "dimension of the data = 1 must be 2, that of the place");
  CHECK(refusal([&] {
          likelihood_bound(VpSde{}, two_modes(), x, Cpu<2, double>{}, 0, {.times = 0});
        }) == "times = 0 must lie in [1, infinity)");
}
