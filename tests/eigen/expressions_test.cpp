// Views and expressions of Eigen at every call that takes an array: the results are those of the
// arrays that they come to, bit for bit.
#include <doctest/doctest.h>

#include <scoresde/eigen/eigen.hpp>

#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

Eigen::ArrayX2d points() {
  Eigen::ArrayX2d x(6, 2);
  for (Eigen::Index i = 0; i < 12; ++i) x(i % 6, i / 6) = std::sin(1.0 + static_cast<double>(i));
  return x;
}
const VpSde sde;
const auto model = ring();
const DormandPrince integrator;

// f of an array, and of what comes to the same: a view, a part, sums, products, another type.
void same_for_all(const auto& f) {
  const Eigen::ArrayX2d x = points(), half = 0.5 * x;
  const Eigen::ArrayXXd want = f(x);
  Eigen::ArrayXXd wide(9, 4);
  wide.setConstant(7);
  wide.block(2, 1, 6, 2) = x;
  const Eigen::MatrixX2d matrix = x.matrix();
  const Eigen::Array<double, Eigen::Dynamic, 2, Eigen::RowMajor> by_rows = x;
  const Eigen::Map<const Eigen::ArrayX2d> mapped(x.data(), 6, 2);
  const auto same = [&](const Eigen::ArrayXXd& got) { return (got == want).all(); };
  CHECK(same(f(wide.block(2, 1, 6, 2))));
  CHECK(same(f(2 * half)));
  CHECK(same(f(half + half)));
  CHECK(same(f(matrix)));
  CHECK(same(f(matrix * Eigen::Matrix2d::Identity())));
  CHECK(same(f(by_rows)));
  CHECK(same(f(mapped)));
  CHECK(same(f(x.topRows(6))));
  CHECK(same(f(x.colwise().reverse().colwise().reverse())));
  CHECK((f(x.topRows(3)) == f(Eigen::ArrayX2d(x.topRows(3)))).all());
}

}  // namespace

TEST_CASE("codes, and data of codes, are those of the array that an expression comes to") {
  const Cpu<2, double> place;
  same_for_all([&](const auto& x) { return encode(sde, model, x, integrator, place).x; });
  same_for_all([&](const auto& x) { return decode(sde, model, x, integrator, place).x; });
  const WholeBatch<double, 2> batch;
  same_for_all([&](const auto& x) { return encode(sde, model, x, Heun2{5}, batch).x; });
  same_for_all([&](const auto& x) {
    return encode(sde, model, x.template cast<float>(), Heun2{5}, batch).x;
  });
}
TEST_CASE("likelihoods and their bounds are those of the array that an expression comes to") {
  const Cpu<2, double> place;
  same_for_all([&](const auto& x) {
    return log_likelihood(sde, model, x, integrator, place).log_density;
  });
  same_for_all([&](const auto& x) {
    return likelihood_bound(sde, model, x, place, 1, {.times = 2, .repeats = 2}).log_density;
  });
}
TEST_CASE("bits per dimension of an expression are those of the array that it comes to") {
  const Eigen::ArrayXd p = points().col(0);
  const Eigen::ArrayXd want = bits_per_dim(p, 2, DataScaler{});
  CHECK((bits_per_dim(points().col(0), 2, DataScaler{}) == want).all());
  CHECK((bits_per_dim(0.5 * p + 0.5 * p, 2, DataScaler{}) == want).all());
  CHECK((bits_per_dim(p.head(3), 2, DataScaler{}) == want.head(3)).all());
  CHECK(bits_per_dim(p.mean(), 2, DataScaler{}) == doctest::Approx(want.mean()));
}
TEST_CASE("images are dequantised out of views and expressions") {
  Eigen::ArrayXXi bins(4, 3);
  bins << 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12;
  const Eigen::ArrayXXf want = dequantised<float>(bins, DataScaler{}, 3);
  CHECK((dequantised<float>(bins.topRows(2), DataScaler{}, 3) == want.topRows(2)).all());
  CHECK((dequantised<float>(bins + 0 * bins, DataScaler{}, 3) == want).all());
  CHECK((dequantised<float>(bins.cast<double>(), DataScaler{}, 3) == want).all());
}
TEST_CASE("a data set and a replay are made of expressions") {
  const Eigen::ArrayX2d x = points();
  const auto score = [&](const auto& data_set) {
    return sample(sde, data_set, uniform(sde, 3), EulerMaruyama{}, Identity{},
                  WholeBatch<double>{.samples = 8, .dimension = 2}, 1)
        .x;
  };
  const Eigen::ArrayXXd want = score(DataSet(x, 0.1));
  CHECK((score(DataSet(0.5 * x + 0.5 * x, 0.1)) == want).all());
  CHECK((score(DataSet(x.topRows(6), 0.1)) == want).all());
  CHECK((score(DataSet(x.matrix() * Eigen::Matrix2d::Identity(), 0.1)) == want).all());
  CHECK((score(DataSet<double>(Eigen::ArrayXXi::Ones(3, 2), 0.1)) ==
         score(DataSet(Eigen::ArrayXXd::Ones(3, 2), 0.1)))
            .all());
  const auto replayed = [&](const auto& normals) {
    return sample(sde, DataSet(x, 0.1), uniform(sde, 2), EulerMaruyama{}, Identity{},
                  Replay<double>{.prior_normals = normals, .step_normals = {normals, normals}}, 1)
        .x;
  };
  CHECK((replayed(2 * x) == replayed(Eigen::ArrayXXd(2 * x))).all());
  CHECK((replayed(x.topRows(4)) == replayed(Eigen::ArrayXXd(x.topRows(4)))).all());
}
