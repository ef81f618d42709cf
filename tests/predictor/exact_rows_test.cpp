// The published samplers on N(0.4, 0.25) by their exact law: mean, variance after the last noisy
// step and without its noise, and the squared Wasserstein distance of the noise-free law.
#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Row {
  double mean, noisy, variance, w2;
};

void check(int n, const auto& sde, const auto& predictor, const auto& corrector, const Row& want) {
  const auto result =
      sample(sde, common_gaussian, published(sde, n), predictor, corrector, ExactLaw<1>{}, 1);
  const Moments x = moments(result.x), mean = moments(result.mean);
  CHECK(relative_error(x.mean, want.mean) <= 1e-12);
  CHECK(relative_error(mean.mean, want.mean) <= 1e-12);
  CHECK(relative_error(x.variance, want.noisy) <= 1e-12);
  CHECK(relative_error(mean.variance, want.variance) <= 1e-12);
  CHECK(std::abs(squared_w2(mean, {0.4, 0.25}) - want.w2) <= 1e-12 * std::sqrt(want.w2));
  CHECK(static_cast<bool>(result.status));
}
void check_sde(int n, const auto& sde, const auto& predictor, const Row& want) {
  check(n, sde, predictor, Identity{}, want);
}
void check_flow(int n, const auto& sde, const auto& predictor, double mean, double variance,
                double w2) {
  check(n, sde, ProbabilityFlow{predictor}, Identity{}, {mean, variance, variance, w2});
}

}  // namespace

TEST_CASE("100 steps of VE's predictors have the known exact law") {
  const VeSde sde;
  check_sde(100, sde, EulerMaruyama{},
            {3.9998162056559e-01, 2.5304048455813e-01, 2.5302344726980e-01, 9.0867094280422e-06});
  check_flow(100, sde, EulerMaruyama{}, 3.9666319525325e-01, 1.7397290496743e-01,
             6.8834458899309e-03);
  check_sde(100, sde, ReverseDiffusion{},
            {3.9995998910369e-01, 2.7281608391513e-01, 2.7271608391513e-01, 4.9383023083094e-04});
  check_flow(100, sde, ReverseDiffusion{}, 3.9522781101192e-01, 3.5584043340540e-01,
             9.3395836832221e-03);
  check_sde(100, sde, Ancestral{},
            {3.9995998910369e-01, 2.2961040473511e-01, 2.2961040473511e-01, 4.3360729922733e-04});
}

TEST_CASE("100 steps of VP's predictors have the known exact law") {
  const VpSde sde;
  check_sde(100, sde, EulerMaruyama{},
            {4.0175974705186e-01, 2.5420579389156e-01, 2.5300679389156e-01, 1.2083556762457e-05});
  check_flow(100, sde, EulerMaruyama{}, 3.9798212730660e-01, 2.5014833813390e-01,
             4.0938078830415e-06);
  check_sde(100, sde, ReverseDiffusion{},
            {4.0221436740313e-01, 2.5715218810219e-01, 2.5615218810219e-01, 4.2294169694734e-05});
  check_flow(100, sde, ReverseDiffusion{}, 4.0130005978432e-01, 3.6365842331382e-01,
             1.0619133672848e-02);
  check_sde(100, sde, Ancestral{},
            {4.0436893125422e-01, 2.5083083441294e-01, 2.4983083441294e-01, 1.9116186986099e-05});
}

TEST_CASE("100 steps of sub-VP's Euler-Maruyama have the known exact law") {
  const SubVpSde sde;
  check_sde(100, sde, EulerMaruyama{},
            {4.0214903151774e-01, 2.5506051278410e-01, 2.5506024915299e-01, 2.9968543856602e-05});
  check_flow(100, sde, EulerMaruyama{}, 3.9808455614720e-01, 2.4984973935025e-01,
             3.6915102038901e-06);
}

TEST_CASE("100 steps of annealed Langevin then reverse diffusion have the known exact law") {
  check(100, VeSde{}, ReverseDiffusion{}, AnnealedLangevin{.snr = 0.16},
        {3.9999764239563e-01, 2.6178773205057e-01, 2.6168773205057e-01, 1.3350027755132e-04});
  check(100, VpSde{}, ReverseDiffusion{}, AnnealedLangevin{.snr = 0.05},
        {4.0219231503287e-01, 2.5642535175467e-01, 2.5542535175467e-01, 3.3925569644433e-05});
}

TEST_CASE("1000 steps of VE's predictors have the known exact law") {
  const VeSde sde;
  check_sde(1000, sde, EulerMaruyama{},
            {3.9996269644764e-01, 2.5035099389132e-01, 2.5034929016249e-01, 1.2331001765604e-07});
  check_flow(1000, sde, EulerMaruyama{}, 3.9606792930949e-01, 2.4158093617418e-01,
             8.7561040667260e-05);
  check_sde(1000, sde, ReverseDiffusion{},
            {3.9995998996777e-01, 2.5216406318958e-01, 2.5206406318958e-01, 4.2444605936795e-06});
  check_flow(1000, sde, ReverseDiffusion{}, 3.9592887880297e-01, 2.5896918438963e-01,
             9.5608788230448e-05);
  check_sde(1000, sde, Ancestral{},
            {3.9995998996777e-01, 2.4780286798685e-01, 2.4780286798685e-01, 4.8503199480639e-06});
}

TEST_CASE("1000 steps of VP's predictors have the known exact law") {
  const VpSde sde;
  check_sde(1000, sde, EulerMaruyama{},
            {4.0023588549099e-01, 2.5035265010324e-01, 2.5023275010324e-01, 1.0978937272045e-07});
  check_flow(1000, sde, EulerMaruyama{}, 3.9881538291135e-01, 2.4977355235957e-01,
             1.4546194175337e-06);
  check_sde(1000, sde, ReverseDiffusion{},
            {3.9973843420843e-01, 2.5199064492880e-01, 2.5189064492880e-01, 3.6295020952261e-06});
  check_flow(1000, sde, ReverseDiffusion{}, 3.9833390569525e-01, 2.6069110278695e-01,
             1.1469499714502e-04);
  check_sde(1000, sde, Ancestral{},
            {3.9994927268043e-01, 2.5135989271913e-01, 2.5125989271913e-01, 1.5859157482908e-06});
}

TEST_CASE("1000 steps of sub-VP's Euler-Maruyama have the known exact law") {
  const SubVpSde sde;
  check_sde(1000, sde, EulerMaruyama{},
            {4.0031358675991e-01, 2.5039840718780e-01, 2.5039838082469e-01, 2.5691761139367e-07});
  check_flow(1000, sde, EulerMaruyama{}, 3.9886066327970e-01, 2.4967022712582e-01,
             1.4069100956525e-06);
}

TEST_CASE("1000 steps of annealed Langevin then reverse diffusion have the known exact law") {
  check(1000, VeSde{}, ReverseDiffusion{}, AnnealedLangevin{.snr = 0.16},
        {4.0000000000000e-01, 2.5076966440250e-01, 2.5066966440250e-01, 4.4785079307777e-07});
  check(1000, VpSde{}, ReverseDiffusion{}, AnnealedLangevin{.snr = 0.05},
        {3.9976659445748e-01, 2.5153413520265e-01, 2.5143413520265e-01, 2.1053436958423e-06});
}
