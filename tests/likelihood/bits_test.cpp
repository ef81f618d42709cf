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

namespace {

constexpr double last = 1 - 0x1p-53;  // the largest u there is

// Every bin at the extremes of u: how many numbers are outside of their bin, by the bin's ends and
// by bin_of, and how near they come to its end, in widths.
struct Extremes {
  long numbers = 0, outside = 0, elsewhere = 0;
  double nearest = 1;

  template <class Real>
  void look_at(const DataScaler& scaler) {
    for (double k = 0; k < scaler.bins; ++k)
      for (const double u : {0.0, 0x1p-53, 0.5, 1 - 0x1p-24, 1 - 0x1p-52, last}) {
        const double y = continuous<Real>(k, u, scaler, 0), w = scaler.width();
        outside += y < scaler.low + k * w || y >= scaler.low + (k + 1) * w || y >= scaler.high;
        elsewhere += bin_of(y, scaler) != k;
        nearest = std::min(nearest, (scaler.edge(k + 1) - y) / w);
        ++numbers;
      }
  }
  void check(const std::string& type) const {
    MESSAGE(type << ": " << outside << " of " << numbers << " numbers outside of their bin, "
                 << elsewhere << " read as of another; the nearest end is " << nearest
                 << " widths away");
    CHECK(outside == 0);
    CHECK(elsewhere == 0);
    CHECK(nearest > 0);
  }
};

}  // namespace

TEST_CASE("no number of a dequantised bin is outside of it, at either end, in float and double") {
  Extremes floats, doubles;
  for (const DataScaler& scaler :
       {DataScaler{}, DataScaler{-1, 1}, DataScaler{0, 255}, DataScaler{0, 256},
        DataScaler{0, 1, 65536}, DataScaler{-1, 1, 65536}, DataScaler{-0.3, 0.7, 1000},
        DataScaler{1. / 3, 2. / 3, 77}, DataScaler{-5, -2, 4099}, DataScaler{0.1, 0.3, 3},
        DataScaler{1000, 1001}, DataScaler{-1e-3, 1e-3, 8191}, DataScaler{0, 1, 1 << 17},
        DataScaler{1e20, 3e20, 10}, DataScaler{0, 1e-40, 16}}) {
    floats.look_at<float>(scaler);
    doubles.look_at<double>(scaler);
  }
  doubles.look_at<double>({1e6, 1e6 + 1, 65536});
  floats.check("float");
  doubles.check("double");
}
TEST_CASE("a row of floats holds none at the end of [0, 1), where rounding would put 264 of 2^25") {
  const Eigen::ArrayXXi bins = Eigen::ArrayXXi::Constant(1, 1 << 20, 255);
  float largest = 0;
  for (std::uint64_t first = 0; first < 4; ++first)
    largest = std::max(largest, dequantised<float>(bins, unit, 0, first).maxCoeff());
  CHECK(largest < 1);
  CHECK(largest > 1 - 1e-6f);
}
TEST_CASE("a number at an edge is of the bin that begins there, one beyond the ends of the last") {
  for (int k = 0; k < 77; ++k) {
    const DataScaler scaler{.low = -0.3, .high = 0.7, .bins = 77};
    CHECK(bin_of(scaler.edge(k), scaler) == k);
    CHECK(bin_of(std::nextafter(scaler.edge(k + 1), -1), scaler) == k);
  }
  CHECK(bin_of(1, unit) == 255);
  CHECK(bin_of(INFINITY, unit) == 255);
  CHECK(bin_of(-INFINITY, unit) == 0);
  CHECK(refusal([] { bin_of(NAN, unit); }) == "y = nan must be a number");
}
TEST_CASE("bins that are too fine for the type are refused") {
  const Eigen::ArrayXXi bins = Eigen::ArrayXXi::Zero(1, 1);
  const auto in_floats = [&](const DataScaler& scaler) {
    return refusal([&] { dequantised<float>(bins, scaler, 1); });
  };
  CHECK(in_floats({0, 1, 1 << 23}) == "accepted");
  CHECK(in_floats({0, 1, 1 << 24}) ==
        "bins = 16777216 must be at most 8388608 on [0, 1) in numbers of 24 bits, so that each bin "
        "holds two of them");
  CHECK(in_floats({-1, 1, 1 << 24}) == "accepted");
  CHECK(in_floats({1e6, 1e6 + 1, 256}) ==
        "bins = 256 must be at most 8 on [1e+06, 1000001) in numbers of 24 bits, so that each bin "
        "holds two of them");
  CHECK(in_floats({0, 1e39, 2}) != "accepted");
  CHECK(refusal([&] { dequantised<double>(bins, {0, 1, 1 << 30}, 1); }) == "accepted");
  CHECK(refusal([&] { dequantised<double>(bins, {1e15, 1e15 + 1}, 1); }) != "accepted");
  CHECK(refusal([] { bin_of(1e15, {1e15, 1e15 + 1}); }) != "accepted");
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
  CHECK(refusal([] { bits_per_dim(0.0, 2, DataScaler{.low = -INFINITY}); }) ==
        "low = -inf must lie in (-infinity, infinity)");
  CHECK(refusal([] { bits_per_dim(0.0, 2, DataScaler{.bins = 0}); }) ==
        "bins = 0 must lie in [1, infinity)");
  CHECK(refusal([] { bits_per_dim(0.0, 0, unit); }) == "dimension = 0 must lie in [1, infinity)");
}
