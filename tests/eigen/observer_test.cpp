// An observer sees every step of every sample, from several threads at once; a recorder keeps them.
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "problems.hpp"
#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

constexpr int steps = 7;

template <class Place, class Order = CorrectorFirst>
auto run(const Place& place, const auto& observer, Order order = {}) {
  return sample(VpSde{}, ring(), uniform(VpSde{}, steps), ReverseDiffusion{}, Langevin{}, place, 4,
                order, observer);
}

}  // namespace

TEST_CASE(
    "an observer sees steps 0 to N of each tile in order, with the index of its first sample") {
  for (const int threads : {1, 2}) {
    std::mutex mutex;
    std::map<std::uint64_t, int> next;  // the step that comes next, by first sample
    std::map<std::uint64_t, Eigen::Index> rows;
    bool in_order = true, same_thread = true;
    std::map<std::uint64_t, std::thread::id> where;
    Eigen::ArrayX2f last = Eigen::ArrayX2f::Zero(1'000, 2);
    const auto result =
        run(Cpu<2>{.samples = 1'000, .first = 512, .threads = threads},
            [&](int step, std::uint64_t first, const auto& values) {
              const std::scoped_lock lock(mutex);
              in_order = in_order && next[first]++ == step;
              rows[first] = values.rows();
              where.try_emplace(first, std::this_thread::get_id());
              same_thread = same_thread && where[first] == std::this_thread::get_id();
              last.middleRows(static_cast<Eigen::Index>(first - 512), values.rows()) = values;
            });
    CHECK(in_order);
    CHECK(same_thread);
    CHECK(next == std::map<std::uint64_t, int>{
                      {512, steps + 1}, {768, steps + 1}, {1024, steps + 1}, {1280, steps + 1}});
    CHECK(rows ==
          std::map<std::uint64_t, Eigen::Index>{{512, 256}, {768, 256}, {1024, 256}, {1280, 232}});
    CHECK(same_bits(last, result.x));
  }
}

TEST_CASE("what is observed at step 0 is the prior, from its own normals") {
  const Recorder<double, 2> recorder(300, steps);
  run(Cpu<2, double>{.samples = 300}, recorder);
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto z = AddressedNoise<Point<double, 2>>(4, Purpose::prior, i)();
    for (int d = 0; d < 2; ++d)
      CHECK(std::abs(recorder[0](static_cast<Eigen::Index>(i), d) - z[d]) < 1e-14);
  }
}

TEST_CASE("what is observed after a step is where a run of so many steps would be") {
  const TimeGrid grid = uniform(VpSde{}, steps);
  const Recorder<float, 2> recorder(600, steps);
  const auto all = run(Cpu<2>{.samples = 600, .threads = 2}, recorder);
  CHECK(recorder.steps() == steps);
  CHECK(same_bits(recorder[steps], all.x));
  const TimeGrid part({grid.times().begin(), grid.times().begin() + 4});
  const auto three =
      sample(VpSde{}, ring(), part, ReverseDiffusion{}, Langevin{}, Cpu<2>{.samples = 600}, 4);
  CHECK(same_bits(recorder[3], three.x));
}

TEST_CASE("observing changes no bit of the result, in either order") {
  const Cpu<2> place{.samples = 1'000, .threads = 2};
  const Recorder<float, 2> recorder(10, steps);
  CHECK(same_result(run(place, recorder), run(place, Nobody{})));
  CHECK(
      same_result(run(place, recorder, PredictorFirst{}), run(place, Nobody{}, PredictorFirst{})));
  CHECK(same_bits(recorder[steps], run(place, Nobody{}, PredictorFirst{}).x.topRows(10)));
}

TEST_CASE("a recorder keeps the first samples only, whatever the tiles, shards and threads") {
  const Recorder<float, 2> few(300, steps), all(1'000, steps);
  run(Cpu<2>{.samples = 1'000, .threads = 2}, few);
  run(Cpu<2>{.samples = 1'000, .threads = 2}, all);
  for (int i = 0; i <= steps; ++i) CHECK(same_bits(few[i], all[i].topRows(300)));
  const Recorder<float, 2> shards(600, steps);
  run(Cpu<2>{.samples = 256}, shards);
  run(Cpu<2>{.samples = 500, .first = 256}, shards);
  for (int i = 0; i <= steps; ++i) CHECK(same_bits(shards[i], all[i].topRows(600)));
}
TEST_CASE("a recorder of a shard keeps the samples of its own indices") {
  const Recorder<float, 2> all(1'000, steps), late({.samples = 200, .steps = steps, .first = 700});
  run(Cpu<2>{.samples = 1'000, .threads = 2}, all);
  run(Cpu<2>{.samples = 488, .first = 512}, late);
  for (int i = 0; i <= steps; ++i) CHECK(same_bits(late[i], all[i].middleRows(700, 200)));
}
TEST_CASE("what a recorder did not see is refused, never zero") {
  const auto refused = [](const auto& recorder, int step) {
    return refusal([&] { recorder[step]; });
  };
  const Recorder<float, 2> of_another_shard(300, steps), of_more(2'000, steps);
  run(Cpu<2>{.samples = 1'000, .first = 1'024}, of_another_shard);
  run(Cpu<2>{.samples = 1'000}, of_more);
  CHECK(refused(of_another_shard, 3)
            .find("samples that were never seen at that step = 300 must be 0") == 0);
  CHECK(refused(of_more, 3).find("samples that were never seen at that step = 1000 must be 0") ==
        0);
  const Recorder<float, 2> of_longer(300, steps + 1);
  run(Cpu<2>{.samples = 300}, of_longer);
  CHECK(refused(of_longer, steps) == "accepted");
  CHECK(refused(of_longer, steps + 1).find("must be 0") != std::string::npos);
  CHECK(refused(of_longer, steps + 2) == "step = 9 must lie in [0, 8]");
  CHECK(refused(of_longer, -1) == "step = -1 must lie in [0, 8]");
}
TEST_CASE("a run of another dimension than the recorder's, or of more steps, is refused") {
  const auto recorded = [](const auto& place, const auto& recorder) {
    return refusal([&] {
      sample(VpSde{}, common_gaussian, uniform(VpSde{}, steps), EulerMaruyama{}, Identity{}, place,
             4, CorrectorFirst{}, recorder);
    });
  };
  const Cpu<3> three{.samples = 300};
  CHECK(recorded(three, Recorder<float, 2>(300, steps)) ==
        "dimension of the samples = 3 must be 2, the recorder's own");
  CHECK(recorded(three, Recorder<float>(300, steps, 4)) ==
        "dimension of the samples = 3 must be 4, the recorder's own");
  CHECK(recorded(three, Recorder<float, 3>(300, steps - 1)).find("step = 7 must lie in [0, 6]") ==
        0);
}

TEST_CASE("a whole batch is observed at once, without its ghosts, with the index of its first") {
  std::vector<int> seen;
  std::set<std::uint64_t> firsts;
  std::set<Eigen::Index> rows;
  const Recorder<float, 2> recorder({.samples = 300, .steps = steps, .first = 256});
  const auto result = run(WholeBatch<float, 2>{.samples = 300, .first = 256},
                          [&](int step, std::uint64_t first, const auto& values) {
                            seen.push_back(step);
                            firsts.insert(first);
                            rows.insert(values.rows());
                            recorder(step, first, values);
                          });
  CHECK(seen == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});
  CHECK(firsts == std::set<std::uint64_t>{256});
  CHECK(rows == std::set<Eigen::Index>{300});
  CHECK(same_bits(recorder[steps], result.x));
}

TEST_CASE("a recorder of no samples, of no steps or of no dimension is refused") {
  CHECK(refusal([] { Recorder<float, 2>(0, 5); }) != "accepted");
  CHECK(refusal([] { Recorder<float, 2>(-3, 5); }) != "accepted");
  CHECK(refusal([] { Recorder<float, 2>(3, -2); }) != "accepted");
  CHECK(refusal([] { Recorder<float>(3, 5); }) != "accepted");
  CHECK(refusal([] { Recorder<float, 2>(3, 5, 3); }) != "accepted");
}
