// An exception from a user's part leaves `sample` as it was thrown, from any thread, and leaves
// nothing behind.
#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "same_bits.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

struct Refusal : std::runtime_error {
  using std::runtime_error::runtime_error;
  int code = 0;
};
[[noreturn]] void refuse(int code) {
  Refusal refusal("no score here");
  refusal.code = code;
  throw refusal;
}
// The code of the Refusal that f ends with; 0 if it ends well.
int code_of(const auto& f) {
  try {
    f();
  } catch (const Refusal& refusal) {
    CHECK(std::string(refusal.what()) == "no score here");
    return refusal.code;
  }
  return 0;
}

// A unit Gaussian's score that calls f(x, t) first.
auto score_after(const auto& f) {
  return predicts<Score>([f](const auto& x, double t) {
    f(x, t);
    return std::decay_t<decltype(x)>(-1.0 * x);
  });
}
template <class Place>
auto run(const auto& model, const Place& place, const auto& observer) {
  return sample(VpSde{}, model, uniform(VpSde{}, 6), EulerMaruyama{}, Langevin{}, place, 3,
                CorrectorFirst{}, observer);
}
template <class Place>
auto run(const auto& model, const Place& place) {
  return run(model, place, Nobody{});
}
const auto quiet = score_after([](const auto&, double) {});

// How many threads that have been here are alive still.
std::atomic<int> present = 0;
struct Presence {
  Presence() { ++present; }
  ~Presence() { --present; }
};
void be_here() { thread_local const Presence presence; }

}  // namespace

TEST_CASE("what a score throws leaves sample with its type, its message and its members") {
  const Cpu<2> place{.samples = 2'000, .threads = 2};
  const auto good = run(quiet, place);
  for (const int threads : {1, 2}) {
    const auto late = score_after([](const auto&, double t) {
      if (t < 0.3) refuse(17);
    });
    CHECK(code_of([&] { run(late, Cpu<2>{.samples = 2'000, .threads = threads}); }) == 17);
  }
  CHECK(code_of([&] {
          run(score_after([](const auto&, double) { refuse(18); }),
              WholeBatch<float, 2>{.samples = 10});
        }) == 18);
  CHECK_THROWS_AS(run(score_after([](const auto&, double) { throw 5; }), place), int);
  CHECK(same_result(run(quiet, place), good));  // the next call is as if nothing had been
}

TEST_CASE("one tile's exception among many leaves sample, from the calling thread or another") {
  const auto here = std::this_thread::get_id();
  for (const bool from_here : {true, false}) {
    // the others wait until it is thrown, so that the thread in question gets a tile
    std::atomic<bool> thrown = false;
    const auto model = score_after([&](const auto&, double) {
      be_here();
      if ((std::this_thread::get_id() == here) == from_here) {
        thrown = true;
        refuse(from_here ? 1 : 2);
      }
      for (int i = 0; i < 10'000 && !thrown; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    });
    CHECK(code_of([&] { run(model, Cpu<2>{.samples = 10'000, .threads = 2}); }) ==
          (from_here ? 1 : 2));
    CHECK(thrown);
    CHECK(present == 1);  // this thread
  }
}

TEST_CASE("if every thread throws, one of the exceptions leaves sample") {
  std::atomic<int> next = 0;
  const auto model = score_after([&](const auto&, double) { refuse(++next); });
  const int code = code_of([&] { run(model, Cpu<2>{.samples = 10'000, .threads = 4}); });
  CHECK(code >= 1);
  CHECK(code <= next);
  CHECK(next <= 4);  // the other tiles are not begun
}

TEST_CASE("what an observer throws leaves sample, from any step and tile") {
  const auto model = quiet;
  for (const int threads : {1, 2})
    for (const int when : {0, 3, 6}) {
      const auto observer = [&](int step, std::uint64_t first, const auto&) {
        if (step == when && first == 512) refuse(when + 100);
      };
      const Cpu<2> place{.samples = 2'000, .threads = threads};
      CHECK(code_of([&] { run(model, place, observer); }) == when + 100);
    }
  CHECK(code_of([&] {
          run(model, WholeBatch<double, 2>{.samples = 3},
              [](int, std::uint64_t, const auto&) { refuse(200); });
        }) == 200);
}

namespace {

struct ThrowingPrior {
  template <class Z>
  Z operator()(const Z&) const {
    refuse(31);
  }
};
struct ThrowingSde : VpSde {
  ThrowingPrior prior() const { return {}; }
};
struct LateSde : VpSde {  // throws while the plan is made
  double drift(double t) const { return t < 0.5 ? (refuse(32), 0) : VpSde::drift(t); }
};

}  // namespace

TEST_CASE("what an SDE or its prior throws leaves sample") {
  const auto with = [](const auto& sde, const auto& place) {
    return code_of([&] {
      sample(sde, IsotropicGaussian{}, uniform(VpSde{}, 6), EulerMaruyama{}, Identity{}, place, 3);
    });
  };
  CHECK(with(ThrowingSde{}, Cpu<2>{.samples = 2'000, .threads = 2}) == 31);
  CHECK(with(ThrowingSde{}, WholeBatch<double, 2>{.samples = 3}) == 31);
  CHECK(with(LateSde{}, Cpu<2>{.samples = 2'000, .threads = 2}) == 32);
}

TEST_CASE("a score that allocates and throws leaks nothing: as many are destroyed as are made") {
  const auto alive = std::make_shared<int>(0);
  const auto model = score_after([&](const auto&, double) {
    const auto copy = alive;
    const std::vector<double> workspace(1'000);
    if (copy.use_count() > 1) refuse(9);
  });
  for (int i = 0; i < 20; ++i)
    CHECK(code_of([&] { run(model, Cpu<2>{.samples = 1'000, .threads = 2}); }) == 9);
  CHECK(alive.use_count() == 1);
}
