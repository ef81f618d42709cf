#include <limits>

#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

std::string with(const auto& integrator, const FlowOptions& options = {}) {
  return refusal([&] {
    sample_flow(VpSde{}, common_gaussian, integrator, Cpu<2, double>{.samples = 4}, 1, options);
  });
}
std::string given(const auto& data, const FlowOptions& options = {}) {
  return refusal(
      [&] { encode(VpSde{}, common_gaussian, data, Adaptive<>{}, Cpu<2, double>{}, options); });
}
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("integrators refuse values that make no sense, and say which do") {
  CHECK(with(Adaptive{}) == "accepted");
  CHECK(with(Adaptive{.atol = 0}) == "atol = 0 must lie in (0, infinity)");
  CHECK(with(Adaptive{.rtol = -1e-5}) == "rtol = -1e-05 must lie in (0, infinity)");
  CHECK(with(Adaptive{.rtol = not_a_number}) == "rtol = nan must lie in (0, infinity)");
  CHECK(with(Adaptive{.first_step = -1}) ==
        "first_step = -1 must lie in [0, infinity), 0 to have it found");
  CHECK(with(Adaptive{.largest_step = 0}) == "largest_step = 0 must lie in (0, infinity]");
  CHECK(with(Adaptive{.evaluations = 0}) == "evaluations = 0 must lie in [1, infinity)");
  CHECK(with(DormandPrince{.rtol = 0}) == "rtol = 0 must lie in (0, infinity)");
  CHECK(with(RungeKutta4{0}) == "steps = 0 must lie in [1, infinity)");
  CHECK(with(Heun2{-3}) == "steps = -3 must lie in [1, infinity)");
}
TEST_CASE("an end outside the time domain is refused, and times out of order") {
  CHECK(with(Adaptive{}, {.eps = 1}) == "eps = 1 must lie in (0, 1)");
  CHECK(with(Adaptive{}, {.eps = 0}) == "eps = 0 must lie in (0, 1)");
  CHECK(with(Adaptive{}, {.eps = -1e-3}) == "eps = -0.001 must lie in (0, 1)");
  CHECK(with(Adaptive{}, {.eps = not_a_number}) == "eps = nan must lie in (0, 1)");
  CHECK(with(Adaptive{}, {.times = {1.5}}) ==
        "times[i] = 1.5 must lie in [0.001, 1] without the start, 1");
  CHECK(with(Adaptive{}, {.times = {0.5, 0.7}}) ==
        "times[i] = 0.7 must come after the one before it: they are passed in order");
}
TEST_CASE("given points are refused where they are not finite or of another dimension") {
  CHECK(given(Eigen::ArrayXXd(Eigen::ArrayXXd::Zero(5, 3))) ==
        "dimension of the data = 3 must be 2, that of the place");
  CHECK(given(Eigen::ArrayXXd(0, 2)) == "rows of the data = 0 must lie in [1, infinity)");
  Eigen::ArrayXXd data = Eigen::ArrayXXd::Zero(5, 2);
  data(3, 1) = not_a_number;
  CHECK(given(data) == "coordinate of the data = nan must lie in (-infinity, infinity), in row 3");
  data(3, 1) = 0;
  CHECK(given(data) == "accepted");
  CHECK(given(Eigen::ArrayXXf(data.cast<float>())) == "accepted");  // any type of number
}
TEST_CASE("codes are not denoised") {
  CHECK(given(Eigen::ArrayX2d(1, 2), {.denoise = between(1e-3, 0)}) ==
        "denoise must be left out: codes are not denoised");
}
TEST_CASE("a denoising step must start where the flow ends, in float32's digits of it") {
  const auto step = [](double t) { return published(VpSde{}, 1000, t)[999]; };
  CHECK(with(Adaptive{}, {.denoise = step(1e-3)}) == "accepted");
  CHECK(with(Adaptive{}, {.denoise = step(1e-3f)}) == "accepted");
  CHECK(with(Adaptive{}, {.eps = 5e-3, .denoise = step(5e-3)}) == "accepted");
  CHECK(with(Adaptive{}, {.eps = 5e-3, .denoise = step(1e-3)}) ==
        "denoise's t = 0.001 must be 0.005, where the flow ends");
  CHECK(with(Adaptive{}, {.denoise = published(VpSde{}, 1000)[998]}) != "accepted");
  CHECK(with(Adaptive{}, {.denoise = between(1e-3, 2e-3)}) ==
        "denoise's u = 0.002 must lie in [0, 0.001]");
  CHECK(with(Adaptive{}, {.denoise = between(not_a_number, 0)}) ==
        "denoise's t = nan must be 0.001, where the flow ends");
}
TEST_CASE("a general SDE has no published last step to denoise with") {
  const GeometricBrownianMotion sde;
  const auto run = [&] {
    decode(ito(sde), sde.score(), Eigen::ArrayXd{{1.0}}, Adaptive{}, Cpu<1, double>{},
           FlowOptions{.eps = 0, .denoise = between(1e-3, 0)});
  };
  CHECK(refusal(run) == "denoise must be left out: only a linear SDE has a published last step");
}
