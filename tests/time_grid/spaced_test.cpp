#include <doctest/doctest.h>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

void check_grids(const auto& f) {
  for_every_sde([&](const std::string& name, const auto& sde) {
    CAPTURE(name);
    for (const int n : {1, 2, 7, 300})
      for_every_grid(sde, n, [&](const std::string& kind, const auto& make) {
        CAPTURE(kind);
        CAPTURE(n);
        if (kind != "published") f(sde, n, kind, make());
      });
  });
}

}  // namespace

TEST_CASE("a grid of n steps has n + 1 decreasing times from T to eps") {
  check_grids([](const auto& sde, int n, const std::string&, const TimeGrid& grid) {
    CHECK(grid.steps() == n);
    CHECK(grid.times().size() == static_cast<std::size_t>(n) + 1);
    CHECK(grid.start() == sde.time_domain().T);
    CHECK(grid.end() == sde.time_domain().eps);
    for (int i = 0; i < n; ++i) {
      CHECK(grid[i].u < grid[i].t);
      CHECK(grid[i].length == grid[i].t - grid[i].u);
      CHECK_FALSE(grid[i].published);
      CHECK(grid[i].index == i);
      CHECK(grid[i].count == n);
    }
  });
}

TEST_CASE("grids are equally spaced in time, in its root, in the half log-SNR, in EDM's root") {
  check_grids([](const auto& sde, int n, const std::string& kind, const TimeGrid& grid) {
    const auto measure = [&](double t) {
      if (kind == "uniform") return t;
      if (kind == "quadratic") return std::sqrt(t);
      if (kind == "uniform log-SNR") return -sde.half_log_snr(t);
      return std::pow(sde.sigma(t) / sde.alpha(t), 1.0 / 7);
    };
    const double first = measure(grid.start()), last = measure(grid.end());
    for (int i = 0; i <= n; ++i) {
      const double want = first + static_cast<double>(i) / n * (last - first);
      CHECK(std::abs(measure(grid.times()[static_cast<std::size_t>(i)]) - want) <=
            1e-11 * std::abs(first - last));
    }
  });
}

TEST_CASE("EDM's grid of 18 times has the known values") {
  const std::vector<double> want{80,
                                 57.585984721248,
                                 40.785573796508,
                                 28.374584604157,
                                 19.352452980325,
                                 12.910082380757,
                                 8.4009353090998,
                                 5.3151945217964,
                                 3.2568215197655,
                                 1.9233398370401,
                                 1.0881706365453,
                                 .58534812319454,
                                 .29644228447916,
                                 .13951646873102,
                                 .059947311235472,
                                 .022934518372333,
                                 .0075280199627841,
                                 .002};
  const TimeGrid grid = edm(EdmSde{}, 17);
  REQUIRE(grid.times().size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i)
    CHECK(relative_error(grid.times()[i], want[i]) <= 1e-13);
}

TEST_CASE("EDM's grid of another SDE has the same sigma / alpha, and rho is a choice") {
  const double eps = VeSde{}.time_of_half_log_snr(-std::log(0.02));
  const TimeGrid grid = edm(VeSde{}, 5, eps, 3);
  for (int i = 0; i <= 5; ++i) {
    const double want =
        std::pow(std::cbrt(50.0) + i / 5.0 * (std::cbrt(0.02) - std::cbrt(50.0)), 3);
    CHECK(relative_error(VeSde{}.sigma(grid.times()[static_cast<std::size_t>(i)]), want) <= 1e-12);
  }
  CHECK(refusal([] { edm(VeSde{}, 5, 0.1, 0); }) == "rho = 0 must lie in (0, infinity)");
}

TEST_CASE("grids may end at another eps, at 0 where the process has noise there") {
  CHECK(uniform(VpSde{}, 10, 0.2).end() == 0.2);
  CHECK(quadratic(VpSde{}, 10, 0.2).end() == 0.2);
  CHECK(uniform_log_snr(VpSde{}, 10, 0.2).end() == 0.2);
  CHECK(edm(VpSde{}, 10, 0.2).end() == 0.2);
  CHECK(uniform(VeSde{}, 10, 0).end() == 0);
  CHECK(uniform_log_snr(VeSde{}, 10, 0).end() == 0);
}

TEST_CASE("every grid refuses no steps and an eps outside of time") {
  const auto each = [](const auto& check) {
    check([](int n, double eps) { return uniform(VpSde{}, n, eps); });
    check([](int n, double eps) { return quadratic(VpSde{}, n, eps); });
    check([](int n, double eps) { return uniform_log_snr(VpSde{}, n, eps); });
    check([](int n, double eps) { return edm(VpSde{}, n, eps); });
  };
  each([](const auto& grid) {
    const auto refused = [&](int n, double eps) { return refusal([&] { grid(n, eps); }); };
    CHECK(refused(5, 0.1) == "accepted");
    CHECK(refused(0, 0.1) == "steps = 0 must lie in [1, infinity)");
    CHECK(refused(-1, 0.1) == "steps = -1 must lie in [1, infinity)");
    CHECK(refused(5, 0) == "eps = 0 must lie in (0, 1)");
    CHECK(refused(5, 1) == "eps = 1 must lie in (0, 1)");
    CHECK(refused(5, -0.1) == "eps = -0.1 must lie in (0, 1)");
    CHECK(refused(5, 2) == "eps = 2 must lie in (0, 1)");
    CHECK(refused(5, NAN) == "eps = nan must lie in (0, 1)");
  });
}

TEST_CASE("every grid refuses an SDE with bad parameters") {
  const VeSde bad{.sigma_min = 1, .sigma_max = 0.5};
  for_every_grid(bad, 5, [](const std::string& name, const auto& make) {
    CAPTURE(name);
    CHECK(refusal(make) == "sigma_max = 0.5 must lie in (sigma_min, infinity)");
  });
}
