// States at times that a user asks for are as accurate as the ends of the integrator's own steps,
// and asking changes nothing else.
#include <algorithm>
#include <array>
#include <limits>
#include <variant>

#include "flows.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// Every SDE as one type: a list of them compiles once a method.
struct AnySde {
  std::variant<VeSde, VpSde, SubVpSde, EdmSde, CosineSde, LinearLogSnrSde> one;

  auto ask(const auto& question) const { return std::visit(question, one); }
  double drift(double t) const {
    return ask([=](const auto& sde) { return sde.drift(t); });
  }
  double diffusion(double t) const {
    return ask([=](const auto& sde) { return sde.diffusion(t); });
  }
  double alpha(double t) const {
    return ask([=](const auto& sde) { return sde.alpha(t); });
  }
  double sigma(double t) const {
    return ask([=](const auto& sde) { return sde.sigma(t); });
  }
  double half_log_snr(double t) const {
    return ask([=](const auto& sde) { return sde.half_log_snr(t); });
  }
  double time_of_half_log_snr(double l) const {
    return ask([=](const auto& sde) { return sde.time_of_half_log_snr(l); });
  }
  Normal prior() const {
    return ask([](const auto& sde) { return sde.prior(); });
  }
  TimeDomain time_domain() const {
    return ask([](const auto& sde) { return sde.time_domain(); });
  }
};

// An integrator, and where its steps end.
template <class I>
struct Watched {
  I integrator;
  std::vector<double>* ends;
  using Over = decltype(control_of(std::declval<const I&>()));
  [[no_unique_address]] Over over = {};

  template <Value V>
  Integration integrate(const auto& rate, V& x, const TimeSpan& span, auto& group,
                        auto&& saved) const {
    return integrator.integrate(rate, x, span, group, [&](double t, double u, auto&& at) {
      ends->push_back(u);
      saved(t, u, at);
    });
  }
  void validate() const { integrator.validate(); }
};

enum class Way { decode, encode };

// What came of a path that was asked for states between all ends of its steps.
struct Asked {
  double error_at_ends = 0, error_between = 0;
  long evaluations = 0, more = 0;  // of the path, and for the states between
  long times = 0;                  // between
  double ratio() const { return error_between / error_at_ends; }
};

// Samples of Gaussian data, whose flow is known, eight that share their steps or one with steps of
// its own, and seven times within every step.
template <class I>
Asked ask(const AnySde& sde, const I& integrator, Way way) {
  constexpr bool shared = std::same_as<typename Watched<I>::Over, OverGroup>;
  const Cpu<2, double> place{.samples = shared ? 8 : 1, .threads = 1};
  const TimeDomain domain = sde.time_domain();
  const double eps = std::max(domain.eps, 1e-3 * domain.T);
  const double from = way == Way::encode ? eps : domain.T;
  Eigen::ArrayX2d start =
      sample(sde, common_gaussian, uniform(sde, 1), Identity{}, Identity{}, place, 5).x;
  if (way == Way::encode)
    start = start.unaryExpr([&](double z) { return gaussian_flow(sde, z, domain.T, eps); }).eval();
  std::vector<double> ends, times;
  std::vector<bool> is_end;
  Asked asked;
  const auto see = [&](int i, std::uint64_t, const auto& x) {
    const auto n = static_cast<std::size_t>(i);
    double& worst = is_end[n] ? asked.error_at_ends : asked.error_between;
    for (Eigen::Index k = 0; k < x.rows(); ++k)
      for (Eigen::Index d = 0; d < 2; ++d)
        worst =
            std::max(worst, std::abs(x(k, d) - gaussian_flow(sde, start(k, d), from, times[n])));
  };
  const auto move = [&] {
    const Watched<I> watched{integrator, &ends};
    const FlowOptions options{.eps = eps, .times = times};
    if (way == Way::decode)
      return decode(sde, common_gaussian, start, watched, place, options, see);
    return encode(sde, common_gaussian, start, watched, place, options, see);
  };
  const auto path = move();
  double t = from;
  for (const double u : ends) {
    for (int k = 1; k <= 8; ++k) {
      times.push_back(k == 8 ? u : t + (u - t) * k / 8);
      is_end.push_back(k == 8);
    }
    t = u;
  }
  asked.times = static_cast<long>(7 * ends.size());
  const auto observed = move();
  CHECK((observed.x == path.x).all());
  CHECK(observed.effort.accepted == path.effort.accepted);
  CHECK(observed.effort.rejected == path.effort.rejected);
  asked.evaluations = path.effort.nfe;
  asked.more = observed.effort.nfe - path.effort.nfe;
  return asked;
}

// The worst ratio of errors over every SDE and both directions is at most `limit`;
// a state takes `least` evaluations, or `most`.
template <class I>
void check_grid(const std::string& method, const std::vector<I>& integrators, long least, long most,
                double limit = 2) {
  const std::array<std::pair<const char*, AnySde>, 6> sdes{
      {{"VE", {VeSde{}}},
       {"VP", {VpSde{}}},
       {"sub-VP", {SubVpSde{}}},
       {"EDM", {EdmSde{}}},
       {"cosine", {CosineSde{}}},
       {"linear log-SNR", {LinearLogSnrSde{}}}}};
  double worst = 0;
  std::string where;
  long evaluations = 0, more = 0, times = 0;
  for (const auto& [name, sde] : sdes)
    for (std::size_t i = 0; i < integrators.size(); ++i)
      for (const Way way : {Way::decode, Way::encode}) {
        CAPTURE(method);
        CAPTURE(name);
        CAPTURE(i);
        CAPTURE(static_cast<int>(way));
        const Asked asked = ask(sde, integrators[i], way);
        CHECK(asked.ratio() <= limit);
        CHECK(asked.more >= least * asked.times);
        CHECK(asked.more <= most * asked.times);
        evaluations += asked.evaluations;
        more += asked.more;
        times += asked.times;
        if (asked.ratio() > worst) {
          worst = asked.ratio();
          where = name + (", integrator " + std::to_string(i) + " of the list");
        }
      }
  MESSAGE(method, ": at requested times at most ", worst, " times the largest error at the ends (",
          where, "); paths of ", evaluations, " evaluations, ", times, " states between for ",
          more);
}

template <class Like>
std::vector<Like> at_tolerances(Like like) {
  std::vector<Like> made;
  for (const double tolerance : {1e-3, 1e-4, 1e-5, 1e-6, 1e-8, 1e-12}) {
    like.atol = like.rtol = tolerance;
    made.push_back(like);
  }
  return made;
}

}  // namespace

TEST_CASE(
    "at requested times Dormand-Prince is as accurate as at its own, as Boost's and as a text") {
  check_grid("Adaptive with DormandPrince54", at_tolerances(Adaptive{}), 5, 11);
  check_grid("DormandPrince", at_tolerances(DormandPrince{}), 5, 11);
}
TEST_CASE("at requested times Cash-Karp is as accurate as at its own") {
  check_grid("Adaptive with CashKarp54", at_tolerances(Adaptive{.method = CashKarp54{}}), 5, 11);
}
TEST_CASE("at requested times Fehlberg is as accurate as at its own") {
  check_grid("Adaptive with Fehlberg78", at_tolerances(Adaptive{.method = Fehlberg78{}}), 12, 25);
}
TEST_CASE("at requested times the methods of equal steps are as accurate as at their own") {
  check_grid("RungeKutta4", std::vector<RungeKutta4>{{20}, {100}, {400}}, 3, 3);
  check_grid("Heun2", std::vector<Heun2>{{20}, {100}, {400}}, 1, 1);
}
TEST_CASE("Dormand-Prince's dense output takes no evaluations and is of a lower order, as stated") {
  const auto at = [](double tolerance, const auto& dense) {
    auto integrator = dense;
    integrator.atol = integrator.rtol = tolerance;
    return std::vector{integrator};
  };
  const Adaptive boost{.between = DenseOutput{}};
  const DormandPrince text{.between = DenseOutput{}};
  check_grid("Dense output at 1e-5", at(1e-5, boost), 0, 0, 15);
  check_grid("Dense output at 1e-8", at(1e-8, boost), 0, 0, 45);
  check_grid("Dense output at 1e-12", at(1e-12, boost), 0, 0, 130);
  check_grid("Dense output of the text at 1e-8", at(1e-8, text), 0, 0, 45);
}

namespace {

const std::vector<double> some_times{0.93, 0.61, 0.4, 0.123, 0.01, 1e-3};

// Row by row: g++ 12 takes a register's worth of a view of one row for one beyond its end.
void put(const auto& rows, Eigen::ArrayX2d& all, Eigen::Index at) {
  for (Eigen::Index i = 0; i < rows.rows(); ++i) all.row(at + i) = rows.row(i);
}
// The states at some_times, one below another.
Eigen::ArrayX2d states(const auto& model, const Eigen::ArrayX2d& start, const auto& integrator,
                       const auto& place, const std::vector<double>& times = some_times) {
  Eigen::ArrayX2d all(start.rows() * static_cast<Eigen::Index>(times.size()), 2);
  decode(VpSde{}, model, start, integrator, place, FlowOptions{.eps = 1e-3, .times = times},
         [&](int i, std::uint64_t first, const auto& x) {
           put(x, all, i * start.rows() + static_cast<Eigen::Index>(first));
         });
  return all;
}
// Their largest error, but for one row.
double worst_error(const Eigen::ArrayX2d& all, const Eigen::ArrayX2d& start, Eigen::Index without) {
  double worst = 0;
  for (Eigen::Index i = 0; i < all.rows(); ++i)
    if (const Eigen::Index row = i % start.rows(); row != without)
      for (Eigen::Index d = 0; d < 2; ++d)
        worst = std::max(
            worst, std::abs(all(i, d) -
                            gaussian_flow(VpSde{}, start(row, d), 1,
                                          some_times[static_cast<std::size_t>(i / start.rows())])));
  return worst;
}

}  // namespace

TEST_CASE("states at requested times: of groups, of single samples, of the whole batch") {
  const Eigen::ArrayX2d start = Eigen::ArrayX2d::Random(600, 2);
  const auto check = [&](const auto& integrator, const auto& place) {
    CHECK(worst_error(states(common_gaussian, start, integrator, place), start, -1) < 1e-8);
  };
  const Adaptive each{.atol = 1e-10, .rtol = 1e-10, .over = OverSample{}};
  const Adaptive whole{.atol = 1e-10, .rtol = 1e-10, .over = OverBatch{}};
  check(Adaptive{.atol = 1e-10, .rtol = 1e-10}, Cpu<2, double>{.threads = 2});
  check(each, Cpu<2, double>{});
  check(whole, WholeBatch<double, 2>{.samples = 600});
  check(RungeKutta4{400}, WholeBatch<double, 2>{.samples = 600});
}
TEST_CASE("states of samples that are drawn are observed as those of codes are") {
  const Cpu<2, double> place{.samples = 300};
  const Eigen::ArrayX2d z =
      sample(VpSde{}, common_gaussian, uniform(VpSde{}, 1), Identity{}, Identity{}, place, 5).x;
  Eigen::ArrayX2d all(z.rows() * static_cast<Eigen::Index>(some_times.size()), 2);
  sample_flow(VpSde{}, common_gaussian, Adaptive{.atol = 1e-10, .rtol = 1e-10}, place, 5,
              FlowOptions{.eps = 1e-3, .times = some_times},
              [&](int i, std::uint64_t first, const auto& x) {
                put(x, all, i * z.rows() + static_cast<Eigen::Index>(first));
              });
  CHECK(worst_error(all, z, -1) < 1e-8);
}
TEST_CASE("a sample that fails disturbs no other's states at requested times") {
  Eigen::ArrayX2d start = Eigen::ArrayX2d::Random(300, 2);
  start(37, 0) = 4;
  const auto failing = predicts<Score>([]<class E>(const Point<E, 2>& x, double t) {
    using Real = scalar_of<E>;
    const double a = VpSde{}.alpha(t), s = VpSde{}.sigma(t), P = a * a * 0.25 + s * s;
    const E hole(t < 0.4 ? std::numeric_limits<Real>::quiet_NaN() : Real(0)), zero(Real(0));
    Point<E, 2> score;
    for (int d = 0; d < 2; ++d)
      score[d] =
          E(Real(-1 / P)) * (x[d] - E(Real(a * 0.4))) + choose(x[0] - E(Real(1.5)), hole, zero);
    return score;
  });
  const auto check = [&](const auto& integrator, double tolerance) {
    CHECK(worst_error(states(failing, start, integrator, Cpu<2, double>{}), start, 37) < tolerance);
  };
  check(Adaptive{.atol = 1e-9, .rtol = 1e-9}, 1e-7);
  check(Adaptive{.atol = 1e-9, .rtol = 1e-9, .method = Fehlberg78{}}, 1e-7);
  check(DormandPrince{.atol = 1e-9, .rtol = 1e-9}, 1e-7);
  check(RungeKutta4{400}, 1e-6);
}
TEST_CASE("a time where a step ends, as the last one does, takes no evaluation and is its end") {
  const auto check = [](const auto& integrator) {
    const Cpu<2, double> place;
    const FlowOptions plain{.eps = 1e-3}, asked{.eps = 1e-3, .times = {1e-3}};
    Eigen::ArrayX2d last;
    const auto path = decode(VpSde{}, common_gaussian, start(), integrator, place, plain);
    const auto observed = decode(VpSde{}, common_gaussian, start(), integrator, place, asked,
                                 [&](int, std::uint64_t, const auto& x) {
                                   last.resize(x.rows(), 2);
                                   put(x, last, 0);
                                 });
    CHECK(observed.effort.nfe == path.effort.nfe);
    CHECK((last == path.x).all());
  };
  check(Adaptive{});
  check(DormandPrince{});
  check(RungeKutta4{10});
}
TEST_CASE("a budget is the path's: who looks does not shorten it") {
  const auto check = [](auto integrator) {
    const auto run = [&](const std::vector<double>& times) {
      return decode(VpSde{}, common_gaussian, start(), integrator, Cpu<2, double>{},
                    FlowOptions{.eps = 1e-3, .times = times});
    };
    const auto path = run({});
    integrator.evaluations = path.effort.nfe;
    std::vector<double> times;
    for (int i = 1; i < 100; ++i) times.push_back(1 - 0.00991 * i);
    const auto observed = run(times);
    CHECK(observed.status());
    CHECK((observed.x == path.x).all());
    CHECK(observed.effort.nfe >= path.effort.nfe + 99 * 5);
    integrator.evaluations = path.effort.nfe / 2;
    const auto short_path = run({}), short_observed = run(times);
    CHECK(short_path.status().outcome == RunStatus::Outcome::budget_spent);
    CHECK(*short_observed.status().time == *short_path.status().time);
    CHECK((short_observed.x == short_path.x).all());
  };
  check(Adaptive{});
  check(Adaptive{.method = CashKarp54{}});
  check(DormandPrince{});
}
TEST_CASE("the dense output of the text is that of Boost's, and changes no path") {
  const Adaptive boost{.over = OverSample{}, .between = DenseOutput{}};
  const DormandPrince text{.between = DenseOutput{}};
  const Eigen::ArrayX2d z = Eigen::ArrayX2d::Random(5, 2);
  const Cpu<2, double> place;
  CHECK((states(ring(), z, boost, place) - states(ring(), z, text, place)).abs().maxCoeff() <
        1e-10);
  const auto nothing = [](int, std::uint64_t, const auto&) {};
  const auto path = decode(VpSde{}, ring(), z, text, place),
             other = decode(VpSde{}, ring(), z, DormandPrince{}, place);
  const FlowOptions looked_at{.times = {0.7, 0.3, 0.01}};
  CHECK((decode(VpSde{}, ring(), z, text, place, looked_at, nothing).x == path.x).all());
  CHECK(path.effort.nfe == other.effort.nfe);
  CHECK((path.x - other.x).abs().maxCoeff() < 1e-10);  // two types, whose products fuse otherwise
}
