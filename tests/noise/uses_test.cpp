// No two uses of noise share an address, whatever is called after what with the same seed: the
// addresses of every public call, written down by the place, for all pairs of calls.
#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <scoresde/conformance/plain.hpp>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/scoresde.hpp>
#include <tuple>

#include "problems.hpp"

namespace {

using namespace scoresde;

constexpr int D = 3;  // of an odd dimension, so that half a draw is left over

using Address = std::tuple<std::uint64_t, Purpose, std::uint64_t, std::uint64_t>;
using Addresses = std::vector<Address>;
Addresses drawn;

// The noise of the plain place, which writes down what it draws.
class WrittenDown : public conformance::PlainNoise<double, D> {
 public:
  using Plain = conformance::PlainNoise<double, D>;
  WrittenDown(std::uint64_t seed, Purpose purpose, std::uint64_t first, std::size_t count,
              std::size_t ghosts)
      : Plain(seed, purpose, first, count, ghosts),
        seed_(seed),
        first_(first),
        count_(count),
        purpose_(purpose) {}
  auto operator()() {
    write((D + 1) / 2);
    return Plain::operator()();
  }
  auto exponential() {
    write(1);
    return Plain::exponential();
  }

 private:
  void write(int draws) {
    for (int k = 0; k < draws; ++k, ++draw_)
      for (std::uint64_t i = 0; i < count_; ++i)
        drawn.emplace_back(seed_, purpose_, first_ + i, draw_);
  }
  std::uint64_t seed_, first_, count_, draw_ = 0;
  Purpose purpose_;
};

struct Call {
  const char* name;
  bool draws_prior, takes_steps, draws_probes, bounds;
  Addresses addresses;
};

std::vector<Call> every_call() {
  const VpSde sde;
  const auto& model = test::common_gaussian;
  const conformance::Plain<D, double, WrittenDown> place{.samples = 300};
  conformance::PlainSamples<double, D> data;
  for (int i = 0; i < 300; ++i) data.points.emplace_back(0.1 * i, 0.3, -0.2);
  const auto grid = uniform(sde, 40);
  const auto after = [](const auto& call) {
    drawn.clear();
    call();
    std::ranges::sort(drawn);
    return drawn;
  };
  const auto likelihood = [&](const auto& divergence) {
    return after([&] {
      log_likelihood(sde, model, data, RungeKutta4{2}, place, 42,
                     LikelihoodOptions{.divergence = divergence});
    });
  };
  return {
      {"sample", true, true, false, false,
       after([&] { sample(sde, model, grid, EulerMaruyama{}, Langevin{}, place, 42); })},
      {"sample with choices", true, true, false, false, after([&] {
         sample(sde, model, grid, ReverseDiffusion{}, HamiltonianMonteCarlo{}, place, 42,
                PredictorFirst{});
       })},
      {"sample_flow", true, false, false, false,
       after([&] { sample_flow(sde, model, RungeKutta4{2}, place, 42); })},
      {"encode", false, false, false, false,
       after([&] { encode(sde, model, data, RungeKutta4{2}, place); })},
      {"decode", false, false, false, false,
       after([&] { decode(sde, model, data, RungeKutta4{2}, place); })},
      {"log_likelihood", false, false, false, false, likelihood(ExactDivergence{})},
      {"log_likelihood by Hutchinson", false, false, true, false, likelihood(Hutchinson<>{4})},
      {"log_likelihood by Hutch++", false, false, true, false, likelihood(HutchPlusPlus{6})},
      {"likelihood_bound", false, false, false, true,
       after([&] { likelihood_bound(sde, model, data, place, 42); })},
  };
}

Addresses dequantisation() {
  Addresses all;
  for (std::uint64_t i = 0; i < 300; ++i)
    for (std::uint64_t d = 0; d < D; ++d) all.emplace_back(42, Purpose::dequantisation, i, d);
  return all;
}
Addresses shared(const Addresses& a, const Addresses& b) {
  Addresses both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return both;
}

}  // namespace

TEST_CASE("no call draws an address twice") {
  for (const Call& call : every_call()) {
    CAPTURE(call.name);
    CHECK(std::ranges::adjacent_find(call.addresses) == call.addresses.end());
    const bool draws = call.draws_prior || call.takes_steps || call.draws_probes || call.bounds;
    CHECK(call.addresses.empty() == !draws);
  }
}
TEST_CASE("two calls with one seed share what they both start from or step with, and no more") {
  const std::vector<Call> calls = every_call();
  for (const Call& a : calls)
    for (const Call& b : calls) {
      if (&a == &b) continue;
      CAPTURE(a.name);
      CAPTURE(b.name);
      const Addresses both = shared(a.addresses, b.addresses);
      const auto count = [&](Purpose purpose) {
        return std::ranges::count(both, purpose, [](const Address& at) { return std::get<1>(at); });
      };
      const auto of_prior = count(Purpose::prior), of_steps = count(Purpose::step),
                 of_probes = count(Purpose::probe);
      CHECK((of_prior > 0) == (a.draws_prior && b.draws_prior));
      CHECK((of_steps > 0) == (a.takes_steps && b.takes_steps));
      CHECK((of_probes > 0) == (a.draws_probes && b.draws_probes));
      CHECK(of_prior + of_steps + of_probes == std::ssize(both));
    }
}
TEST_CASE("dequantisation shares no address with any call, and draws where it says") {
  const Addresses own = dequantisation();
  for (const Call& call : every_call()) {
    CAPTURE(call.name);
    CHECK(shared(own, call.addresses).empty());
  }
  const DataScaler scaler{.low = 0, .high = 1, .bins = 8};
  const auto x = dequantised<double>(Eigen::ArrayXXi::Constant(300, D, 3), scaler, 42);
  for (const auto& [seed, purpose, sample, draw] : own) {
    const double u = Draws(seed, purpose, sample, draw).uniform();
    const double got = x(static_cast<Eigen::Index>(sample), static_cast<Eigen::Index>(draw));
    CHECK(std::abs(got - (3 + u) / 8) < 1e-15);
  }
}
