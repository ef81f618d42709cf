#include "combinations.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("every predictor x corrector runs under VE, corrector first") {
  check_combinations<CorrectorFirst>(VeSde{});
}
TEST_CASE("every predictor x corrector runs under VP, corrector first") {
  check_combinations<CorrectorFirst>(VpSde{});
}
TEST_CASE("every predictor x corrector runs under sub-VP, Langevin included, corrector first") {
  check_combinations<CorrectorFirst>(SubVpSde{});
}
TEST_CASE("every predictor x corrector runs under EDM, corrector first") {
  check_combinations<CorrectorFirst>(EdmSde{});
}
TEST_CASE("every predictor x corrector runs under the cosine schedule, corrector first") {
  check_combinations<CorrectorFirst>(CosineSde{});
}
TEST_CASE("every predictor x corrector runs under linear log-SNR, corrector first") {
  check_combinations<CorrectorFirst>(LinearLogSnrSde{});
}
TEST_CASE("every predictor x corrector runs under DDPM's chain, corrector first") {
  check_combinations<CorrectorFirst>(DiscreteVpSde::linear(100));
}
