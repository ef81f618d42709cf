// xtensor's containers, views and expressions at every public call: what goes in is read where it
// lies, what comes out is Eigen's result bit for bit, and nothing is copied on the way.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <scoresde/scoresde.hpp>
#include <scoresde/xtensor/xtensor.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>

#include "eigen/allocation.hpp"
#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

bool same_bits(const auto& by_xtensor, const auto& by_eigen) {
  bool same = rows_of(by_xtensor) == by_eigen.rows() && columns_of(by_xtensor) == by_eigen.cols();
  for (Eigen::Index i = 0; same && i < by_eigen.rows(); ++i)
    for (Eigen::Index d = 0; d < by_eigen.cols(); ++d)
      same = same && by_xtensor(i, d) == by_eigen(i, d);
  return same;
}

constexpr std::size_t rows = 200;

// Points of the ring, one a row.
xt::xarray<double> points() {
  auto made = xt::xarray<double>::from_shape({rows, 2});
  for (std::size_t i = 0; i < rows; ++i) {
    const double angle = 0.1 * static_cast<double>(i);
    made(i, 0) = 4 * std::cos(angle);
    made(i, 1) = 4 * std::sin(angle);
  }
  return made;
}
Eigen::ArrayX2d eigen_points() {
  const auto from = points();
  Eigen::ArrayX2d made(static_cast<Eigen::Index>(rows), 2);
  for (Eigen::Index i = 0; i < made.rows(); ++i)
    for (Eigen::Index d = 0; d < 2; ++d) made(i, d) = from(i, d);
  return made;
}
auto codes_of(const auto& data) {
  return encode(VpSde{}, ring(), data, Adaptive{}, XtensorCpu<2, double>{}).x;
}

}  // namespace

TEST_CASE("samples in xtensor containers are Eigen's bit for bit, on tiles and as a whole batch") {
  const VpSde sde;
  const auto run = [&](const auto& place) {
    return sample(sde, ring(), published(sde, 50), ReverseDiffusion{}, Langevin{}, place, 7);
  };
  const auto on_eigen = run(Cpu<2>{.samples = 1000});
  const auto tiles = run(XtensorCpu<2>{.samples = 1000});
  const auto batch = run(XtensorWholeBatch<float, 2>{.samples = 1000});
  CHECK(same_bits(tiles.x, on_eigen.x));
  CHECK(same_bits(tiles.mean, on_eigen.mean));
  CHECK(tiles.nfe == on_eigen.nfe);
  CHECK(same_bits(batch.x, run(WholeBatch<float, 2>{.samples = 1000}).x));
}

TEST_CASE("data are read where they lie: a container, a view, a strided view, an expression") {
  const auto want = encode(VpSde{}, ring(), eigen_points(), Adaptive{}, Cpu<2, double>{}).x;
  const xt::xarray<double> wide = xt::concatenate(xt::xtuple(points(), -points()), 1);
  const xt::xtensor<double, 2, xt::layout_type::column_major> columns = points();
  CHECK(same_bits(codes_of(points()), want));
  CHECK(same_bits(codes_of(columns), want));
  CHECK(same_bits(codes_of(xt::view(wide, xt::all(), xt::range(0, 2))), want));
  CHECK(same_bits(codes_of(xt::strided_view(wide, {xt::all(), xt::range(0, 2)})), want));
  CHECK(same_bits(codes_of(-xt::view(wide, xt::all(), xt::range(2, 4))), want));
}
TEST_CASE("data of another dimension, or not finite, are refused as everywhere") {
  CHECK(refusal([] {
          codes_of(xt::xarray<double>::from_shape({3, 5}));
        }) == "dimension of the data = 5 must be 2, that of the place");
  xt::xarray<double> broken = points();
  broken(17, 1) = std::numeric_limits<double>::infinity();
  CHECK(refusal([&] { codes_of(broken); }) ==
        "coordinate of the data = inf must lie in (-infinity, infinity), in row 17");
}

TEST_CASE("latent codes, their way back, and log-likelihoods are Eigen's bit for bit") {
  const auto on_eigen = encode(VpSde{}, ring(), eigen_points(), Adaptive{}, Cpu<2, double>{});
  const auto codes = encode(VpSde{}, ring(), points(), Adaptive{}, XtensorCpu<2, double>{});
  CHECK(same_bits(codes.x, on_eigen.x));
  const auto back = decode(VpSde{}, ring(), codes.x, Adaptive{}, XtensorWholeBatch<double, 2>{});
  CHECK(same_bits(back.x,
                  decode(VpSde{}, ring(), on_eigen.x, Adaptive{}, WholeBatch<double, 2>{}).x));

  const auto want = log_likelihood(VpSde{}, ring(), eigen_points(), Adaptive{}, Cpu<2, double>{});
  const auto got = log_likelihood(VpSde{}, ring(), points(), Adaptive{}, XtensorCpu<2, double>{});
  const auto want_bits = bits_per_dim(want.log_density, 2, Continuous{});
  const xt::xtensor<double, 1> bits = bits_per_dim(got.log_density, 2, Continuous{});
  for (Eigen::Index i = 0; i < static_cast<Eigen::Index>(rows); ++i) {
    CHECK(got.log_density(i) == want.log_density[i]);
    CHECK(bits(i) == want_bits[i]);
  }
}
TEST_CASE("codes are interpolated and scaled, images dequantised, in the containers they come in") {
  const xt::xarray<double> from = points(), to = 2 * points() + 1;
  const Eigen::ArrayX2d a = eigen_points(), b = 2 * a + 1;
  CHECK(same_bits(spherical_interpolation(from, to, 0.3), spherical_interpolation(a, b, 0.3)));
  CHECK(same_bits(at_temperature(from, 0.5), at_temperature(a, 0.5)));
  xt::xarray<int> bins = xt::arange<int>(0, 200);
  bins.reshape({100, 2});
  Eigen::ArrayX2i eigen_bins(100, 2);
  for (int i = 0; i < 200; ++i) eigen_bins(i / 2, i % 2) = i;
  CHECK(same_bits(dequantised<float>(bins, DataScaler{}, 3),
                  dequantised<float>(eigen_bins, DataScaler{}, 3)));
}

TEST_CASE("a run with xtensor allocates what one with Eigen does: nothing is copied at the door") {
  if (!counts_allocations()) {
    MESSAGE("SKIPPED: a sanitizer counts memory its own way");
    return;
  }
  const VpSde sde;
  const auto sampled = [&](const auto& place) {
    return allocations_in(
        [&] { sample(sde, ring(), uniform(sde, 3), EulerMaruyama{}, Identity{}, place, 1); });
  };
  const Allocations on_eigen = sampled(Cpu<2>{.samples = 100'000, .threads = 1});
  const Allocations on_xtensor = sampled(XtensorCpu<2>{.samples = 100'000, .threads = 1});
  CHECK(on_xtensor.bytes < on_eigen.bytes + 4096);
  CHECK(on_xtensor.largest < on_eigen.largest + 4096);

  const xt::xarray<double> wide = xt::ones<double>({50'000, 4});
  const auto view = xt::view(wide, xt::all(), xt::range(1, 3));
  const auto encoded_of = [&](const auto& data, const auto& place) {
    return allocations_in([&] { encode(sde, ring(), data, Heun2{2}, place); });
  };
  const Eigen::ArrayX2d all = Eigen::ArrayX2d::Ones(50'000, 2);
  const Allocations by_eigen = encoded_of(all, Cpu<2, double>{.threads = 1});
  const Allocations encoded = encoded_of(view, XtensorCpu<2, double>{.threads = 1});
  const long codes = 50'000 * 2 * sizeof(double);
  CHECK(encoded.largest < codes + 4096);  // the codes, and nothing as large beside them
  CHECK(encoded.bytes < by_eigen.bytes + 4096);
  CHECK(encoded.bytes < codes + codes / 2);
}
TEST_CASE("an observer sees the state itself through a view, which a recorder writes down") {
  const VpSde sde;
  const XtensorRecorder<float, 2> recorder(300, 20);
  const Recorder<float, 2> by_eigen(300, 20);
  const auto run = [&](const auto& place, const auto& observer) {
    sample(sde, ring(), uniform(sde, 20), EulerMaruyama{}, Langevin{}, place, 1, CorrectorFirst{},
           observer);
  };
  run(XtensorCpu<2>{.samples = 300}, recorder);
  run(Cpu<2>{.samples = 300}, by_eigen);
  for (const int step : {0, 7, 20}) CHECK(same_bits(recorder[step], by_eigen[step]));
}

TEST_CASE("a model of the whole batch is written in xtensor's expressions") {
  const VpSde sde;
  const auto in_xtensor = predicts_on_xtensors<Score>(
      [](const auto& x, double t) { return -x * (1 + 0.1 * t) + 0.2 * xt::sin(x); });
  const auto in_eigen = predicts_on_batch<Score>([](const auto& x, double t) {
    using Batch = std::decay_t<decltype(x)>;
    const typename Batch::Array s = -x.array * (1 + 0.1 * t) + 0.2 * x.array.sin();
    return Batch(s, x.ghosts);
  });
  const auto run = [&](const auto& model, const auto& place) {
    return sample(sde, model, uniform(sde, 40), ReverseDiffusion{}, Langevin{}, place, 5).x;
  };
  const auto a = run(in_xtensor, XtensorWholeBatch<double>{.samples = 300, .dimension = 3});
  const auto b = run(in_eigen, WholeBatch<double>{.samples = 300, .dimension = 3});
  double apart = 0;
  for (Eigen::Index i = 0; i < 300; ++i)
    for (Eigen::Index d = 0; d < 3; ++d) apart = std::max(apart, std::abs(a(i, d) - b(i, d)));
  CHECK(apart < 1e-12);
}
TEST_CASE("the score of a data set is computed on xtensor's containers where they lie") {
  const VpSde sde;
  const DataSet<double> data(eigen_points(), 0.3);
  const auto run = [&](const auto& place) {
    return sample(sde, data, uniform(sde, 20), ReverseDiffusion{}, Identity{}, place, 5).x;
  };
  CHECK(same_bits(run(XtensorWholeBatch<double, 2>{.samples = 100}),
                  run(WholeBatch<double, 2>{.samples = 100})));
}
TEST_CASE("recorded normals are replayed from xtensor's containers") {
  const VpSde sde;
  const XtensorReplay<double, 2> replay{points() / 4, {points() / 5, points() / 6, points() / 7}};
  const Replay<double, 2> by_eigen{eigen_points() / 4,
                                   {eigen_points() / 5, eigen_points() / 6, eigen_points() / 7}};
  const auto run = [&](const auto& place) {
    return sample(sde, ring(), uniform(sde, 3), EulerMaruyama{}, Identity{}, place, 0).x;
  };
  CHECK(same_bits(run(replay), run(by_eigen)));
}
