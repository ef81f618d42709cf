// Sample i is the same bits whatever the number of samples, the tile, the threads and the shard.
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr std::uint64_t two32 = std::uint64_t{1} << 32;
constexpr std::uint64_t seed = 20201126;

// A predictor-corrector run whose Langevin steps read group norms.
template <class P>
auto run(const P& place) {
  const VpSde sde;
  return sample(sde, IsotropicGaussian{.mean = 0.3, .variance = 0.5}, uniform(sde, 8),
                ReverseDiffusion{}, Langevin{}, place, seed);
}
template <class R>
bool begins_with(const R& longer, const R& shorter, Eigen::Index from = 0) {
  const Eigen::Index n = shorter.x.rows();
  return same_bits(longer.x.middleRows(from, n), shorter.x) &&
         same_bits(longer.mean.middleRows(from, n), shorter.mean);
}

// All of it in a dimension: `cut` is where a tile starts, `more` > `samples` > cut.
template <int D, class Real>
void check_addresses(std::uint64_t samples, std::uint64_t more, std::uint64_t cut) {
  CAPTURE(D);
  using Place = Cpu<D, Real>;
  const auto one = run(Place{.samples = samples, .threads = 1});
  CHECK(one.status);
  CHECK(same_result(one, run(Place{.samples = samples, .threads = 2})));
  CHECK(begins_with(run(Place{.samples = more, .threads = 2}), one));
  CHECK(begins_with(one, run(Place{.samples = cut, .threads = 2})));
  CHECK(begins_with(one, run(Place{.samples = samples - cut, .first = cut, .threads = 2}),
                    static_cast<Eigen::Index>(cut)));
}

}  // namespace

TEST_CASE("a sample is the same bits for 1 or 2 threads, among 1 000, 1 001 or 100 000") {
  using Place = Cpu<2>;
  const auto all = run(Place{.samples = 100'000, .threads = 1});
  CHECK(same_result(all, run(Place{.samples = 100'000, .threads = 2})));
  for (const int threads : {1, 2})
    for (const std::uint64_t samples : {1u, 1'000u, 1'001u}) {
      const auto few = run(Place{.samples = samples, .threads = threads});
      CHECK(few.x.rows() == static_cast<Eigen::Index>(samples));
      CHECK(begins_with(all, few));
    }
}

TEST_CASE("a sample is the same bits for any tile size, group norms included") {
  const auto small = run(Cpu<2, float, 256>{.samples = 1'001, .threads = 2});
  CHECK(same_result(small, run(Cpu<2, float, 512>{.samples = 1'001, .threads = 2})));
  CHECK(same_result(small, run(Cpu<2, float, 1024>{.samples = 1'001, .threads = 2})));
}

TEST_CASE("a sample is the same bits in whichever shard it is made") {
  const auto whole = run(Cpu<2>{.samples = 3'000});
  for (const std::uint64_t first : {256u, 1'024u, 2'816u}) {
    const auto shard = run(Cpu<2>{.samples = 3'000 - first, .first = first});
    CHECK(begins_with(whole, shard, static_cast<Eigen::Index>(first)));
    CHECK(begins_with(whole, run(Cpu<2>{.samples = first})));
  }
}

TEST_CASE("samples past 2^32 are others than those before, whatever the shard") {
  const auto across = run(Cpu<2>{.samples = 512, .first = two32 - 256});
  CHECK(begins_with(across, run(Cpu<2>{.samples = 256, .first = two32 - 256})));
  const auto after = run(Cpu<2>{.samples = 256, .first = two32});
  CHECK(begins_with(across, after, 256));
  CHECK(!(after.x == run(Cpu<2>{.samples = 256}).x).any());
}

TEST_CASE("samples in 3 dimensions are the same bits anywhere") {
  check_addresses<3, float>(1'000, 1'500, 512);
}
TEST_CASE("samples in 3 dimensions are the same bits anywhere, in double") {
  check_addresses<3, double>(1'000, 1'500, 512);
}
TEST_CASE("samples in 192 dimensions, a group of 4 within a lane, are the same bits anywhere") {
  check_addresses<192, float>(150, 200, 64);
}
TEST_CASE("samples in 192 dimensions are the same bits anywhere, in double") {
  check_addresses<192, double>(150, 200, 64);
}
TEST_CASE("samples in 784 dimensions, each a group of its own, are the same bits anywhere") {
  check_addresses<784, float>(100, 130, 64);
}

TEST_CASE("a shard may start wherever a Langevin group does, also within a tile") {
  const auto whole = run(Cpu<192>{.samples = 100});
  for (const std::uint64_t first : {4u, 12u, 60u})
    CHECK(begins_with(whole, run(Cpu<192>{.samples = 100 - first, .first = first}),
                      static_cast<Eigen::Index>(first)));
  CHECK(begins_with(run(Cpu<784>{.samples = 70}), run(Cpu<784>{.samples = 69, .first = 1}), 1));
  const auto late = run(Cpu<2, float, 512>{.samples = 256, .first = 256});
  CHECK(same_bits(run(Cpu<2>{.samples = 512}).x.bottomRows(256), late.x));
}
