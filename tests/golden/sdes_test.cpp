#include "golden.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using Numbers = std::vector<double>;

const GoldenFile& file() { return golden("sdes"); }

// The recorded times, with the state and the score that were recorded at each.
struct At {
  double t;
  Interval step;  // the step of the published grid that reads the level of this time
  const double *x, *score;
};
std::vector<At> recorded(const std::string& sde) {
  const Numbers &t = file().at("t").values, &k = file().at(sde + ".discretize_index").values;
  const int n = std::stoi(file().metadata("N"));
  std::vector<At> made;
  for (std::size_t i = 0; i < t.size(); ++i)
    made.push_back({t[i], published_step(t[i], static_cast<int>(k[i]), n),
                    file().at("x").values.data() + 12 * i,
                    file().at("score").values.data() + 12 * i});
  return made;
}

// value(at) and scale(at), numbers of time, against a tensor of the SDE.
void check_times(const std::string& sde, const std::string& name, const auto& value,
                 const auto& scale) {
  Numbers got, scales;
  for (const At& at : recorded(sde)) {
    got.push_back(value(at));
    scales.push_back(scale(at));
  }
  check_close(sde + "." + name, got, file().at(sde + "." + name).values, scales);
}
// affine(at).x * x + affine(at).s * score against a tensor of the SDE, with lost(at) times x as the
// size of what the published code subtracts.
void check_states(const std::string& sde, const std::string& name, const auto& affine,
                  const auto& lost) {
  Numbers got, scales;
  for (const At& at : recorded(sde)) {
    const Affine k = affine(at);
    for (int d = 0; d < 12; ++d) {
      const double by_x = k.x * at.x[d], by_score = k.s * at.score[d];
      got.push_back(by_x + by_score);
      scales.push_back(std::abs(by_x) + std::abs(by_score) +
                       cancellation(lost(at) * std::abs(at.x[d])));
    }
  }
  check_close(sde + "." + name, got, file().at(sde + "." + name).values, scales);
}

constexpr auto nothing = [](const At&) { return 0.0; };
constexpr auto a_unit = [](const At&) { return 1.0; };

// What the published code subtracts from one: VP's and sub-VP's variances and discounts.
template <class S>
constexpr bool subtracts_from_one = !std::same_as<S, VeSde>;

}  // namespace

TEST_CASE("drift, diffusion, mean coefficient and deviation are the published ones") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    using S = std::remove_cvref_t<decltype(sde)>;
    const auto lost_in_deviation = [&](const At& at) {  // d sqrt(1 - y) = -dy / 2 sqrt(1 - y)
      if (!subtracts_from_one<S>) return 0.0;
      return cancellation(std::same_as<S, VpSde> ? 0.5 / sde.sigma(at.t) : 1);
    };
    const auto lost_in_diffusion = [&](const At& at) {
      if constexpr (std::same_as<S, SubVpSde>)
        return cancellation(0.5 * sde.beta()(at.t) / sde.diffusion(at.t));
      return 0.0;
    };
    const auto diffusion = [&](const At& at) { return sde.diffusion(at.t); };
    check_times(name, "diffusion", diffusion, lost_in_diffusion);
    check_times(name, "reverse.diffusion", diffusion, lost_in_diffusion);
    check_times(name, "reverse_pf.diffusion", nothing, nothing);
    check_times(name, "mean_coeff", [&](const At& at) { return sde.alpha(at.t); }, nothing);
    check_times(name, "std", [&](const At& at) { return sde.sigma(at.t); }, lost_in_deviation);
    check_states(name, "drift", [&](const At& at) { return Affine{sde.drift(at.t), 0}; }, nothing);
    check_states(name, "mean", [&](const At& at) { return Affine{sde.alpha(at.t), 0}; }, nothing);
  });
}

TEST_CASE("the reverse drift and its probability-flow form are the published ones") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    const auto reverse = [&](const At& at) {  // ours is in tau = T - t
      const Affine k = ReverseDrift::in_score(sde, at.t);
      return Affine{-k.x, -k.s};
    };
    check_states(name, "reverse.drift", reverse, nothing);
    check_states(
        name, "reverse_pf.drift", [&](const At& at) { return Flow::in_score(sde, at.t); }, nothing);
  });
}

TEST_CASE("the discretisation f, G is the published one") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    using S = std::remove_cvref_t<decltype(sde)>;
    // f is kept as the scale 1 + f of the transition, and VP's published one is a difference too.
    const auto lost = [](const At&) { return std::same_as<S, VeSde> ? 0.0 : 1.0; };
    const auto lost_in_diffusion = [&](const At& at) {
      if constexpr (std::same_as<S, SubVpSde>)
        return cancellation(0.5 * sde.beta()(at.t) / sde.diffusion(at.t)) *
               std::sqrt(at.step.length);
      return 0.0;
    };
    const auto deviation = [&](const At& at) {
      return std::sqrt(discretization(sde, at.step).variance);
    };
    check_times(name, "discretize_G", deviation, lost_in_diffusion);
    check_times(name, "reverse.discretize_G", deviation, lost_in_diffusion);
    check_times(name, "reverse_pf.discretize_G", nothing, nothing);
    check_states(
        name, "discretize_f",
        [&](const At& at) { return Affine{discretization(sde, at.step).scale - 1, 0}; }, lost);
  });
}

TEST_CASE("the reversed discretisation and its probability-flow form are the published ones") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    // x - f + G^2 score is the mean of a step of reverse diffusion.
    const auto undone = [&](const auto& predictor) {
      return [&](const At& at) {
        const auto row = predictor.step(sde, at.step);
        return Affine{1 - row[slot::state], -row[slot::prediction]};
      };
    };
    check_states(name, "reverse.discretize_f", undone(ReverseDiffusion{}), a_unit);
    check_states(name, "reverse_pf.discretize_f", undone(ProbabilityFlow<ReverseDiffusion>{}),
                 a_unit);
  });
}

TEST_CASE("the prior and its log-density are the published ones") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    Numbers prior, log_density;
    for (std::size_t i = 0; i < 5; ++i) {
      Point<double, 48> z;
      for (int d = 0; d < 48; ++d) z[d] = file().at("z").values[48 * i + d];
      const Point<double, 48> x = sde.prior()(z);
      prior.insert(prior.end(), x.coordinate, x.coordinate + 48);
      log_density.push_back(sde.prior().log_density(x));
    }
    check_close(name + ".prior_z", prior, file().at(name + ".prior_z").values);
    check_close(name + ".prior_logp", log_density, file().at(name + ".prior_logp").values);
  });
}

TEST_CASE("the published grid has the published times and reads the published levels") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    const int n = std::stoi(file().metadata("N"));
    const TimeGrid grid = published(sde, n);
    Numbers times, level;
    for (int i = 0; i < grid.steps(); ++i) {
      times.push_back(grid[i].t);
      level.push_back(grid[i].count - 1 - grid[i].index);
    }
    // Near its end the times differ by what T - i (T - eps) / (n - 1) rounds T.
    const Numbers scale(times.size(), cancellation(1));
    check_close(name + ".grid_t", times, file().at(name + ".grid_t").values, scale);
    CHECK(level == file().at(name + ".grid_index").values);
  });
}

TEST_CASE("the discrete tables are the published ones") {
  for_every_sde(file(), [](const std::string& name, const auto& sde) {
    using S = std::remove_cvref_t<decltype(sde)>;
    const int n = std::stoi(file().metadata("N"));
    const auto check = [&](const std::string& table, const auto& value) {
      Numbers got;
      for (int k = 0; k < n; ++k) got.push_back(value(k));
      check_close(name + "." + table, got, file().at(name + "." + table).values);
    };
    if constexpr (std::same_as<S, VeSde>)
      check("discrete_sigmas", [&](int k) { return sde.level(k, n); });
    if constexpr (std::same_as<S, VpSde>) {
      const DiscreteVpSde chain = DiscreteVpSde::linear(n, sde.beta_min, sde.beta_max);
      const auto alpha = [&](int k) { return chain.alpha((k + 1.0) / n); };
      check("discrete_betas", [&](int k) { return sde.chain(k, n).variance; });
      check("alphas", [&](int k) { return langevin_alpha(sde, published_step(1, k, n)); });
      check("alphas_cumprod", [&](int k) { return alpha(k) * alpha(k); });
      check("sqrt_alphas_cumprod", alpha);
      check("sqrt_1m_alphas_cumprod", [&](int k) { return chain.sigma((k + 1.0) / n); });
    }
  });
}
