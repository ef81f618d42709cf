#include <ATen/record_function.h>
#include <c10/core/Allocator.h>

#include <cmath>
#include <scoresde/eigen/eigen.hpp>
#include <scoresde/odeint/odeint.hpp>
#include <set>

#include "tensors.hpp"

// after LibTorch's macros
#include "golden/loops.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

// Eigen's samples, one a row, as a tensor.
at::Tensor rows(const auto& array) {
  at::Tensor t = at::empty({array.rows(), array.cols()}, at::kDouble);
  for (Eigen::Index i = 0; i < array.rows(); ++i)
    for (Eigen::Index d = 0; d < array.cols(); ++d) t[i][d] = static_cast<double>(array(i, d));
  return t;
}
std::vector<at::Tensor> unstacked(const at::Tensor& all) {
  std::vector<at::Tensor> made;
  for (std::int64_t i = 0; i < all.size(0); ++i) made.push_back(all[i]);
  return made;
}

// The score of N(0, v I) with v = alpha^2 0.25 + sigma^2 as a function on tensors of any shape.
auto gaussian_score(const auto& sde) {
  return predicts_on_tensors<Score>(
      [sde](const at::Tensor& x, const at::Tensor& t) {
        const double time = t[0].template item<double>();
        const double a = sde.alpha(time), s = sde.sigma(time);
        return x * (-1 / (0.25 * a * a + s * s));
      },
      TimeLabel{1});
}
// A network in small: smooth, not linear, every coordinate of a sample in every other.
at::Tensor wavy(const at::Tensor& x, const at::Tensor& label) {
  const at::Tensor mean = x.mean({1}, true);
  return -x / (1 + label.unsqueeze(1)) + (x + mean).sin() * 0.3;
}

IsotropicMixture<2> two_modes() {
  return {.means = {{1, -1}, {-1, 0.5}}, .weights = {0.3, 0.7}, .variance = 0.1};
}

// The mixture that the loops were recorded with, each component with a variance of its own.
auto recorded_mixture(const GoldenFile& file, const auto& sde) {
  const at::Tensor mu = recorded(file, "gmm.mu"), s = recorded(file, "gmm.s"),
                   w = recorded(file, "gmm.w");
  return predicts_on_tensors<Score>(
      [=](const at::Tensor& x, const at::Tensor& t) {
        const double time = t[0].template item<double>(), a = sde.alpha(time),
                     sigma = sde.sigma(time);
        const at::Tensor variance = (a * s).square() + sigma * sigma;
        const at::Tensor from = x.unsqueeze(1) - a * mu;  // [samples, components, dimension]
        const at::Tensor log_r = w.log() - 0.5 * static_cast<double>(x.size(1)) * variance.log() -
                                 from.square().sum(2) / (2 * variance);
        const at::Tensor r = log_r.softmax(1) / variance;
        return -(from * r.unsqueeze(2)).sum(1);
      },
      TimeLabel{1});
}

// How often an operator that waits for the device, or brings numbers from it, was called.
class WaitCounter {
 public:
  WaitCounter() : handle_(at::addThreadLocalCallback(at::RecordFunctionCallback(&called))) {
    waits() = 0;
  }
  WaitCounter(const WaitCounter&) = delete;
  WaitCounter& operator=(const WaitCounter&) = delete;
  ~WaitCounter() { at::removeCallback(handle_); }
  static int& waits() {
    static int count = 0;
    return count;
  }

 private:
  static std::unique_ptr<at::ObserverContext> called(const at::RecordFunction& function) {
    static const std::set<std::string> waiting{"aten::item", "aten::_local_scalar_dense",
                                               "aten::nonzero", "aten::is_nonzero", "aten::equal"};
    waits() += waiting.contains(function.name());
    return nullptr;
  }
  at::CallbackHandle handle_;
};

}  // namespace

TEST_CASE("normals on tensors are those of every other place, whichever way they are made") {
  for (const std::uint64_t first : {std::uint64_t{16}, (std::uint64_t{1} << 32) - 3}) {
    const TensorShape shape{5, 3, {7}, at::kCPU, first};
    TensorNoise<double, any_dimension> cpu(42, Purpose::step, shape),
        device(42, Purpose::step, shape), kernel(42, Purpose::step, shape);
    for (int draw = 0; draw < 3; ++draw) {
      const at::Tensor by_samples = cpu.by_samples(4), by_tensors = device.by_tensors(4);
      CHECK(difference(by_samples, by_tensors) < 1e-14);
      const auto fill = [](const NormalsText<double>& text, const at::Device&) {
        for (std::int64_t i = 0; i < text.size(); ++i) text(i);
      };
      CHECK(at::equal(kernel.by_kernel(4, fill), by_samples));
    }
    TensorNoise<double, any_dimension> again(42, Purpose::step, shape);
    const at::Tensor z = again().tensor;
    CHECK(z.sizes() == at::IntArrayRef({8, 7}));
    for (int i = 0; i < 8; ++i) {
      AddressedNoise<Point<double, 7>> sample(42, Purpose::step,
                                              first + static_cast<std::uint64_t>(i));
      const auto p = sample();
      for (int d = 0; d < 7; ++d) CHECK(z[i][d].item<double>() == p[d]);
    }
  }
}
TEST_CASE("float normals made of tensor operations are within a few units in the last place") {
  const TensorShape shape{64, 0, {32}, at::kCPU, 0};
  TensorNoise<float, any_dimension> cpu(7, Purpose::step, shape), device(7, Purpose::step, shape);
  CHECK(difference(cpu.by_samples(16), device.by_tensors(16)) < 2e-6);
}

TEST_CASE("the published predictor-corrector loops are reproduced draw for draw on tensors") {
  int done = 0;
  for_every_sde(loops_file(), [&](const std::string& name, const auto& sde) {
    for (const Loop& loop : loops(name))
      with_predictor(loop, [&](const auto& predictor) {
        with_corrector(loop, [&](const auto& corrector) {
          CAPTURE(loop.name);
          auto normals = unstacked(recorded(loops_file(), loop.name + ".z").flatten(2));
          if (loop.flow) normals.clear();  // the published flow draws, and multiplies by zero
          const ReplayTensors<double, 2> place{recorded(loops_file(), loop.name + ".z0").flatten(1),
                                               normals};
          const auto result = sample(sde, recorded_mixture(loops_file(), sde),
                                     published(sde, loop_steps()), predictor, corrector, place, 0);
          CHECK(static_cast<bool>(result.status));
          CHECK(relative(loop.denoised ? result.mean : result.x,
                         recorded(loops_file(), loop.name + ".x_out").flatten(1)) < 1e-12);
          ++done;
        });
      });
  });
  CHECK(done == 14);
}

TEST_CASE("a trajectory on tensors is Eigen's at the same addresses, to the rounding of float") {
  const VpSde vp;
  const VeSde ve{0.01, 5};
  const auto model = two_modes();
  const auto check = [&](const auto& sde, const auto& predictor, const auto& corrector,
                         auto order) {
    const auto grid = published(sde, 50);
    const auto by_eigen = sample(sde, model, grid, predictor, corrector,
                                 WholeBatch<float, 2>{.samples = 300}, 11, order);
    const auto by_tensors = sample(sde, model, grid, predictor, corrector,
                                   Tensors<float, 2>{.samples = 300}, 11, order);
    CHECK(by_tensors.nfe == by_eigen.nfe);
    const auto in_double = sample(sde, model, grid, predictor, corrector,
                                  Tensors<double, 2>{.samples = 300}, 11, order);
    const auto eigen_double = sample(sde, model, grid, predictor, corrector,
                                     WholeBatch<double, 2>{.samples = 300}, 11, order);
    // Between the modes roundings grow: Eigen's own, beside double, say how far.
    const auto rounding = [&](const auto& in_float, const auto& exact) {
      return relative(rows(in_float).to(at::kDouble), rows(exact));
    };
    const double of_x = rounding(by_eigen.x, eigen_double.x),
                 of_mean = rounding(by_eigen.mean, eigen_double.mean);
    CHECK(of_x < 1e-3);
    CHECK(relative(by_tensors.x, rows(by_eigen.x)) < 3 * of_x);
    CHECK(relative(by_tensors.mean, rows(by_eigen.mean)) < 3 * of_mean);
    CHECK(relative(in_double.x, rows(eigen_double.x)) < 1e-10);
  };
  check(vp, ReverseDiffusion{}, Identity{}, CorrectorFirst{});
  check(ve, ReverseDiffusion{}, Langevin{.snr = 0.1}, CorrectorFirst{});
  check(vp, EulerMaruyama{}, LangevinOver<OverSample>{.snr = 0.1}, PredictorFirst{});
  check(vp, Ancestral{}, LangevinOver<OverBatch>{.snr = 0.1}, CorrectorFirst{});
}
TEST_CASE("a sample on tensors depends on neither the batch, nor the shard, nor the micro-batch") {
  const VpSde sde;
  const auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  auto small = model;
  small.micro_batch = 3;
  const auto grid = uniform(sde, 20);
  const auto run = [&](const auto& with, std::int64_t samples, std::uint64_t first) {
    return sample(sde, with, grid, EulerMaruyama{}, Langevin{},
                  Tensors<double>{.samples = samples, .shape = {600}, .first = first}, 5)
        .x;
  };
  const at::Tensor all = run(model, 8, 0);
  CHECK(difference(run(small, 8, 0), all) < 1e-12);
  CHECK(difference(run(model, 3, 0), all.narrow(0, 0, 3)) < 1e-12);
  CHECK(difference(run(model, 4, 4), all.narrow(0, 4, 4)) < 1e-12);
}
TEST_CASE("steps on tensors wait for the device never, and a run once however many steps it has") {
  const VpSde sde;
  const auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  const auto waits = [&](int steps) {
    const WaitCounter counter;
    (void)sample(sde, model, uniform(sde, steps), EulerMaruyama{}, Langevin{},
                 Tensors<float>{.samples = 4, .shape = {600}}, 5);
    return WaitCounter::waits();
  };
  CHECK(waits(5) == 1);  // to see whether all is finite
  CHECK(waits(50) == 1);
  const WaitCounter counter;
  (void)at::ones({1}).item<float>();
  CHECK(WaitCounter::waits() == 2);  // it counts: item, and the read beneath it
}
TEST_CASE("a run on tensors that leaves the finite numbers says which sample did") {
  const auto model = predicts_on_tensors<Score>(
      [](const at::Tensor& x, const at::Tensor&) {
        at::Tensor s = -x;
        s[2].fill_(std::numeric_limits<double>::quiet_NaN());
        return s;
      },
      TimeLabel{1});
  const VpSde sde;
  const auto result = sample(sde, model, published(sde, 5), EulerMaruyama{}, Identity{},
                             Tensors<double>{.samples = 4, .shape = {600}, .first = 10}, 5);
  CHECK(result.status.outcome == RunStatus::Outcome::not_finite);
  CHECK(result.status.sample == 12);
}

TEST_CASE("the flow on tensors is Eigen's, group by group, whole batch and sample by sample") {
  const VpSde sde;
  const auto model = two_modes();
  const auto check = [&](const auto& integrator, Eigen::Index samples) {
    const auto by_eigen =
        sample_flow(sde, model, integrator, WholeBatch<double, 2>{.samples = samples}, 3);
    const auto by_tensors =
        sample_flow(sde, model, integrator, Tensors<double, 2>{.samples = samples}, 3);
    CHECK(by_tensors.effort.nfe == by_eigen.effort.nfe);
    CHECK(by_tensors.effort.accepted == by_eigen.effort.accepted);
    CHECK(by_tensors.failures.empty());
    CHECK(relative(by_tensors.x, rows(by_eigen.x)) < 1e-9);
  };
  check(Adaptive{}, 300);
  check(Adaptive{.over = OverBatch{}}, 40);
  check(Adaptive{.over = OverSample{}}, 5);
  check(Adaptive{.norm = LargestElement{}}, 40);
}
TEST_CASE("log-densities on tensors are Eigen's, with the closed divergence and with probes") {
  const VpSde sde;
  const auto model = two_modes();
  const Eigen::ArrayXXd data = Eigen::ArrayXXd::Random(70, 2);
  const WholeBatch<double, 2> eigen{.samples = 70};
  const Tensors<double, 2> place{.samples = 70};
  const Adaptive integrator{.atol = 1e-8, .rtol = 1e-8};
  const auto exact = log_likelihood(sde, model, data, integrator, eigen);
  const auto on_tensors = log_likelihood(sde, model, rows(data), integrator, place);
  CHECK(relative(on_tensors.log_density, rows(exact.log_density).squeeze(1)) < 1e-9);
  CHECK(relative(on_tensors.latent, rows(exact.latent)) < 1e-9);
  const LikelihoodOptions<Hutchinson<>> probes{.divergence = {.probes = 3}};
  const auto estimated = log_likelihood(sde, model, data, integrator, eigen, 9, probes);
  const auto estimated_on_tensors =
      log_likelihood(sde, model, rows(data), integrator, place, 9, probes);
  CHECK(relative(estimated_on_tensors.log_density, rows(estimated.log_density).squeeze(1)) < 1e-9);
  CHECK(relative(*estimated_on_tensors.standard_error, rows(*estimated.standard_error).squeeze(1)) <
        1e-9);
  const auto bound = likelihood_bound(sde, model, data, eigen, 9);
  const auto bound_on_tensors = likelihood_bound(sde, model, rows(data), place, 9);
  CHECK(relative(bound_on_tensors.log_density, rows(bound.log_density).squeeze(1)) < 1e-9);
  CHECK(std::abs(bound_on_tensors.mean - bound.mean) < 1e-9);
  CHECK(std::abs(*bound_on_tensors.standard_error_of_mean - *bound.standard_error_of_mean) < 1e-9);
}
TEST_CASE(
    "how many samples to draw must be said on tensors, and need not be where they are given") {
  const auto refused = [](const auto& f) {
    try {
      f();
    } catch (const std::invalid_argument& refusal) {
      return std::string(refusal.what());
    }
    return std::string("accepted");
  };
  const VpSde sde;
  const Tensors<double, 2> place;
  const std::string said = "samples = 0 must lie in [1, 2^48]: say how many to draw";
  CHECK(refused([&] {
          sample(sde, two_modes(), uniform(sde, 3), EulerMaruyama{}, Identity{}, place, 1);
        }).find(said) == 0);
  CHECK(refused([&] { sample_flow(sde, two_modes(), DormandPrince{}, place, 1); }).find(said) == 0);
  CHECK(
      encode(sde, two_modes(), at::zeros({5, 2}, at::kDouble), DormandPrince{}, place).x.size(0) ==
      5);
}
TEST_CASE(
    "vector-Jacobian products give the log-density of a Gaussian, exactly for its diagonal "
    "Jacobian") {
  const VpSde sde;
  const auto model = gaussian_score(sde);
  const at::Tensor data = at::randn({6, 3, 4, 4}, at::kDouble);
  const Tensors<double> place{.samples = 6, .shape = {3, 4, 4}};
  const Adaptive integrator{.atol = 1e-10, .rtol = 1e-10, .over = OverBatch{}};
  const LikelihoodOptions<Hutchinson<>> signs{};  // exact where the Jacobian is diagonal
  const auto found = log_likelihood(sde, model, data, integrator, place, 1, signs);
  // where the flow of a Gaussian takes x, and the density there: log p_T at the prior
  const double eps = std::min(1e-5, sde.time_domain().eps), T = 1;
  const auto variance = [&](double t) {
    return 0.25 * sde.alpha(t) * sde.alpha(t) + sde.sigma(t) * sde.sigma(t);
  };
  const double growth = std::sqrt(variance(T) / variance(eps));
  const at::Tensor latent = growth * data;
  const at::Tensor want = -0.5 * latent.square().flatten(1).sum(1) -
                          24 * std::log(2 * std::numbers::pi) + 48 * std::log(growth);
  CHECK(relative(found.latent, latent) < 1e-8);
  CHECK(relative(found.log_density, want) < 1e-8);
  CHECK(bits_per_dim(found.log_density, 48, DataScaler{}).sizes() == at::IntArrayRef({6}));
}
TEST_CASE("Hutchinson's and Hutch++'s estimates by vector-Jacobian products average to the trace") {
  // standard errors of the mean over many probes; the bound is at five of them: 1 in 10^6
  const VpSde sde;
  const auto model = predicts_on_tensors<Score>(&wavy, TimeLabel{1});
  const at::Tensor x = at::randn({2, 6}, at::kDouble);
  using V = TensorBatch<double>;
  const FlowField<double, VpSde, std::decay_t<decltype(model)>> field(sde, model);
  const auto now = field.at(0.4);
  std::vector<double> trace(2, 0);
  for (int d = 0; d < 6; ++d) {  // by central differences
    at::Tensor step = at::zeros_like(x);
    step.select(1, d).fill_(1e-5);
    const at::Tensor slope =
        (field(now, V(x + step)).tensor - field(now, V(x - step)).tensor).select(1, d) / 2e-5;
    for (int i = 0; i < 2; ++i) trace[static_cast<std::size_t>(i)] += slope[i].item<double>();
  }
  const auto check = [&](const auto& divergence, double accuracy) {
    TensorNoise<double, any_dimension> normals(4, Purpose::probe, {2, 0, {6}, at::kCPU, 0});
    const auto drawn = divergence.draw(V(x), normals);
    std::vector<Elements<double>> integral(static_cast<std::size_t>(divergence.integrals(V(x))));
    V dxdt;
    divergence.derivatives(field, now, V(x), drawn, dxdt, integral);
    CHECK(difference(dxdt.tensor, field(now, V(x)).tensor) < 1e-14);
    const auto mean = mean_of(integral);
    for (std::size_t i = 0; i < 2; ++i) {
      const double error = integral.size() > 1 ? number_of(standard_error(integral, mean), i) : 0.0;
      CHECK(std::abs(number_of(mean, i) - trace[i]) <= std::max(5 * error, accuracy));
    }
  };
  check(Hutchinson<>{.probes = 4000}, 0);
  check(Hutchinson<GaussianProbes>{.probes = 4000}, 0);
  check(HutchPlusPlus{.products = 18}, 1e-6);  // exact at full rank
}
TEST_CASE("codes and data go there and back on tensors") {
  const VpSde sde;
  const auto model = gaussian_score(sde);
  const Tensors<double> place{.samples = 4, .shape = {1, 4, 4}};
  const Adaptive integrator{.atol = 1e-9, .rtol = 1e-9, .over = OverBatch{}};
  const at::Tensor data = at::randn({4, 1, 4, 4}, at::kDouble);
  const auto code = encode(sde, model, data, integrator, place);
  const auto back = decode(sde, model, code.x, integrator, place);
  CHECK(difference(back.x, data) < 1e-7);
}
// The most bytes that tensors held at once while f ran, beyond those before.
std::int64_t most_bytes_of(const auto& f) {
  struct Reporter : c10::MemoryReportingInfoBase {
    std::int64_t held = 0, most = 0;
    void reportMemoryUsage(void*, std::int64_t size, std::size_t, std::size_t,
                           c10::Device) override {
      held += size;
      most = std::max(most, held);
    }
    bool memoryProfilingEnabled() const override { return true; }
  };
  const auto reporter = std::make_shared<Reporter>();
  const c10::DebugInfoGuard guard(c10::DebugInfoKind::PROFILER_STATE, reporter);
  f();
  return reporter->most;
}
TEST_CASE("the memory of a run on tensors does not grow with its steps, gradients or none") {
  const VpSde sde;
  const auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  const Tensors<float> place{.samples = 4, .shape = {600}};
  const auto sampled = [&](int steps) {
    return most_bytes_of([&] {
      (void)sample(sde, model, uniform(sde, steps), EulerMaruyama{}, Langevin{}, place, 5);
    });
  };
  CHECK(sampled(5) > 4 * 600 * 4);
  CHECK(sampled(100) == sampled(5));
  const at::Tensor data = at::randn({4, 600});
  const auto likelihood = [&](int steps) {
    return most_bytes_of([&] {
      (void)log_likelihood(sde, model, data, RungeKutta4{.steps = steps}, place, 1,
                           LikelihoodOptions<Hutchinson<>>{});
    });
  };
  CHECK(likelihood(40) == likelihood(4));
}
TEST_CASE("bytes are dequantised on tensors as they are in arrays, number for number") {
  const DataScaler scaler{.low = -1, .high = 1};
  const Eigen::ArrayXXi bytes = (Eigen::ArrayXXd::Random(3, 8).abs() * 255).cast<int>();
  const at::Tensor same = rows(bytes).view({3, 2, 2, 2});
  const at::Tensor on_tensors = dequantised<double>(same, scaler, 7, 5);
  CHECK(difference(on_tensors.flatten(1), rows(dequantised<double>(bytes, scaler, 7, 5))) == 0);
  CHECK_THROWS_AS(dequantised<double>(same + 255, scaler, 7), std::invalid_argument);
  // Floats stay below the end of the last bin, where rounding would put 5 of these on it.
  const at::Tensor white = at::full({1 << 10, 1 << 10}, 255, at::kByte);
  const at::Tensor in_floats = dequantised<float>(white, DataScaler{}, 0);
  CHECK(in_floats.max().item<float>() < 1);
  CHECK(in_floats.min().item<float>() >= 255 / 256.f);
  CHECK_THROWS_AS(dequantised<float>(white, DataScaler{.bins = 1 << 24}, 0), std::invalid_argument);
}
TEST_CASE("micro-batches bound the memory of a likelihood, not its value") {
  const VpSde sde;
  auto model = predicts_on_tensors<Noise>(&wavy, TimeLabel{1});
  const at::Tensor x = at::randn({12, 600}, at::kDouble), v = at::randn({12, 600}, at::kDouble);
  using V = TensorBatch<double>;
  const auto whole = model.vector_jacobian_products(model.prepare(sde, 0.5), V(x), {V(v)});
  model.micro_batch = 5;
  const auto parts = model.vector_jacobian_products(model.prepare(sde, 0.5), V(x), {V(v)});
  CHECK(difference(parts.first.tensor, whole.first.tensor) < 1e-14);
  CHECK(difference(parts.second[0].tensor, whole.second[0].tensor) < 1e-14);
}
TEST_CASE("tensors of another shape, and places that cannot be, are refused with name and value") {
  const VpSde sde;
  const auto model = gaussian_score(sde);
  const auto flow = [&](const at::Tensor& data) {
    return encode(sde, model, data, Adaptive{}, Tensors<double>{.samples = 2, .shape = {3, 4}});
  };
  CHECK_THROWS_WITH_AS(flow(at::zeros({2, 4, 3}, at::kDouble)),
                       "shape of the data = [2, 4, 3] must be [samples, [3, 4]], that of the place",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(flow(at::full({2, 3, 4}, NAN, at::kDouble)),
                       "coordinate of the data = nan must lie in (-infinity, infinity)",
                       std::invalid_argument);
  const auto run = [&](const auto& place) {
    return sample(sde, model, published(sde, 5), EulerMaruyama{}, Identity{}, place, 1);
  };
  CHECK_THROWS_WITH_AS(
      run(Tensors<double>{.samples = 0, .shape = {3}}),
      "samples = 0 must lie in [1, 2^48]: say how many to draw, as in {.samples = 1000}",
      std::invalid_argument);
  CHECK_THROWS_AS(run(Tensors<double>{.samples = 1}), std::invalid_argument);
  const auto wrong = predicts_on_tensors<Score>(
      [](const at::Tensor& x, const at::Tensor&) { return x.narrow(1, 0, 1); }, TimeLabel{1});
  CHECK_THROWS_AS(sample(sde, wrong, published(sde, 5), EulerMaruyama{}, Identity{},
                         Tensors<double>{.samples = 2, .shape = {600}}, 1),
                  std::invalid_argument);
}
