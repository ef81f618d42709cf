// Identity, as a predictor and as a corrector.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// A model that counts its calls by itself.
struct Counting : IsotropicGaussian {
  long* count;
  template <class Real, class E, int D>
  Point<E, D> operator()(const IsotropicGaussian::Prepared<Real>& p, const Point<E, D>& x) const {
    ++*count;
    return IsotropicGaussian::operator()(p, x);
  }
};

}  // namespace

TEST_CASE("no predictor and no corrector leave the prior's samples and call no model") {
  const auto result = sample(VeSde{}, ring(), published(VeSde{}, 100), Identity{}, Identity{},
                             Cpu<2>{.samples = 300}, 9);
  const auto prior = sample(VeSde{}, ring(), published(VeSde{}, 1), Identity{}, Identity{},
                            Cpu<2>{.samples = 300}, 9);
  CHECK(result.nfe == 0);
  CHECK((result.x == prior.x).all());
  CHECK((result.mean == prior.x).all());
}

TEST_CASE("no corrector draws no noise: the predictor's samples are the same alone") {
  const auto run = [](const auto& corrector, const auto& order) {
    return sample(VpSde{}, ring(), published(VpSde{}, 30), ReverseDiffusion{}, corrector,
                  Cpu<2>{.samples = 300}, 9, order);
  };
  const auto alone = run(Identity{}, CorrectorFirst{});
  CHECK(alone.nfe == 30);
  CHECK((run(Identity{}, PredictorFirst{}).x == alone.x).all());
}

TEST_CASE("the calls that are counted are the calls that are made") {
  const auto check = [](const auto& predictor, const auto& corrector, long want) {
    long made = 0;
    const Counting model{common_gaussian, &made};
    const auto result =
        sample(VpSde{}, model, published(VpSde{}, 30), predictor, corrector, ExactLaw<1>{}, 1);
    CHECK(result.nfe == want);
    CHECK(made == want);
  };
  check(EulerMaruyama{}, Identity{}, 30);
  check(Identity{}, Identity{}, 0);
  check(Identity{}, AnnealedLangevin{}, 30);
  check(Ancestral{}, AnnealedLangevin{}, 60);
  check(ReverseDiffusion{}, Repeated{AnnealedLangevin{}, 4}, 150);
}

TEST_CASE("C2000 and P2000 and PC1000 cost the same") {
  const auto nfe = [](int n, const auto& predictor, const auto& corrector) {
    return sample(VpSde{}, common_gaussian, published(VpSde{}, n), predictor, corrector,
                  Cpu<1>{.samples = 1}, 1)
        .nfe;
  };
  CHECK(nfe(2000, EulerMaruyama{}, Identity{}) == 2000);
  CHECK(nfe(2000, Identity{}, Langevin{}) == 2000);
  CHECK(nfe(1000, EulerMaruyama{}, Langevin{}) == 2000);
}
