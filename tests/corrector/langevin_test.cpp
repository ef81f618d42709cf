#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Eigen::ArrayXXd;

ArrayXXd rows(std::initializer_list<std::initializer_list<double>> values) {
  ArrayXXd made(static_cast<Eigen::Index>(values.size()),
                static_cast<Eigen::Index>(values.begin()->size()));
  Eigen::Index i = 0;
  for (const auto& row : values) {
    Eigen::Index d = 0;
    for (const double x : row) made(i, d++) = x;
    ++i;
  }
  return made;
}

// Normals that look random and are the same everywhere.
ArrayXXd normals(Eigen::Index samples, Eigen::Index dimension, int draw) {
  return ArrayXXd::NullaryExpr(samples, dimension, [&](Eigen::Index i, Eigen::Index d) {
    return 1.7 * std::sin(1.0 + 12.9898 * static_cast<double>(i) + 78.233 * static_cast<double>(d) +
                          37.7 * draw);
  });
}

Eigen::ArrayXd norms(const ArrayXXd& x) { return x.square().rowwise().sum().sqrt(); }

// One Langevin step from x with s = -(x - 0.4) / v, with the two mean norms given for each sample.
ArrayXXd stepped(const ArrayXXd& x, const ArrayXXd& z, double v, double r, double alpha,
                 const auto& mean_norm, ArrayXXd* mean) {
  const ArrayXXd s = (0.4 - x) / v;
  const Eigen::ArrayXd e = 2 * alpha * (r * mean_norm(norms(z)) / mean_norm(norms(s))).square();
  *mean = x + s.colwise() * e;
  return *mean + z.colwise() * (2 * e).sqrt();
}

// The corrector alone for one step of the published grid of one, from x with the normals z.
template <int D>
ArrayXXd corrected(const ArrayXXd& x, const ArrayXXd& z, const auto& corrector) {
  return sample(VeSde{}, common_gaussian, published(VeSde{}, 1), Identity{}, corrector,
                Replay<double, D>{x / VeSde{}.prior().deviation, {z}}, 1)
      .x;
}

constexpr auto over_batch = [](const Eigen::ArrayXd& k) -> Eigen::ArrayXd {
  return Eigen::ArrayXd::Constant(k.size(), k.mean());
};

}  // namespace

TEST_CASE("Langevin over a batch takes the known step on two samples") {
  Batch<double> x, mean;
  x.array = rows({{.3, -.7, 1.1}, {-.2, .5, .9}});
  const ArrayXXd z = rows({{.5, -1.2, .3}, {1.5, .2, -.4}});
  const auto score = [](const Batch<double>& at) {
    Batch<double> s = at;
    s.array = -(at.array - 0.4) / 0.29;
    return s;
  };
  auto noise = [&] {
    Batch<double> drawn;
    drawn.array = z;
    return drawn;
  };
  const LangevinOver<OverBatch> langevin{.snr = 0.16};
  const auto text = langevin.step(VeSde{}, published(VeSde{}, 10)[4]);
  text(x, score, noise, Next<Batch<double>>{x, &mean});

  const ArrayXXd want_mean = rows({{.30284374825845, -.66871876915707, 1.0800937621909},
                                   {-.18293751044931, .49715625174155, .88578125870776}});
  const ArrayXXd want = rows({{.36705772629088, -.82283231643491, 1.1186221490103},
                              {.0097044236479955, .52284184295453, .83441007628181}});
  CHECK(((mean.array - want_mean) / want_mean).abs().maxCoeff() <= 1e-12);
  CHECK(((x.array - want) / want).abs().maxCoeff() <= 1e-12);
  const double e = (x.array - mean.array)(0, 0) / z(0, 0);
  CHECK(relative_error(e * e / 2, 8.2468699495001e-03) <= 1e-12);
}

TEST_CASE("Langevin over a batch averages norms over all its samples") {
  const ArrayXXd x = 50 * normals(300, 2, 1), z = normals(300, 2, 2);
  ArrayXXd mean;
  const ArrayXXd want = stepped(x, z, 2500.25, 0.16, 1, over_batch, &mean);
  const ArrayXXd got = corrected<2>(x, z, LangevinOver<OverBatch>{.snr = 0.16});
  CHECK((got - want).abs().maxCoeff() <= 1e-10);
}

TEST_CASE("Langevin over a sample takes each sample's own norms") {
  const ArrayXXd x = 50 * normals(30, 3, 1), z = normals(30, 3, 2);
  ArrayXXd mean;
  const ArrayXXd want = stepped(
      x, z, 2500.25, 0.2, 1, [](const Eigen::ArrayXd& k) { return k; }, &mean);
  const ArrayXXd got = corrected<3>(x, z, LangevinOver<OverSample>{.snr = 0.2});
  CHECK((got - want).abs().maxCoeff() <= 1e-10);
}

TEST_CASE("Langevin averages norms over fixed groups of samples that hold 512 numbers") {
  const ArrayXXd x = 50 * normals(768, 2, 1), z = normals(768, 2, 2);
  const auto over_groups = [](const Eigen::ArrayXd& k) {
    Eigen::ArrayXd groups = k;
    for (const Eigen::Index first : {0, 256, 512})
      groups.segment(first, 256).setConstant(k.segment(first, 256).mean());
    return groups;
  };
  ArrayXXd mean;
  const ArrayXXd want = stepped(x, z, 2500.25, 0.16, 1, over_groups, &mean);
  const ArrayXXd got = corrected<2>(x, z, Langevin{.snr = 0.16});
  CHECK((got - want).abs().maxCoeff() <= 1e-10);
}

TEST_CASE("Langevin's step size has the published alpha of the level for VP and sub-VP") {
  const auto check = [](const auto& sde, const Interval& step, double alpha) {
    const auto text = Langevin{.snr = 0.3}.step(sde, step);
    CHECK(relative_error(text.r, 0.3 * std::sqrt(alpha)) <= 1e-13);
  };
  const TimeGrid vp = published(VpSde{}, 30), sub_vp = published(SubVpSde{}, 30);
  for (const int i : {0, 13, 29}) {
    const double alpha = 1 - VpSde{}.beta().discrete(29 - i, 30);
    check(VpSde{}, vp[i], alpha);
    check(SubVpSde{}, sub_vp[i], alpha);
  }
  check(VeSde{}, published(VeSde{}, 30)[13], 1);
  const Interval elsewhere = uniform(VpSde{}, 30)[13];
  check(VpSde{}, elsewhere, std::pow(VpSde{}.alpha(elsewhere.t) / VpSde{}.alpha(elsewhere.u), 2));
}

TEST_CASE("a corrector's snr must be positive") {
  const auto refused = [](const auto& corrector) {
    return refusal([&] {
      sample(VeSde{}, common_gaussian, published(VeSde{}, 2), Identity{}, corrector,
             Cpu<2>{.samples = 1}, 1);
    });
  };
  CHECK(refused(Langevin{.snr = 0.1}) == "accepted");
  CHECK(refused(Langevin{.snr = 0}) == "snr = 0 must lie in (0, infinity)");
  CHECK(refused(Langevin{.snr = -0.16}) == "snr = -0.16 must lie in (0, infinity)");
  CHECK(refused(LangevinOver<OverSample>{.snr = NAN}) == "snr = nan must lie in (0, infinity)");
  CHECK(refused(AnnealedLangevin{.snr = -0.16}) == "snr = -0.16 must lie in (0, infinity)");
  CHECK(refused(HamiltonianMonteCarlo{.snr = INFINITY}) == "snr = inf must lie in (0, infinity)");
  CHECK(refused(HamiltonianMonteCarlo{.leapfrog_steps = 0}) ==
        "leapfrog_steps = 0 must lie in [1, infinity)");
  CHECK(refused(Repeated{Langevin{.snr = -1}, 2}) == "snr = -1 must lie in (0, infinity)");
  CHECK(refused(Repeated{Langevin{}, 0}) == "times = 0 must lie in [1, infinity)");
  CHECK(refused(NcsnLangevin{.step_size = 0}) == "step_size = 0 must lie in (0, infinity)");
  CHECK(refused(NcsnLangevin{.sigma_lowest = -1}) == "sigma_lowest = -1 must lie in (0, infinity)");
}
