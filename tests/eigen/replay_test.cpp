// Recorded normals in place of a seed.
#include <string>

#include "problems.hpp"
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Array = Batch<double, 2>::Array;

const IsotropicGaussian model{.mean = 1, .variance = 0.25};

template <class C>
auto run(const Replay<double, 2>& place, const C& corrector) {
  return sample(VpSde{}, model, uniform(VpSde{}, 5), EulerMaruyama{}, corrector, place, 0);
}
bool says(const std::string& message, const std::string& part) {
  return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("recorded normals give what the formula of Euler-Maruyama gives with them") {
  const Array prior{{0.5, -1}, {2, 0.25}};
  std::vector<Array> normals;
  for (int i = 0; i < 5; ++i) normals.push_back(prior * (0.3 * i - 0.7));
  const auto result = run({prior, normals}, Identity{});

  const VpSde sde;
  const TimeGrid grid = uniform(sde, 5);
  Array x = prior, mean;
  for (int i = 0; i < 5; ++i) {
    const double t = grid[i].t, h = grid[i].length, beta = 0.1 + 19.9 * t;
    const double a = std::exp(-0.05 * t - 19.9 * t * t / 4);
    const Array score = (a * 1 - x) / (a * a * 0.25 + 1 - a * a);
    mean = x + h * (beta / 2 * x + beta * score);
    x = mean + std::sqrt(h * beta) * normals[static_cast<std::size_t>(i)];
  }
  CHECK((result.x - x).abs().maxCoeff() < 1e-13);
  CHECK((result.mean - mean).abs().maxCoeff() < 1e-13);
  CHECK(result.nfe == 5);
}

TEST_CASE("fewer recorded normals than draws are refused by name, wherever they end") {
  const Array some = Array::Ones(512, 2);
  for (const std::size_t recorded : {0u, 4u, 9u}) {
    const std::string message = refusal([&] {
      run({some, std::vector<Array>(recorded, some)}, Langevin{});
    });
    CHECK(says(message, "step_normals"));
    CHECK(says(message, std::to_string(recorded)));
  }
  CHECK(refusal([&] { run({some, std::vector<Array>(10, some)}, Langevin{}); }) == "accepted");
}

TEST_CASE("recorded normals of another size than the prior's are refused") {
  const Array two = Array::Ones(2, 2), three = Array::Ones(3, 2);
  CHECK(says(refusal([&] { run({two, {two, two, three, two, two}}, Identity{}); }), "recorded"));
  CHECK(says(refusal([&] { run({three, std::vector<Array>(5, two)}, Identity{}); }), "recorded"));
  CHECK(says(refusal([&] { run({Array(0, 2), {}}, Identity{}); }), "samples"));

  using Any = Eigen::ArrayXXd;  // as many numbers, in another shape
  const Replay<double> place{Any::Ones(2, 3), std::vector<Any>(5, Any::Ones(3, 2))};
  const auto flat = predicts_on_batch<Score>([](const auto& x, double) { return -1.0 * x; });
  CHECK(says(refusal([&] {
               sample(VpSde{}, flat, uniform(VpSde{}, 5), EulerMaruyama{}, Identity{}, place, 0);
             }),
             "recorded"));
}

TEST_CASE("group norms refuse a replayed batch that is not whole groups") {
  const Array some = Array::Ones(300, 2);
  CHECK(says(refusal([&] { run({some, std::vector<Array>(10, some)}, Langevin{}); }), "256"));
  const std::vector<Array> normals(10, some);
  CHECK(refusal([&] { run({some, normals}, LangevinOver<OverBatch>{}); }) == "accepted");
  CHECK(refusal([&] { run({some, normals}, LangevinOver<OverSample>{}); }) == "accepted");
}

TEST_CASE("along a flow too every recorded draw is used, and data have as many rows as a draw") {
  const Array two = Array::Ones(2, 2), three = Array::Ones(3, 2);
  const auto likelihood = [](const Array& data, const Replay<double, 2>& place) {
    return refusal([&] {
      log_likelihood(VpSde{}, model, data, RungeKutta4{2}, place, 0,
                     LikelihoodOptions{.divergence = Hutchinson<>{2}});
    });
  };
  CHECK(likelihood(two, {two, {two, two}}) == "accepted");
  CHECK(says(likelihood(two, {two, {two}}), "step_normals.size() = 1 must be larger"));
  CHECK(says(likelihood(two, {two, {two, two, two}}), "step_normals.size() = 3 must be 2"));
  CHECK(says(likelihood(three, {two, {two, two}}), "samples of the data = 3 must be 2"));
  CHECK(refusal([&] {
          encode(VpSde{}, model, three, RungeKutta4{2}, Replay<double, 2>{two, {}});
        }) == "accepted");
}
