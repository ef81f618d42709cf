// No number that is not finite comes without a word: a run ends with finite samples, or refuses its
// values, or says in its status that a sample is not finite.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

#if defined(NDEBUG)
constexpr int step_counts[] = {1, 2, 3, 5, 10, 19, 20, 50, 100, 1000, 4000};
#else
constexpr int step_counts[] = {1, 2, 3, 5, 20, 100};
#endif

bool finite(const GaussianLaw<1>& law) {
  return std::isfinite(law.mean[0]) && std::isfinite(law.covariance[0][0]);
}
template <class Array>
bool finite(const Array& samples) {
  return samples.isFinite().all();
}

// Whether the run is sound, and how often its values are refused.
void check_run(const auto& sde, const auto& model, const std::function<TimeGrid()>& grid,
               const auto& predictor, const auto& corrector, const auto& place, int& refused) {
  try {
    const auto result = sample(sde, model, grid(), predictor, corrector, place, 1);
    const bool sound = finite(result.x) && finite(result.mean);
    CHECK(sound == static_cast<bool>(result.status));
    CHECK(sound);  // and with these parameters none is met
  } catch (const std::invalid_argument& because) {
    ++refused;
    CHECK(std::string(because.what()).starts_with("beta_k of the discrete chain = "));
  }
}

// In float, the harder one, with every predictor and with every corrector.
void check_samples(const auto& sde, int& refused) {
  for (const int n : step_counts)
    for_every_grid(sde, n, [&](const std::string& kind, const auto& grid) {
      CAPTURE(n);
      CAPTURE(kind);
      const Cpu<2> place{.samples = 256, .threads = 1};
      for_every_predictor([&](const std::string& name, const auto& predictor, int) {
        CAPTURE(name);
        check_run(sde, ring(), grid, predictor, Identity{}, place, refused);
      });
      for_every_corrector([&](const std::string& name, const auto& corrector, int calls) {
        CAPTURE(name);
        if (n > 1000 && calls > 1) return;  // to save time
        check_run(sde, ring(), grid, ReverseDiffusion{}, corrector, place, refused);
      });
    });
}
// As laws, with every predictor and every affine corrector.
void check_laws(const auto& sde, int& refused) {
  for (const int n : step_counts) {
    if (n > 1000) continue;
    for_every_grid(sde, n, [&](const std::string& kind, const auto& grid) {
      CAPTURE(n);
      CAPTURE(kind);
      for_every_predictor([&](const std::string& name, const auto& predictor, int) {
        CAPTURE(name);
        check_run(sde, common_gaussian, grid, predictor, Identity{}, ExactLaw<1>{}, refused);
      });
      if (n > 100) return;
      for_every_affine_corrector([&](const std::string& name, const auto& corrector, int) {
        CAPTURE(name);
        check_run(sde, common_gaussian, grid, EulerMaruyama{}, corrector, ExactLaw<1>{}, refused);
      });
    });
  }
}

void check(const auto& sde, bool has_chain_of_betas = false) {
  int refused = 0;
  check_samples(sde, refused);
  check_laws(sde, refused);
  CHECK((refused > 0) == has_chain_of_betas);
}

}  // namespace

TEST_CASE("no step count or grid gives a number that is not finite silently under VE") {
  check(VeSde{});
}
TEST_CASE("no step count or grid gives a number that is not finite silently under VP") {
  check(VpSde{}, true);
}
TEST_CASE("no step count or grid gives a number that is not finite silently under sub-VP") {
  check(SubVpSde{}, true);
}
TEST_CASE("no step count or grid gives a number that is not finite silently under EDM") {
  check(EdmSde{});
}
TEST_CASE("no step count or grid gives a number that is not finite silently, cosine schedule") {
  check(CosineSde{});
}
TEST_CASE("no step count or grid gives a number that is not finite silently, linear log-SNR") {
  check(LinearLogSnrSde{});
}
TEST_CASE("no step count or grid gives a number that is not finite silently, DDPM's chain") {
  check(DiscreteVpSde::linear(100));
}

TEST_CASE("the exact laws of 4000 steps are finite") {
  for_every_sde([](const std::string& name, const auto& sde) {
    CAPTURE(name);
    const auto law = sample(sde, common_gaussian, published(sde, 4000), EulerMaruyama{}, Identity{},
                            ExactLaw<1>{}, 1)
                         .x;
    CHECK(finite(law));
    CHECK(law.mean[0] == doctest::Approx(0.4).epsilon(0.01));
    CHECK(law.covariance[0][0] == doctest::Approx(0.25).epsilon(0.05));
  });
}

TEST_CASE("a sample that is not finite is named by the status") {
  const auto diverging = sample(VeSde{}, ring(), published(VeSde{}, 1000), Identity{},
                                AnnealedLangevin{.snr = 1e3}, Cpu<2>{.samples = 300}, 1);
  CHECK_FALSE(static_cast<bool>(diverging.status));
  CHECK(diverging.status.sample == 0);

  // A score that is not a number on a part of the plane: the status names the first sample there.
  const auto holed = predicts<Score>([](const auto& x, double) {
    auto s = -1.0f * x;
    std::remove_cvref_t<decltype(x)> y = s;
    using E = std::remove_cvref_t<decltype(x[0])>;
    y[0] = y[0] + choose(x[0] - E(1.5f), E(NAN), E(0.0f));
    return y;
  });
  const auto result = sample(VpSde{}, holed, uniform(VpSde{}, 1), EulerMaruyama{}, Identity{},
                             Cpu<2>{.samples = 300}, 1);
  REQUIRE_FALSE(static_cast<bool>(result.status));
  const auto named = static_cast<Eigen::Index>(result.status.sample);
  CHECK_FALSE(result.x.row(named).isFinite().all());
  CHECK(result.x.topRows(named).isFinite().all());
}
