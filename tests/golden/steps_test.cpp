#include <set>

#include "mixture.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Batch = scoresde::Batch<double>;
using Eigen::ArrayXXd;

const GoldenFile& file() { return golden("steps"); }

Batch batch(const ArrayXXd& samples) {
  Batch x;
  x.array = samples;
  return x;
}

// One recorded call: its times, its state and its normals, one sample a row.
struct Case {
  std::string name;
  Eigen::ArrayXd t;
  ArrayXXd x;
  std::vector<ArrayXXd> z;

  bool one_time() const { return (t == t[0]).all(); }
  Case row(Eigen::Index i) const {
    Case one{name, t.segment(i, 1), x.row(i), {}};
    for (const ArrayXXd& normals : z) one.z.push_back(normals.row(i));
    return one;
  }
};
Case recorded(const std::string& name) {
  const ArrayXXd x = array(file().at(name + ".x"));
  return {name, array(file().at(name + ".t")).col(0), x,
          arrays(file().at(name + ".z"), x.rows(), x.cols())};
}
void for_every_case(const std::string& sde, const auto& f) {
  for (int i = 0; i < 7; ++i) f(recorded(sde + ".t" + std::to_string(i)));
}

struct Stepped {
  ArrayXXd x, mean;
};

// A step of the solver at the single time of the case. The published code reads the level
// floor(t (N - 1)).
Stepped step_at_one_time(const auto& sde, const auto& solver, const Case& now) {
  const IsotropicComponents model = mixture(file());
  const int n = std::stoi(file().metadata("N"));
  const Interval interval = published_step(now.t[0], static_cast<int>(now.t[0] * (n - 1)), n);
  const auto numbers = prepare_step<double>(solver, model, sde, interval);
  Batch x = batch(now.x), mean = x;
  auto memory = remember<decltype(numbers.text)>(x);
  std::size_t drawn = 0;
  auto noise = [&] { return batch(now.z.at(drawn++)); };
  long calls = 0;
  take(numbers, model, Next<Batch>{x, &mean}, noise, memory, calls);
  return {x.array, mean.array};
}
// The same where the samples of a batch have times of their own, row by row.
Stepped step(const auto& sde, const auto& solver, const Case& now) {
  if (now.one_time()) return step_at_one_time(sde, solver, now);
  Stepped all{now.x, now.x};
  for (Eigen::Index i = 0; i < now.x.rows(); ++i) {
    const Stepped one = step_at_one_time(sde, solver, now.row(i));
    all.x.row(i) = one.x.row(0);
    all.mean.row(i) = one.mean.row(0);
  }
  return all;
}

// The step against what is recorded for a method: always the mean, and mostly the state.
void check(const Case& now, const std::string& method, const Stepped& got) {
  const std::string name = now.name + "." + method;
  check_close(name + ".x_mean", got.mean, array(file().at(name + ".x_mean")));
  if (file().contains(name + ".x_out"))
    check_close(name + ".x_out", got.x, array(file().at(name + ".x_out")));
}
void check_method(const std::string& method, const auto& solver) {
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    for_every_case(name, [&](const Case& now) {
      if (file().contains(now.name + "." + method + ".x_mean"))
        check(now, method, step(sde, solver, now));
    });
  });
}

}  // namespace

TEST_CASE("a user's score over a whole batch gives the recorded score") {
  const IsotropicComponents model = mixture(file());
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    for_every_case(name, [&](const Case& now) {
      ArrayXXd score = now.x;
      for (Eigen::Index i = 0; i < now.x.rows(); ++i)
        score.row(i) = model(model.prepare(sde, now.t[i]), batch(now.x.row(i))).array.row(0);
      check_close(now.name + ".score", score, array(file().at(now.name + ".score")));
    });
  });
}

TEST_CASE("a step of Euler-Maruyama is the published one") {
  check_method("euler_maruyama", EulerMaruyama{});
  check_method("euler_maruyama_pf", ProbabilityFlow<EulerMaruyama>{});
}

TEST_CASE("a step of reverse diffusion is the published one") {
  check_method("reverse_diffusion", ReverseDiffusion{});
  check_method("reverse_diffusion_pf", ProbabilityFlow<ReverseDiffusion>{});
}

TEST_CASE("a step of ancestral sampling is the published one") {
  check_method("ancestral_sampling", Ancestral{});
}

TEST_CASE("two inner steps of annealed Langevin are the published ones") {
  const double snr = std::stod(file().metadata("snr"));
  check_method("ald", Repeated{AnnealedLangevin{snr}, std::stoi(file().metadata("n_steps"))});
}

TEST_CASE("two inner steps of Langevin with norms over the batch are the published ones") {
  const double snr = std::stod(file().metadata("snr"));
  const Repeated corrector{LangevinOver<OverBatch>{snr}, std::stoi(file().metadata("n_steps"))};
  for_every_sde(file(), [&](const std::string& name, const auto& sde) {
    for_every_case(name, [&](const Case& now) {
      if (!file().contains(now.name + ".langevin.x_mean")) return;
      if (now.one_time())
        check(now, "langevin", step(sde, corrector, now));
      else
        MESSAGE(now.name << ": left out, its four samples share their norms but not their time");
    });
  });
}

TEST_CASE("every method that is recorded is compared") {
  const std::set<std::string> compared{"euler_maruyama",
                                       "euler_maruyama_pf",
                                       "reverse_diffusion",
                                       "reverse_diffusion_pf",
                                       "ancestral_sampling",
                                       "ald",
                                       "langevin"};
  const std::string tail = ".x_mean";
  std::set<std::string> recorded_methods;
  for (const auto& [name, tensor] : file().tensors())
    if (name.ends_with(tail)) {
      const std::string method = name.substr(0, name.size() - tail.size());
      recorded_methods.insert(method.substr(method.rfind('.') + 1));
    }
  CHECK(recorded_methods == compared);
}
