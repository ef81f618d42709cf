// Whom a sample's step size depends on: its group, itself, or its batch, as was asked for.
#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

template <class Integrator = Adaptive<>>
auto run(const auto& place, const Integrator& integrator = {}) {
  return sample_flow(VpSde{}, ring(), integrator, place, 11).x;
}

}  // namespace

TEST_CASE("a sample along the flow is the same bits in any batch, shard, tile, on any threads") {
  const auto all = run(Cpu<2>{.samples = 3000, .threads = 1});
  CHECK((all == run(Cpu<2>{.samples = 3000, .threads = 2})).all());
  CHECK((all.topRows(700) == run(Cpu<2>{.samples = 700})).all());
  CHECK((all == run(Cpu<2, float, 1024>{.samples = 3000})).all());
  CHECK((all.middleRows(1024, 500) == run(Cpu<2>{.samples = 500, .first = 1024})).all());
}
TEST_CASE("with a step size of its own a sample does not know of others") {
  const Adaptive each{.over = OverSample{}};
  Eigen::ArrayX2d z = Eigen::ArrayX2d::Random(100, 2);
  const auto move = [&](const Eigen::ArrayX2d& from) {
    return decode(VpSde{}, ring(), from, each, Cpu<2, double>{}).x;
  };
  const auto together = move(z);
  for (const Eigen::Index i : {0, 42, 99})
    CHECK((move(z.middleRows(i, 1)) == together.row(i)).all());
}
TEST_CASE("over groups, given samples know of those of their group and of no others") {
  Eigen::ArrayX2d z = Eigen::ArrayX2d::Random(600, 2);
  const auto move = [](const Eigen::ArrayX2d& from) {
    return decode(VpSde{}, ring(), from, Adaptive{}, Cpu<2, double>{}).x;
  };
  const auto before = move(z);
  z.row(300) *= 7;
  const auto after = move(z);
  CHECK((before.topRows(256) == after.topRows(256)).all());
  CHECK((before.bottomRows(600 - 512) == after.bottomRows(600 - 512)).all());
  CHECK((before.row(257) != after.row(257)).any());
}
TEST_CASE("the whole batch as one vector gives the same flow, and other bits with other mates") {
  const Adaptive whole{.over = OverBatch{}};
  const auto a = run(WholeBatch<double, 2>{.samples = 300}, whole);
  const auto b = run(WholeBatch<double, 2>{.samples = 600}, whole);
  CHECK((a - b.topRows(300)).abs().maxCoeff() < 1e-2);
  CHECK((a != b.topRows(300)).any());
}
TEST_CASE("the prior's normals are those of every other sampler") {
  const auto z = sample(VpSde{}, ring(), published(VpSde{}, 1), Identity{}, Identity{},
                        Cpu<2, double>{.samples = 300}, 11)
                     .x;
  const auto moved =
      decode(VpSde{}, ring(), Eigen::ArrayX2d(z), Adaptive{.atol = 1e-9, .rtol = 1e-9},
             Cpu<2, double>{}, FlowOptions{.eps = 1e-3});
  const auto drawn = sample_flow(VpSde{}, ring(), Adaptive{.atol = 1e-9, .rtol = 1e-9},
                                 Cpu<2, double>{.samples = 300}, 11);
  CHECK((moved.x - drawn.x).abs().maxCoeff() < 1e-5);
}
