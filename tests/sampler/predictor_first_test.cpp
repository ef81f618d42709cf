#include "combinations.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("every predictor x corrector runs under VE, predictor first") {
  check_combinations<PredictorFirst>(VeSde{});
}
TEST_CASE("every predictor x corrector runs under VP, predictor first") {
  check_combinations<PredictorFirst>(VpSde{});
}
TEST_CASE("every predictor x corrector runs under sub-VP, Langevin included, predictor first") {
  check_combinations<PredictorFirst>(SubVpSde{});
}
TEST_CASE("every predictor x corrector runs under EDM, predictor first") {
  check_combinations<PredictorFirst>(EdmSde{});
}
TEST_CASE("every predictor x corrector runs under the cosine schedule, predictor first") {
  check_combinations<PredictorFirst>(CosineSde{});
}
TEST_CASE("every predictor x corrector runs under linear log-SNR, predictor first") {
  check_combinations<PredictorFirst>(LinearLogSnrSde{});
}
TEST_CASE("every predictor x corrector runs under DDPM's chain, predictor first") {
  check_combinations<PredictorFirst>(DiscreteVpSde::linear(100));
}
