// A job may be made in parts: every public call that takes `first` gives the rows that the whole
// job has there, bit for bit, in every dimension, also where indices pass a multiple of 2^32.
#include <scoresde/odeint/odeint.hpp>

#include "eigen/same_bits.hpp"
#include "problems.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr std::uint64_t two32 = std::uint64_t{1} << 32;

// Data of a dimension, a row its index.
Eigen::ArrayXXd data_rows(std::uint64_t rows, int dimension) {
  Eigen::ArrayXXd x(static_cast<Eigen::Index>(rows), dimension);
  for (Eigen::Index i = 0; i < x.rows(); ++i)
    for (Eigen::Index d = 0; d < x.cols(); ++d)
      x(i, d) = 0.4 + 0.5 * std::sin(static_cast<double>(3 * i + 7 * d));
  return x;
}
Eigen::ArrayXXd in_double(const auto& numbers) { return numbers.template cast<double>(); }

// The score of common_gaussian's data, for the whole batch at once: sample by sample all the same.
struct WholeGaussian {
  using Prediction = Score;
  static constexpr bool whole_batch = true;

  template <class Real>
  struct Prepared {
    Real mean, precision;
  };
  auto prepare(const LinearSde auto& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t);
    return Prepared<double>{a * common_gaussian.mean,
                            1 / (a * a * common_gaussian.variance + s * s)};
  }
  template <class Real, class X>
  X operator()(const Prepared<Real>& p, const X& x) const {
    return {(p.mean - x.array) * p.precision, x.ghosts};
  }
  template <class Real, class X>
  auto vector_jacobian_products(const Prepared<Real>& p, const X& x,
                                const std::vector<X>& v) const {
    std::vector<X> products;
    for (const X& each : v) products.push_back(-p.precision * each);
    return std::pair{(*this)(p, x), products};
  }
};

// f(name, cut, call) for each call, where call(place, data) are the rows that it gives. A cut is
// what must divide `first`; data are the rows of the shard, for the calls that are given some.
void for_every_call(int dimension, const auto& model, const auto& f) {
  const VpSde sde;
  const auto norms = cut_for_norms(dimension).group;
  const auto steps = size_of_groups(OverGroup{}, dimension);
  const auto grid = uniform(sde, 3);
  const Adaptive adaptive{.atol = 1e-2, .rtol = 1e-2};
  f("sample", norms, [=](const auto& place, const auto&) {
    const auto r = sample(sde, model, grid, ReverseDiffusion{}, Langevin{}, place, 5);
    Eigen::ArrayXXd both(r.x.rows(), 2 * r.x.cols());
    both << in_double(r.x), in_double(r.mean);
    return both;
  });
  f("sample with accepted and refused proposals", norms, [=](const auto& place, const auto&) {
    return in_double(sample(sde, model, grid, EulerMaruyama{},
                            HamiltonianMonteCarlo{.snr = 0.9, .leapfrog_steps = 2}, place, 5,
                            PredictorFirst{})
                         .x);
  });
  f("sample_flow", steps, [=](const auto& place, const auto&) {
    return in_double(sample_flow(sde, model, adaptive, place, 5).x);
  });
  f("encode", steps, [=](const auto& place, const auto& data) {
    return in_double(encode(sde, model, data, adaptive, place).x);
  });
  f("decode", steps, [=](const auto& place, const auto& data) {
    return in_double(decode(sde, model, data, adaptive, place).x);
  });
  f("log_likelihood by probes", steps, [=](const auto& place, const auto& data) {
    const LikelihoodOptions options{.eps = 1e-2, .divergence = Hutchinson<GaussianProbes>{2}};
    const auto r = log_likelihood(sde, model, data, RungeKutta4{3}, place, 5, options);
    Eigen::ArrayXXd both(r.log_density.size(), 2);
    both << in_double(r.log_density), in_double(*r.standard_error);
    return both;
  });
  f("likelihood_bound", steps, [=](const auto& place, const auto& data) {
    const auto r = likelihood_bound(sde, model, data, place, 5, {.times = 2, .repeats = 2});
    Eigen::ArrayXXd both(r.log_density.size(), 2);
    both << in_double(r.log_density), in_double(*r.standard_error);
    return both;
  });
}

// make(samples, first) is a place; the whole job starts so that 2^32 lies within it.
void check_every_call(int dimension, const auto& model, const auto& make) {
  CAPTURE(dimension);
  const auto check = [&](const char* name, std::uint64_t cut, const auto& call) {
    CAPTURE(name);
    const auto group = static_cast<std::uint64_t>(control_group_size(dimension));
    const std::uint64_t before = 2 * group, start = two32 - before, rows = 3 * group + 5;
    const Eigen::ArrayXXd data = data_rows(rows, dimension);
    const Eigen::ArrayXXd whole = call(make(rows, start), data);
    const auto part = [&](std::uint64_t from, std::uint64_t count) {
      const auto at = static_cast<Eigen::Index>(from), n = static_cast<Eigen::Index>(count);
      const Eigen::ArrayXXd given = data.middleRows(at, n);
      return same_bits(Eigen::ArrayXXd(whole.middleRows(at, n)),
                       call(make(count, start + from), given));
    };
    CHECK(part(cut, before - cut));                  // up to 2^32
    CHECK(part(before - cut, rows - before + cut));  // across it
    CHECK(part(before, rows - before));              // from it on
    if (cut == 1) return;
    const std::string refused =
        refusal([&] { call(make(5, start + cut / 2), data_rows(5, dimension)); });
    CHECK(refused.find("first = " + std::to_string(start + cut / 2) + " must be a multiple of " +
                       std::to_string(cut) + ", where ") == 0);
  };
  for_every_call(dimension, model, check);
}

template <int D, class Real>
auto on_cpu(std::uint64_t samples, std::uint64_t first) {
  return Cpu<D, Real>{.samples = samples, .first = first};
}

}  // namespace

TEST_CASE("on Cpu every call gives a shard the rows of the whole") {
  check_every_call(3, common_gaussian, on_cpu<3, double>);
  check_every_call(16, common_gaussian, on_cpu<16, float>);
  check_every_call(65, common_gaussian, on_cpu<65, float>);
}
TEST_CASE("with steps of each sample's own a flow may be cut anywhere, at 2^32 as elsewhere") {
  const auto move = [](const auto& place) {
    return sample_flow(VpSde{}, common_gaussian, DormandPrince{}, place, 5).x;
  };
  const auto whole = move(Cpu<16>{.samples = 100, .first = two32 - 37});
  for (const std::uint64_t from : {1, 36, 37, 38})
    CHECK(same_bits(move(Cpu<16>{.samples = 100 - from, .first = two32 - 37 + from}),
                    whole.bottomRows(static_cast<Eigen::Index>(100 - from))));
}
TEST_CASE("a tile of another size changes no bit, wherever the shard starts") {
  const auto draw = [](const auto& place) {
    return sample(VpSde{}, common_gaussian, uniform(VpSde{}, 5), ReverseDiffusion{}, Langevin{},
                  place, 5);
  };
  for (const std::uint64_t first : {std::uint64_t{96}, two32 - 96, two32 - 32})
    CHECK(same_result(draw(Cpu<16, float, 256>{.samples = 500, .first = first}),
                      draw(Cpu<16, float, 64>{.samples = 500, .first = first})));
}
TEST_CASE("on a whole batch every call gives a shard the rows of the whole, D = 1 to 128") {
  for (int D = 1; D <= 128; ++D)
    check_every_call(D, WholeGaussian{}, [D](std::uint64_t samples, std::uint64_t first) {
      return WholeBatch<double>{
          .samples = static_cast<Eigen::Index>(samples), .dimension = D, .first = first};
    });
}
TEST_CASE("dequantised rows of a shard are those of the whole, wherever it starts") {
  const Eigen::ArrayXXd bins = (100 * (1 + data_rows(70, 3))).floor();
  for (const std::uint64_t start : {std::uint64_t{0}, two32 - 40}) {
    const auto whole = dequantised<double>(bins, DataScaler{}, 5, start);
    for (const Eigen::Index from : {1, 39, 40, 41}) {
      const Eigen::ArrayXXd rows = bins.bottomRows(70 - from);
      CHECK(same_bits(
          Eigen::ArrayXXd(whole.bottomRows(70 - from)),
          dequantised<double>(rows, DataScaler{}, 5, start + static_cast<std::uint64_t>(from))));
    }
  }
}
