// Formulas: algebra over symbols gives the numbers of a step, and the places run them.
#include <doctest/doctest.h>

#include <vector>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr double t = 0.5, u = 0.4;

Point<double, 2> point(double a, double b) {
  Point<double, 2> p;
  p[0] = a, p[1] = b;
  return p;
}

// One step of a formula on a point, with a score of our own: -x / 2 at t, -x / 4 at u. The times
// asked for are noted.
Point<double, 2> run(const auto& row, const Point<double, 2>& from, std::vector<double>* asked = {},
                     Point<double, 2>* mean = nullptr) {
  const auto text = as<double>(row);
  const auto want = wanted(row, between(t, u));
  const auto predict = [&]<int j = 0>(const auto& x, Nth<j> = {}) {
    const double at = want.times[j];
    if (asked) asked->push_back(at);
    const Point<double, 2> y = x, s = (at == t ? -0.5 : -0.25) * y;
    return s;
  };
  int drawn = 0;
  auto noise = [&] { return ++drawn == 1 ? point(1, 0) : point(0, 1); };
  Point<double, 2> x = from;
  text(x, predict, noise, Next<Point<double, 2>>{x, mean});
  return x;
}
void check_point(const Point<double, 2>& got, double a, double b) {
  CHECK(got[0] == doctest::Approx(a).epsilon(1e-14));
  CHECK(got[1] == doctest::Approx(b).epsilon(1e-14));
}

}  // namespace

TEST_CASE("the algebra of symbols gives their weights") {
  using namespace symbol;
  const auto row = (x + 0.3 * score(x, t)) / 0.5 - 0.25 * z + x - 2.0 * (x - 0.125 * z);
  CHECK(row[slot::state] == 1);
  CHECK(row[slot::prediction] == 0.6);
  CHECK(row[slot::noise] == 0);
  const auto other = -(x - 4 * z1) + 3 * z;
  CHECK(other[slot::state] == -1);
  CHECK(other[slot::noise] == 3);
  CHECK(other[slot::noise + 1] == 4);
  CHECK(other[slot::prediction] == 0);
}

TEST_CASE("a formula is run as it is written") {
  using namespace symbol;
  Point<double, 2> mean;
  const auto row = 2 * x + 0.5 * score(x, t) + 3 * z;
  check_point(run(row, point(1, -2), nullptr, &mean), 2 - 0.25 + 3, -4 + 0.5);
  check_point(mean, 1.75, -3.5);  // without the noise
}

TEST_CASE("a formula's mean is the same row without its noise") {
  using namespace symbol;
  const auto row = without_noise(2 * x + 0.5 * score(x, t) + 3 * z + z1);
  CHECK(row[slot::state] == 2);
  CHECK(row[slot::prediction] == 0.5);
  CHECK(row[slot::noise] == 0);
  CHECK(row[slot::noise + 1] == 0);
}

TEST_CASE("z and z1 are independent draws") {
  using namespace symbol;
  check_point(run(x + 2 * z + 5 * z1, point(0, 0)), 2, 5);
  check_point(run(x + 5 * z1, point(0, 0)), 0, 5);
}

TEST_CASE("a prediction is evaluated where and when the formula says, in order") {
  using namespace symbol;
  std::vector<double> asked;
  const auto k1 = score(x, t);
  const auto k2 = score(x + 0.5 * k1, u);
  check_point(run(x + k1 + 4 * k2, point(1, -4), &asked), 1 - 0.5 - 0.75, -(4 - 2 - 3));
  CHECK(asked == std::vector<double>{t, u});
}

TEST_CASE("the same prediction written twice is one evaluation") {
  using namespace symbol;
  std::vector<double> asked;
  check_point(run(x + score(x, t) + score(x, t), point(1, 0), &asked), 0, 0);
  CHECK(asked == std::vector<double>{t});
}

TEST_CASE("two predictions that do not read each other are put in order by `after`") {
  using namespace symbol;
  std::vector<double> asked;
  const auto first = score(x, t);
  const auto second = score(2 * x, u, first);
  check_point(run(second - first, point(1, -4), &asked), -0.5 + 0.5, 2 - 2);
  CHECK(asked == std::vector<double>{t, u});
}

TEST_CASE("two predictions side by side without an order are refused when the plan is made") {
  using namespace symbol;
  CHECK_THROWS_AS(score(x, t) + score(x, u), std::logic_error);
  CHECK_NOTHROW(score(x, t) + score(x, t));
}

TEST_CASE("a formula may want any kind of prediction of any model") {
  const auto step = [](const auto& wanted_one, const Point<double, 2>& from) {
    const auto numbers =
        prepare_all<double>(Wanted<decltype(wanted_one(0))>{{t}}, common_gaussian, VpSde{});
    return read(common_gaussian, std::get<0>(numbers), from);
  };
  const Point<double, 2> from = point(0.3, -1);
  const double a = VpSde{}.alpha(t), sigma = VpSde{}.sigma(t);
  const Point<double, 2> s = step([](int) { return Score{}; }, from),
                         noise = step([](int) { return Noise{}; }, from),
                         denoised = step([](int) { return Denoised{}; }, from);
  check_point(noise, -sigma * s[0], -sigma * s[1]);
  check_point(denoised, (from[0] + sigma * sigma * s[0]) / a, (from[1] + sigma * sigma * s[1]) / a);
}

namespace {

struct Identity {
  auto step(const auto&, const auto&) const { return symbol::x; }
};
struct Scaling {
  auto step(const auto&, const auto&) const { return 2 * symbol::x; }
};
static_assert(is_idle<decltype(as<double>(Identity{}.step(0, 0)))>());
static_assert(!is_idle<decltype(as<double>(Scaling{}.step(0, 0)))>());
static_assert(Solver<Identity, VpSde> && Solver<Scaling, VpSde>);
static_assert(sizeof(as<float>(EulerMaruyama{}.step(VpSde{}, Interval{}))) == 3 * sizeof(float));
static_assert(sizeof(as<float>(ReverseDiffusion{}.step(VpSde{}, Interval{}))) == 3 * sizeof(float));

}  // namespace
