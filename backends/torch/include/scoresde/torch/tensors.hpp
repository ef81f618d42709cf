// LibTorch as a place: all samples are one tensor that takes each step together, on the CPU or a
// GPU. The noise is that of every other place at the same addresses. ReplayTensors is the same
// place with recorded normals in place of a seed.
#pragma once
#include <ATen/core/grad_mode.h>

#include <limits>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/resolution.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/sampler/transported.hpp>
#include <scoresde/step/concept.hpp>
#include <scoresde/torch/tensor_noise.hpp>

namespace scoresde {

template <>
struct FarRows<at::Tensor> {
  static std::ptrdiff_t first(const at::Tensor& a, double size) {
    const at::Tensor found = (a.abs() >= size).flatten(1).any(1).nonzero().cpu();
    return found.numel() > 0 ? found[0][0].item<std::int64_t>() : -1;
  }
};

namespace tensors {

// What a model per sample sees: columns of a fixed dimension; of any dimension, the batch itself.
template <class Real, int D>
struct SampleOf {
  using type = Point<Elements<Real>, D>;
};
template <class Real>
struct SampleOf<Real, any_dimension> {
  using type = TensorBatch<Real>;
};

template <class Real, int D>
auto run(const auto& trajectory, const auto& prior, const TensorBatch<Real, D>& z, auto& noise,
         std::uint64_t first, const auto& observer) {
  TensorBatch<Real, D> x = start_from(prior, z), mean = x;
  const std::int64_t samples = z.samples() - z.ghosts;
  const long calls = trajectory(x, mean, noise, [&](int step, const TensorBatch<Real, D>& values) {
    observer(step, first, values.tensor.narrow(0, 0, samples));
  });
  Result<at::Tensor> result{x.tensor.narrow(0, 0, samples), mean.tensor.narrow(0, 0, samples),
                            calls};
  const at::Tensor finite = result.x.isfinite().logical_and(result.mean.isfinite());
  const at::Tensor failed =  // the run's only wait for the device
      finite.flatten(1).all(1).logical_not().nonzero().cpu();
  const auto rows = static_cast<std::uint64_t>(samples);
  const bool all = failed.numel() == 0;
  result.status = status_of(
      first, rows, all ? rows : static_cast<std::uint64_t>(failed[0][0].item<std::int64_t>()));
  return result;
}

// Moving samples along a flow, a group of them at a time.
template <class Real, int D>
auto transport(const auto& trajectory, const auto& source, const Groups& groups,
               const TensorShape& shape, const auto& noise_of, const auto& observer) {
  constexpr bool completes = std::decay_t<decltype(source)>::completes;
  std::vector<at::Tensor> moved;
  std::vector<std::vector<at::Tensor>> numbers;
  Tally tally;
  for (std::uint64_t n = 0; n < groups.size(); ++n) {
    const Portion rows = completes ? groups.completed(n) : groups[n];
    const std::int64_t start = static_cast<std::int64_t>(rows.start), own = rows.own;
    TensorShape part = shape;
    part.samples = own;
    part.ghosts = rows.size - own;
    part.first = rows.address;
    const auto noise = [&](Purpose purpose) { return noise_of(purpose, part); };
    TensorBatch<Real, D> x;
    if constexpr (completes)
      x = start_from(source.prior, TensorBatch<Real, D>(noise(Purpose::prior)()));
    else
      x = source.data.narrow(0, start, own).to(shape.device, tensor_type<Real>);
    const auto counted = static_cast<std::size_t>(rows.size);
    ControlGroup group(counted, counted);
    auto report = trajectory(x, group, noise, [&](int i, const TensorBatch<Real, D>& state) {
      observer(i, part.first, state.tensor.narrow(0, 0, own));
    });
    moved.push_back(x.tensor.narrow(0, 0, own));
    numbers.resize(report.numbers.size());
    for (std::size_t j = 0; j < numbers.size(); ++j)
      numbers[j].push_back(report.numbers[j].tensor().narrow(0, 0, own));
    tally.add(part.first, static_cast<std::size_t>(own), report.integration, group);
  }
  Transported<at::Tensor> result{at::cat(moved), tally.effort(), tally.failures()};
  std::vector<at::Tensor> joined;
  for (const auto& parts : numbers) joined.push_back(at::cat(parts));
  for (const RunStatus& failed : result.failures) {
    const auto row = static_cast<std::int64_t>(failed.sample - shape.first);
    for (at::Tensor& n : joined) n[row].fill_(std::numeric_limits<Real>::quiet_NaN());
    if (failed.outcome == RunStatus::Outcome::not_finite)
      result.x[row].fill_(std::numeric_limits<Real>::quiet_NaN());
  }
  return std::pair{std::move(result), std::move(joined)};
}

template <class Source>
void take_samples_of(const Source& source, TensorShape& shape) {
  if constexpr (!Source::completes) shape.samples = source.data.size(0);
}

inline void validate_data(const char* name, const at::Tensor& data,
                          const std::vector<std::int64_t>& of_sample) {
  require(data.dim() >= 1 && data.size(0) >= 1, "samples of the data",
          data.dim() >= 1 ? data.size(0) : 0, "must lie in [1, infinity)");
  require(data.sizes().slice(1) == at::IntArrayRef(of_sample), "shape of the data", data.sizes(),
          "must be [samples, ", at::IntArrayRef(of_sample), "], that of the place");
  const at::Tensor finite = data.isfinite();
  if (finite.all().item<bool>()) return;
  const double first = data.masked_select(finite.logical_not())[0].item<double>();
  require(false, name, first, "must lie in (-infinity, infinity)");
}

}  // namespace tensors

template <class Number = float, int D = any_dimension>
struct Tensors {
  using Real = Number;
  using Batch = TensorBatch<Real, D>;
  using Sample = typename tensors::SampleOf<Real, D>::type;

  std::int64_t samples = 0;  // to be said where they are drawn; given ones are as many as they are
  std::vector<std::int64_t> shape = {D};  // of one sample, such as {3, 32, 32}
  at::Device device = at::kCPU;
  std::uint64_t first = 0;  // of a shard (sampler/shard.hpp): the index of its first sample

  Shard shard() const {
    return {static_cast<std::uint64_t>(samples), first, static_cast<int>(laid(0).dimension())};
  }

  // The trajectory runs without gradients; what a divergence needs of them it asks for itself.
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    const at::NoGradGuard no_gradients;
    using Steps = std::decay_t<decltype(trajectory)>;
    const auto group = static_cast<std::uint64_t>(group_size(shard().dimension));
    const TensorShape where = laid(reads_groups<Steps>() ? ghosts(shard().samples, group) : 0);
    const Batch z = TensorNoise<Real, D>(seed, Purpose::prior, where)();
    TensorNoise<Real, D> noise(seed, Purpose::step, where);
    return tensors::run(trajectory, prior, z, noise, first, observer);
  }
  // Moves samples along a flow: all together, in the fixed groups of the other places, or one by
  // one, as the trajectory's step control says.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using Over = std::decay_t<decltype(trajectory.over())>;
    const at::NoGradGuard no_gradients;
    TensorShape all = laid(0);
    tensors::take_samples_of(source, all);
    const Groups groups =
        Groups::over(Over{}, shard().dimension, first, static_cast<std::uint64_t>(all.samples));
    const auto noise = [&](Purpose purpose, const TensorShape& part) {
      return TensorNoise<Real, D>(seed, purpose, part);
    };
    return tensors::transport<Real, D>(trajectory, source, groups, all, noise, observer);
  }
  void validate() const {
    require(samples >= 0, "samples", samples, "must lie in [1, infinity)");
    for (const std::int64_t n : shape) require(n >= 1, "shape[i]", n, "must lie in [1, infinity)");
    const std::int64_t numbers = laid(0).dimension();
    require(D == any_dimension || numbers == D, "numbers of a sample", numbers, "must be ", D,
            ", the place's own");
  }
  void validate_data(const char* name, const at::Tensor& data) const {
    tensors::validate_data(name, data, shape);
  }

 private:
  TensorShape laid(std::uint64_t ghost_samples) const {
    return {samples, static_cast<std::int64_t>(ghost_samples), shape, device, first};
  }
};

template <class Number = float, int D = any_dimension>
struct ReplayTensors {
  using Real = Number;
  using Batch = TensorBatch<Real, D>;
  using Sample = typename tensors::SampleOf<Real, D>::type;

  at::Tensor prior_normals;              // samples x the shape of one
  std::vector<at::Tensor> step_normals;  // the same, one a draw, in the order of use

  auto run(const auto& trajectory, const auto& prior, std::uint64_t, const auto& observer) const {
    const at::NoGradGuard no_gradients;
    ReplayedTensors<Real, D> noise(step_normals);
    auto result = tensors::run(trajectory, prior, Batch(prior_normals.to(tensor_type<Real>)), noise,
                               0, observer);
    noise.finish();
    return result;
  }
  // All samples together, with the recorded normals for whatever noise the trajectory asks for.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t,
                 const auto& observer) const {
    const at::NoGradGuard no_gradients;
    TensorShape all{prior_normals.size(0), 0, prior_normals.sizes().slice(1).vec(),
                    prior_normals.device(), 0};
    tensors::take_samples_of(source, all);
    require(step_normals.empty() || all.samples == prior_normals.size(0), "samples of the data",
            all.samples, "must be ", prior_normals.size(0),
            ", as many as there are recorded normals of each draw");
    const std::vector<at::Tensor> prior{prior_normals};
    ReplayedTensors<Real, D> steps(step_normals), start(prior);
    const auto noise = [&](Purpose purpose, const TensorShape&) -> auto& {
      return purpose == Purpose::prior ? start : steps;
    };
    const Groups together = Groups::one(0, static_cast<std::uint64_t>(all.samples));
    auto moved = tensors::transport<Real, D>(trajectory, source, together, all, noise, observer);
    steps.finish();
    return moved;
  }
  void validate() const {
    require(prior_normals.dim() >= 1 && prior_normals.size(0) >= 1, "samples of prior_normals",
            prior_normals.dim() >= 1 ? prior_normals.size(0) : 0, "must lie in [1, infinity)");
    for (const at::Tensor& z : step_normals)
      require(z.sizes() == prior_normals.sizes(), "shape of the recorded normals", z.sizes(),
              "must be ", prior_normals.sizes(), ", the prior's");
  }
  void validate_data(const char* name, const at::Tensor& data) const {
    tensors::validate_data(name, data, prior_normals.sizes().slice(1).vec());
  }
};

}  // namespace scoresde
