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
  const DataSet<float> one(data, bandwidth, 1), two(data, bandwidth, 2), all(data, bandwidth);
  for (const double t : {0.01, 0.5}) {
    const auto p = one.prepare(VpSde{}, t);
    CHECK(same_bits(one(p, x).array, two(p, x).array));
    CHECK(same_bits(one(p, x).array, all(p, x).array));
    CHECK(same_bits(one.log_density(p, x).number, two.log_density(p, x).number));
    CHECK(same_bits(one.divergence(p, x).number, two.divergence(p, x).number));
  }
}

TEST_CASE("a sample's score is the same bits in whatever batch it stands, and wherever in it") {
  const auto check = []<class Number>(Number, Eigen::Index dimension, double t) {
    CAPTURE(dimension);
    CAPTURE(t);
    const DataSet<Number> set(random(500, dimension, 1, 1), 0.05);
    const Batch<Number> x(random(203, dimension, 1.5, 2).template cast<Number>());
    const auto p = set.prepare(VpSde{}, t);
    const auto whole = set(p, x).array;
    const auto density = set.log_density(p, x).number, divergence = set.divergence(p, x).number;
    for (const auto& [first, count] : {std::pair<Eigen::Index, Eigen::Index>{0, 1},
                                       {0, 64},
                                       {0, 65},
                                       {1, 202},
                                       {17, 100},
                                       {50, 15},
                                       {202, 1}}) {
      CAPTURE(first);
      CAPTURE(count);
      const Batch<Number> part(x.array.middleRows(first, count).eval());
      CHECK(same_bits(set(p, part).array, whole.middleRows(first, count)));
      CHECK(same_bits(set.log_density(p, part).number, density.segment(first, count)));
      CHECK(same_bits(set.divergence(p, part).number, divergence.segment(first, count)));
    }
  };
  // few dimensions, products alone, products that find the data
  for (const Eigen::Index dimension : {3, 20, 40})
    for (const double t : {0.001, 0.1, 0.9}) {
      check(1.0f, dimension, t);
      check(1.0, dimension, t);
    }
}

namespace {

// Samples about the data at a variance where their distances are found in a given way, in lanes,
// in strips and alone.
template <class Number>
void check_bits_anywhere(Eigen::Index count, Eigen::Index dimension, Distances kind) {
  CAPTURE(count);
  CAPTURE(dimension);
  const double alpha = 0.8, variance = kind == Distances::expanded ? 1'000 : 1e-3;
  const Eigen::ArrayXXd data = random(count, dimension, 1, 1);
  const DistanceRule rule{count, dimension, std::sqrt(data.square().rowwise().sum().maxCoeff()),
                          std::numeric_limits<Number>::epsilon()};
  constexpr Eigen::Index samples = 2 * eigen::Lane<Number>::width + eigen::Strip<Number>::width + 1;
  Eigen::ArrayXXd at = random(samples, dimension, std::sqrt(variance), 2);
  for (Eigen::Index i = 0; i < samples; ++i) at.row(i) += alpha * data.row(i % count);
  const DataSet<Number> set(data);
  const Batch<Number> x(at.template cast<Number>());
  const typename DataSet<Number>::Prepared p{alpha, variance};
  if (count > 1 && (kind != Distances::screened || sizeof(Number) == sizeof(float)))
    CHECK(rule.choose(alpha, variance) == kind);
  const auto whole = set.with_divergence(p, x);
  const auto density = set.log_density(p, x).number;
  for (const auto& [first, some] : {std::pair<Eigen::Index, Eigen::Index>{0, 1},
                                    {3, 1},
                                    {samples - 1, 1},
                                    {1, samples - 1},
                                    {3, eigen::Strip<Number>::width}}) {
    CAPTURE(first);
    CAPTURE(some);
    const Batch<Number> part(x.array.middleRows(first, some).eval());
    const auto got = set.with_divergence(p, part);
    CHECK(same_bits(got.first.array, whole.first.array.middleRows(first, some)));
    CHECK(same_bits(got.second.number, whole.second.number.segment(first, some)));
    CHECK(same_bits(set.log_density(p, part).number, density.segment(first, some)));
  }
}

}  // namespace

TEST_CASE("nor does it matter how many the data and their dimensions are") {
  const auto check = []<class Number>(Number) {
    for (const Eigen::Index count : {1, 15, 97, 207}) {
      for (const Eigen::Index dimension : {1, 2, 3, 7, 8})
        check_bits_anywhere<Number>(count, dimension, Distances::exact);
      for (const Eigen::Index dimension : {9, 16, 17, 35})
        for (const Distances kind : {Distances::screened, Distances::expanded})
          check_bits_anywhere<Number>(count, dimension, kind);
    }
    for (const Eigen::Index dimension : {784, 785})
      for (const Distances kind : {Distances::screened, Distances::expanded})
        check_bits_anywhere<Number>(101, dimension, kind);
  };
  check(1.0f);
  check(1.0);
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
namespace {

// Data at -c and c, each again beside itself, and samples about them: how far a float's score and
// density are from those of a double at the same samples of the same data, where the deviation of
// the data is 0.1. Scores in deviations, densities in nats.
struct Far {
  double score = 0, log_density = 0, divergence = 0;
};
Far far_errors(double c, Eigen::Index dimension, bool pairs, double alpha) {
  constexpr double deviation = 0.1;
  Eigen::ArrayXXd data = random(60, dimension, 0.3, 1) + c;
  if (pairs) data.bottomRows(30) -= 2 * c;
  data = data.cast<float>().cast<double>().eval();
  Eigen::ArrayXXd at = alpha * data + random(60, dimension, deviation, 2);
  at = at.cast<float>().cast<double>().eval();
  const DataSet<float> single(data, deviation);
  const DataSet<double> twice(data, deviation);
  using Prepared = DataSet<double>::Prepared;
  const Prepared p{alpha, deviation * deviation};
  const DataSet<float>::Prepared q{alpha, deviation * deviation};
  const Batch<float> x(at.cast<float>());
  const Batch<double> y(at);
  const auto largest = [](const auto& got, const auto& want) {
    return (got.template cast<double>() - want).abs().maxCoeff();
  };
  return {deviation * largest(single(q, x).array, twice(p, y).array),
          largest(single.log_density(q, x).number, twice.log_density(p, y).number),
          deviation * deviation *
              largest(single.divergence(q, x).number, twice.divergence(p, y).number)};
}

}  // namespace

TEST_CASE("far from the origin a float's score, density and divergence are those of a double") {
  // what the spacing of floats at c leaves, in deviations: a position is known to half of it
  Far worst;
  for (const double c : {0.0, 1.0, 30.0, 300.0, 1'000.0, 1'234.567, 2'777.77, 3'000.3, 30'000.0}) {
    const double spacing = c * std::numeric_limits<float>::epsilon() / 0.1;
    for (const Eigen::Index dimension : {1, 2, 3, 8, 9, 16, 40})
      for (const bool pairs : {false, true})
        for (const double alpha : {1.0, 0.999}) {
          CAPTURE(c);
          CAPTURE(dimension);
          CAPTURE(pairs);
          CAPTURE(alpha);
          const Far error = far_errors(c, dimension, pairs, alpha);
          const double size = std::sqrt(static_cast<double>(dimension));
          CHECK(error.score < 5e-4 + 20 * spacing);
          CHECK(error.log_density < (5e-4 + 20 * spacing) * size);
          CHECK(error.divergence < (5e-4 + 20 * spacing) * size);
          worst = {std::max(worst.score, error.score / (5e-4 + spacing)),
                   std::max(worst.log_density, error.log_density / (5e-4 + spacing)),
                   std::max(worst.divergence, error.divergence / (5e-4 + spacing))};
        }
  }
  MESSAGE("the worst, in spacings of floats and half a thousandth: score ", worst.score,
          ", log-density ", worst.log_density, ", divergence ", worst.divergence);
}
TEST_CASE("far from the origin samples in float fall to each of the data as often as in double") {
  const EdmSde sde{0.02, 20'000};
  const auto share = [&]<class Number>(Number, const Eigen::ArrayXXd& data) {
    const auto x = sample(sde, DataSet<Number>(data, 0.1), edm(sde, 400), ReverseDiffusion{},
                          Identity{}, WholeBatch<Number, 2>{.samples = 2'000}, 42)
                       .x;
    const double right = data(1, 0) - 0.5, left = -right;  // the middle of a pair
    return x.col(0)
        .template cast<double>()
        .unaryExpr([=](double at) { return at > (at > 0 ? right : left) ? 1.0 : 0.0; })
        .mean();
  };
  for (const double c : {3'000.0, 1'234.567, 2'777.77, 3'000.3}) {
    CAPTURE(c);
    const Eigen::ArrayXXd one{{c, c}, {c + 1, c}}, two{{c, c}, {c + 1, c}, {-c, -c}, {-c - 1, -c}};
    // the same noise: what differs are the few samples that pass close to a border
    CHECK(std::abs(share(1.0f, one) - share(1.0, one)) < 0.01);
    CHECK(std::abs(share(1.0f, two) - share(1.0, two)) < 0.01);
  }
}

TEST_CASE("the narrowest deviation is that of a datum, blurred by the bandwidth and the noise") {
  const VpSde sde;
  const DataSet<float> set(random(10, 3, 1, 1), 0.2);
  const double a = sde.alpha(0.1), s = sde.sigma(0.1);
  CHECK(std::abs(set.narrowest_deviation(sde, 0.1) - std::sqrt(a * a * 0.04 + s * s)) < 1e-15);
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
  for (const Eigen::Index centres : {1'024, 20 * 1'024})
    for (const Eigen::Index samples : {256, 20 * 256}) {  // 420 MB if all pairs were held
      const long result = samples * dimension * static_cast<long>(sizeof(float));
      CHECK(largest(centres, samples) <= std::max(100'000L, result + 1'000));
    }
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
    says([&] { DataSet<double>{spoiled}; }, "coordinate of the data = ");
  }
  const DataSet<double> set(data);
  const Batch<double> x(random(5, 2, 1, 2));
  says([&] { set(set.prepare(VpSde{}, 0.3), x); }, "dimension");
}
