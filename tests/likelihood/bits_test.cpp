#include <scoresde/eigen/eigen.hpp>

#include "ode/flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr DataScaler unit{.low = 0, .high = 1}, centred{.low = -1, .high = 1};

}  // namespace

TEST_CASE("256 bins on [0, 1] add eight bits a dimension, on [-1, 1] seven") {
  CHECK(unit.offset() == 8);
  CHECK(centred.offset() == 7);
  CHECK(Continuous{}.offset() == 0);
  CHECK(std::abs(bits_per_dim(-1.39896774498, 2, centred) - 8.00914191402) < 1e-11);
  const Eigen::ArrayXd many = Eigen::ArrayXd::Constant(4, -1.39896774498);
  CHECK((bits_per_dim(many, 2, centred) - 8.00914191402).abs().maxCoeff() < 1e-11);
  CHECK(std::abs(bits_per_dim(-2 * std::log(2), 2, Continuous{}) - 1) < 1e-15);
}
TEST_CASE("a uniform density over the bins is a code of log2 bins") {
  // its log-density on [low, high): -D log(high - low)
  CHECK(std::abs(bits_per_dim(0.0, 3, unit) - 8) < 1e-14);
  CHECK(std::abs(bits_per_dim(-3 * std::log(2), 3, centred) - 8) < 1e-14);
  const DataScaler coarse{.low = 0, .high = 1, .bins = 4};
  CHECK(std::abs(bits_per_dim(0.0, 3, coarse) - 2) < 1e-14);
}

TEST_CASE("dequantised data stay in their bins, uniformly") {
  Eigen::ArrayXXi bins(2000, 3);
  for (Eigen::Index i = 0; i < bins.size(); ++i) bins(i) = static_cast<int>(i % 256);
  const auto y = dequantised<double>(bins, centred, 7);
  double mean = 0, square = 0;
  for (Eigen::Index i = 0; i < bins.rows(); ++i)
    for (Eigen::Index d = 0; d < 3; ++d) {
      CHECK(bin_of(y(i, d), centred) == bins(i, d));
      const double u = (y(i, d) + 1) * 128 - bins(i, d);
      mean += u / 6000;
      square += u * u / 6000;
    }
  CHECK(std::abs(mean - 0.5) < 5 * std::sqrt(1. / 12 / 6000));
  CHECK(std::abs(square - 1. / 3) < 5 * std::sqrt(4. / 45 / 6000));
}
TEST_CASE("dequantisation is by address: rows of a shard, and another seed is another pass") {
  const Eigen::ArrayXXi bins = Eigen::ArrayXXi::Constant(20, 2, 100);
  const auto all = dequantised<double>(bins, unit, 1);
  CHECK((all.bottomRows(5) == dequantised<double>(bins.topRows(5), unit, 1, 15)).all());
  CHECK((all != dequantised<double>(bins, unit, 2)).all());
}
TEST_CASE("what is no bin, or no scale, is refused") {
  Eigen::ArrayXXd bins = Eigen::ArrayXXd::Constant(3, 2, 7);
  CHECK(refusal([&] { dequantised<float>(bins, unit, 1); }) == "accepted");
  bins(1, 1) = 256;
  CHECK(refusal([&] { dequantised<float>(bins, unit, 1); }) ==
        "bin = 256 must be one of 0, ..., 255, in row 1");
  bins(1, 1) = 0.5;
  CHECK(refusal([&] { dequantised<float>(bins, unit, 1); }) ==
        "bin = 0.5 must be one of 0, ..., 255, in row 1");
  CHECK(refusal([] { bits_per_dim(0.0, 2, DataScaler{.low = 1, .high = 1}); }) ==
        "high = 1 must lie in (low, infinity)");
  CHECK(refusal([] { bits_per_dim(0.0, 2, DataScaler{.bins = 0}); }) ==
        "bins = 0 must lie in [1, infinity)");
  CHECK(refusal([] { bits_per_dim(0.0, 0, unit); }) == "dimension = 0 must lie in [1, infinity)");
}
