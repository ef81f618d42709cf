// The score of a data set as matrix products is that of a mixture with the data as means.
#include <random>

#include "allocation.hpp"
#include "problems.hpp"
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr double bandwidth = 0.2;

Eigen::ArrayXXd random(Eigen::Index rows, Eigen::Index cols, double spread, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0, spread);
  return Eigen::ArrayXXd::NullaryExpr(rows, cols, [&] { return normal(generator); });
}
template <int D>
IsotropicMixture<D> mixture_of(const Eigen::ArrayXXd& data, double h) {
  IsotropicMixture<D> mixture{.variance = h * h};
  for (Eigen::Index k = 0; k < data.rows(); ++k) {
    std::array<double, D> mean{};
    for (Eigen::Index d = 0; d < D; ++d) mean[static_cast<std::size_t>(d)] = data(k, d);
    mixture.means.push_back(mean);
  }
  return mixture;
}

// The largest errors of score, log density and divergence at t, in roundings of Number: a rounding
// is of the size of what is added up.
struct Errors {
  double score = 0, log_density = 0, divergence = 0;
};
template <class Number, int D>
Errors errors(Eigen::Index centres, Eigen::Index samples, double t) {
  const VpSde sde;
  // both see the same data and samples, as Number holds them
  const Eigen::ArrayXXd data =
      random(centres, D, 1, 1).template cast<Number>().template cast<double>();
  const Eigen::ArrayXXd at =
      random(samples, D, 1.5, 2).template cast<Number>().template cast<double>();
  const DataSet<Number> set(data, bandwidth);
  const auto mixture = mixture_of<D>(data, bandwidth);
  const Batch<Number> x(at.template cast<Number>());
  const auto here = set.prepare(sde, t);
  const auto p = mixture.prepare(sde, t);
  const Batch<Number> score = set(here, x);
  const auto density = set.log_density(here, x);
  const auto divergence = set.divergence(here, x);

  Errors worst;
  const double a = sde.alpha(t), v = here.variance;
  for (Eigen::Index i = 0; i < samples; ++i) {
    Point<double, D> point;
    for (int d = 0; d < D; ++d) point[d] = at(i, d);
    const Point<double, D> exact = mixture(p, point);
    double largest = 0, difference = 0;
    for (int d = 0; d < D; ++d) {
      largest = std::max({largest, std::abs(point[d]) / v, std::abs(exact[d])});
      difference =
          std::max(difference, std::abs(static_cast<double>(score.array(i, d)) - exact[d]));
    }
    // An affinity is off by roundings of |x| |m| alpha / v, and a weight by as much of itself.
    const double square = inner(point, point), data_square = 4.0 * D;
    const double eps = std::numeric_limits<Number>::epsilon(),
                 affinity = 1 + a / v * std::sqrt(square * data_square) + square / v;
    const double density_size = affinity + std::log(static_cast<double>(centres)) +
                                D * (1 + std::abs(std::log(2 * std::numbers::pi * v)) / 2),
                 divergence_size = affinity * (D / v + a * a / (v * v) * data_square);
    const auto off = [](Number got, double want, double size) {
      return std::abs(static_cast<double>(got) - want) / size;
    };
    worst.score = std::max(worst.score, difference / (eps * affinity * (1 + largest)));
    worst.log_density =
        std::max(worst.log_density,
                 off(density.number[i], mixture.log_density(p, point), eps * density_size));
    worst.divergence =
        std::max(worst.divergence,
                 off(divergence.number[i], mixture.divergence(p, point), eps * divergence_size));
  }
  return worst;
}
template <class Number, int D>
void check_equal(Eigen::Index centres, Eigen::Index samples, double t) {
  CAPTURE(centres);
  CAPTURE(samples);
  CAPTURE(t);
  const auto error = errors<Number, D>(centres, samples, t);
  CHECK(error.score < 4);
  CHECK(error.log_density < 4);
  CHECK(error.divergence < 4);
}

}  // namespace

TEST_CASE("a data set's score, density and divergence are the mixture's to rounding, in double") {
  for (const double t : {0.01, 0.2, 0.6, 1.0}) {
    check_equal<double, 2>(100, 300, t);
    check_equal<double, 16>(100, 300, t);
  }
}
TEST_CASE("a data set's score, density and divergence are the mixture's to rounding, in float") {
  for (const double t : {0.01, 0.2, 0.6, 1.0}) {
    check_equal<float, 2>(100, 300, t);
    check_equal<float, 16>(100, 300, t);
  }
}
TEST_CASE("nor does it matter whether data and batch are whole blocks or not") {
  for (const Eigen::Index centres : {1, 2, 1'023, 1'024, 1'025, 2'500})
    for (const Eigen::Index samples : {1, 255, 256, 257, 600})
      check_equal<double, 3>(centres, samples, 0.3);
}

TEST_CASE("a data set's score is the same bits for 1 and 2 threads") {
  const Eigen::ArrayXXd data = random(3'000, 5, 1, 1);
  const Batch<float> x(random(1'100, 5, 1.5, 2).cast<float>());
  const DataSet<float> one(data, bandwidth, 1), two(data, bandwidth, 2), all(data, bandwidth, 0);
  for (const double t : {0.01, 0.5}) {
    const auto p = one.prepare(VpSde{}, t);
    CHECK(same_bits(one(p, x).array, two(p, x).array));
    CHECK(same_bits(one(p, x).array, all(p, x).array));
    CHECK(same_bits(one.log_density(p, x).number, two.log_density(p, x).number));
    CHECK(same_bits(one.divergence(p, x).number, two.divergence(p, x).number));
  }
}

TEST_CASE("a sample's score does not depend on the batch that it stands in") {
  const DataSet<float> set(random(2'000, 4, 1, 1), bandwidth);
  const Batch<float> x(random(700, 4, 1.5, 2).cast<float>());
  const Batch<float> some(x.array.topRows(512).eval());
  const auto p = set.prepare(VpSde{}, 0.1);
  const float apart = (set(p, x).array.topRows(512) - set(p, some).array).abs().maxCoeff();
  CHECK(apart <= 1e-3f * set(p, x).array.abs().maxCoeff());
}

TEST_CASE("far away and at tiny variances everything is finite, and points to the closest datum") {
  const auto check = []<class Number>(Number) {
    Eigen::ArrayXXd data(3, 2);
    data << 0, 0, 1, 0, 0, 1;
    const DataSet<Number> set(data, 0);
    for (const double t : {1e-5, 1e-3, 1.0})
      for (const double far : {1.0, 1e3, 1e6, 1e9}) {
        Batch<Number> x(typename Batch<Number>::Array(4, 2));
        const auto f = static_cast<Number>(far);
        x.array << f, 0, 0, f, -f, -f, -f, f;
        const auto p = set.prepare(VeSde{.sigma_min = 1e-4, .sigma_max = 50}, t);
        CHECK(set(p, x).array.isFinite().all());
        CHECK(set.log_density(p, x).number.isFinite().all());
        CHECK(set.divergence(p, x).number.isFinite().all());
        if (far > 1) {  // -x + m over v
          const auto v = static_cast<Number>(p.variance);
          CHECK((set(p, x).array * v + x.array).abs().maxCoeff() <= 1 + 1e-6 * far);
        }
      }
  };
  check(1.0f);
  check(1.0);
}
TEST_CASE("at a datum itself and a tiny variance the score vanishes") {
  Eigen::ArrayXXd data(2, 2);
  data << 0.25, -0.5, 2, 1;
  const DataSet<double> set(data, 1e-6);
  const auto p = set.prepare(VeSde{.sigma_min = 1e-7, .sigma_max = 1}, 1e-5);
  CHECK((set(p, Batch<double>(data)).array * std::sqrt(p.variance)).abs().maxCoeff() < 1e-3);
}

TEST_CASE("a call's memory does not grow with batch times data") {
  if (!counts_allocations()) {
    MESSAGE("SKIPPED: allocations cannot be counted with this C library");
    return;
  }
  constexpr Eigen::Index dimension = 24;
  const auto largest = [](Eigen::Index centres, Eigen::Index samples) {
    const DataSet<float> set(random(centres, dimension, 1, 1), bandwidth);
    const Batch<float> x(random(samples, dimension, 1, 2).cast<float>());
    const auto p = set.prepare(VpSde{}, 0.3);
    Batch<float> s = x;
    return allocations_in([&] { s = set(p, x); }).largest;
  };
  const long blocks = largest(1'024, 256);  // one of the batch by one of the data
  CHECK(blocks <= 2'000'000);
  CHECK(largest(20 * 1'024, 256) == blocks);
  CHECK(largest(20 * 1'024, 20 * 256) == blocks);  // times 4: 420 MB if it were held
}

TEST_CASE("a data set drives a sampler: with a small bandwidth, samples are at the data") {
  const Eigen::ArrayXXd data = random(40, 2, 1, 1);
  const DataSet<double> set(data, 0.01, 2);
  const auto result = sample(VpSde{}, set, uniform_log_snr(VpSde{}, 200, 1e-5), ReverseDiffusion{},
                             Identity{}, WholeBatch<double, 2>{.samples = 500}, 3);
  CHECK(result.status);
  for (Eigen::Index i = 0; i < 500; ++i) {
    const double closest =
        (data.rowwise() - result.mean.row(i)).square().rowwise().sum().minCoeff();
    CHECK(std::sqrt(closest) < 0.1);
  }
}

TEST_CASE("a data set is made of any array, with the bandwidth and the threads that are given") {
  const Eigen::ArrayXXd data = random(10, 3, 1, 1);
  const DataSet deduced(data), smooth(data, 0.1), threaded(data, 0.1, 2);
  static_assert(std::same_as<decltype(threaded), const DataSet<double>>);
  const DataSet<float> converted(data, 0.1);
  const DataSet<double> from_matrix(data.matrix(), 0.1);
  const auto p = smooth.prepare(VpSde{}, 0.4);
  const Batch<double> x(random(5, 3, 1, 2));
  CHECK(same_bits(smooth(p, x).array, from_matrix(p, x).array));
  CHECK(same_bits(smooth(p, x).array, threaded(p, x).array));
  CHECK(deduced.prepare(VpSde{}, 0.4).variance < p.variance);
}
TEST_CASE(
    "no data, data that are not finite, a negative bandwidth and negative threads are refused") {
  const Eigen::ArrayXXd data = random(10, 3, 1, 1);
  const auto says = [](const auto& f, const std::string& part) {
    const std::string message = refusal(f);
    INFO(message);
    CHECK(message.find(part) != std::string::npos);
  };
  says([] { DataSet<double>(Eigen::ArrayXXd(0, 3)); }, "rows");
  says([] { DataSet<double>(Eigen::ArrayXXd(3, 0)); }, "cols");
  says([&] { DataSet<double>(data, -0.1); }, "bandwidth = -0.1");
  says([&] { DataSet<double>(data, std::nan("")); }, "bandwidth");
  says([&] { DataSet<double>(data, 0.1, -1); }, "threads = -1");
  for (const double bad : {std::numeric_limits<double>::infinity(), std::nan("")}) {
    Eigen::ArrayXXd spoiled = data;
    spoiled(7, 2) = bad;
    says([&] { DataSet<double>{spoiled}; }, "finite");
  }
  const DataSet<double> set(data);
  const Batch<double> x(random(5, 2, 1, 2));
  says([&] { set(set.prepare(VpSde{}, 0.3), x); }, "dimension");
}
