// A backend as its author would write it, and that the suite finds what is wrong with one.
#include "cases.hpp"

namespace {

using namespace scoresde;

enum class Fault { none, noise, groups, choice, sum, ghosts };

// The plain batch with a mistake.
template <class Real, int D, Fault fault>
struct ToyBatch : Vector {
  using Plain = conformance::PlainBatch<Real, D>;
  using PerSample = typename Plain::PerSample;
  Plain plain;

  ToyBatch() = default;
  ToyBatch(Plain batch) : plain(std::move(batch)) {}
  template <class... C>
  ToyBatch(const Combination<ToyBatch, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  ToyBatch& operator=(const Combination<ToyBatch, C...>& sum) {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      const Combination<Plain, C...> all(sum.coefficients(), {&sum.values()[i]->plain...});
      if constexpr (fault == Fault::sum && sizeof...(C) > 2) {
        plain = all;  // the state is overwritten before it is read: x - 2 s + x/2 z at x
        plain = Combination<Plain, C...>(sum.coefficients(), {(void(i), &plain)...});
      } else {
        plain = Plain(all);
      }
    }
    (std::index_sequence_for<C...>{});
    return *this;
  }

  friend PerSample inner(const ToyBatch& x, const ToyBatch& y) { return inner(x.plain, y.plain); }
  friend PerSample mean_over(OverSample over, const PerSample& k, const ToyBatch& x) {
    return mean_over(over, k, x.plain);
  }
  friend PerSample mean_over(OverGroup over, const PerSample& k, const ToyBatch& x) {
    if (fault == Fault::groups) return mean_over(OverBatch{}, k, x.plain);
    return mean_over(over, k, x.plain);
  }
  friend PerSample mean_over(OverBatch over, const PerSample& k, const ToyBatch& x) {
    Plain all = x.plain;
    if (fault == Fault::ghosts) all.ghosts = 0;
    return mean_over(over, k, all);
  }
  friend ToyBatch choose(const PerSample& k, const ToyBatch& x, const ToyBatch& y) {
    return fault == Fault::choice ? choose(k, y.plain, x.plain) : choose(k, x.plain, y.plain);
  }
  template <class F, Summand... X>
  friend ToyBatch pointwise(const F& f, const ToyBatch& x, const X&... more) {
    return ToyBatch(pointwise(f, x.plain, stored(more).plain...));
  }
  template <class F, class... C, Summand... X>
  friend ToyBatch pointwise(const F& f, const Combination<ToyBatch, C...>& x, const X&... more) {
    return pointwise(f, ToyBatch(x), more...);
  }
};

template <class Real, int D, Fault fault>
struct ToyNoise {
  conformance::PlainNoise<Real, D> plain;
  ToyBatch<Real, D, fault> operator()() { return plain(); }
  auto exponential() { return plain.exponential(); }
};

template <int D, class Number, Fault fault>
struct ToyPlace {
  using Real = Number;
  using Sample = Point<Real, D>;
  using Samples = conformance::PlainSamples<Real, D>;
  using Batch = ToyBatch<Real, D, fault>;
  std::uint64_t samples = 0, first = 0;

  static constexpr std::ptrdiff_t coordinates() { return D; }
  Shard shard() const { return {samples, first, D}; }
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    const std::size_t extra = ghosts(samples, group_size(D));
    const auto noise_of = [&](Purpose purpose) {
      const std::uint64_t from = fault == Fault::noise ? 0 : first;
      return ToyNoise<Real, D, fault>{{seed, purpose, from, samples + extra, extra}};
    };
    const Batch z = noise_of(Purpose::prior)();
    auto noise = noise_of(Purpose::step);
    Batch x = start_from(prior, z), mean = x;
    const auto own = [&](const Batch& now) {
      const auto begin = now.plain.samples.begin();
      return Samples{{begin, begin + static_cast<std::ptrdiff_t>(samples)}};
    };
    const long calls = trajectory(
        x, mean, noise, [&](int step, const Batch& now) { observer(step, first, own(now)); });
    Result<Samples> result{own(x), own(mean), calls};
    result.status = status_of(first, samples, first_not_finite(samples, [&](std::size_t i) {
                                return std::isfinite(x.plain.samples[i][0]);
                              }));
    return result;
  }
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {  // a flow needs none of the verbs above
    return conformance::Plain<D, Real>{samples, first}.transport(trajectory, source, seed,
                                                                 observer);
  }
};

template <Fault fault>
struct ToyWith : test::ReadByElement {
  static constexpr conformance::Abilities abilities{};
  template <int D, class Real>
  static auto place(std::uint64_t samples, std::uint64_t first) {
    return ToyPlace<D, Real, fault>{samples, first};
  }
  static double number(const auto& numbers, std::size_t i) { return numbers[i]; }
  template <class Real>
  static auto data(const auto& rows) {
    return rows;
  }
};
using Toy = ToyWith<Fault::none>;

// How many comparisons of a check fail.
int failures(const auto& check) {
  int failed = 0;
  check([&](const std::string&, double error, double limit) { failed += !(error <= limit); });
  return failed;
}

}  // namespace

CONFORMS_WHOLLY("a toy backend", Toy, double)

TEST_CASE("the suite finds the noise of other samples") {
  CHECK(failures(conformance::check_noise<ToyWith<Fault::noise>, double>) > 0);
  CHECK(failures(conformance::check_shards<ToyWith<Fault::noise>, double>) > 0);
}
TEST_CASE("the suite finds norms over the batch in place of groups") {
  CHECK(failures(conformance::check_verbs<ToyWith<Fault::groups>, double>) > 0);
  CHECK(failures(conformance::check_shards<ToyWith<Fault::groups>, double>) > 0);
}
TEST_CASE("the suite finds a choice the wrong way round") {
  CHECK(failures(conformance::check_verbs<ToyWith<Fault::choice>, double>) > 0);
}
TEST_CASE("the suite finds a sum that is written over while it is read") {
  CHECK(failures(conformance::check_verbs<ToyWith<Fault::sum>, double>) > 0);
}
TEST_CASE("the suite finds ghosts that count in the batch's norm") {
  CHECK(failures(conformance::check_verbs<ToyWith<Fault::ghosts>, double>) > 0);
}
