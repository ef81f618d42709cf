// LibTorch as a place: all samples are one tensor that takes each step together, on the CPU or a
// GPU. The noise is that of every other place at the same addresses. ReplayTensors is the same
// place with recorded normals in place of a seed.
#pragma once
#include <ATen/core/grad_mode.h>

#include <limits>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/transported.hpp>
#include <scoresde/torch/tensor_noise.hpp>

namespace scoresde {

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
  const at::Tensor failed =  // the run's only wait for the device
      (result.x + result.mean).isfinite().logical_not().flatten(1).any(1).nonzero().cpu();
  if (failed.numel() > 0)
    result.status = {
        RunStatus::Outcome::not_finite,
        first + static_cast<std::uint64_t>(failed[0][0].template item<std::int64_t>())};
  return result;
}

// Moving samples along a flow, `size` of them at a time.
template <class Real, int D>
auto transport(const auto& trajectory, const auto& source, std::int64_t size,
               const TensorShape& shape, const auto& noise_of, const auto& observer) {
  constexpr bool completes = std::decay_t<decltype(source)>::completes;
  std::vector<at::Tensor> moved;
  std::vector<std::vector<at::Tensor>> numbers;
  Tally tally;
  for (std::int64_t start = 0; start < shape.samples; start += size) {
    const std::int64_t own = std::min(size, shape.samples - start), rows = completes ? size : own;
    TensorShape part = shape;
    part.samples = own;
    part.ghosts = rows - own;
    part.first = shape.first + static_cast<std::uint64_t>(start);
    const auto noise = [&](Purpose purpose) { return noise_of(purpose, part); };
    TensorBatch<Real, D> x;
    if constexpr (completes)
      x = start_from(source.prior, TensorBatch<Real, D>(noise(Purpose::prior)()));
    else
      x = source.data.narrow(0, start, own).to(shape.device, tensor_type<Real>);
    ControlGroup group(static_cast<std::size_t>(rows), static_cast<std::size_t>(rows));
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
  require(data.isfinite().all().item<bool>(), name, "not finite",
          "must lie in (-infinity, infinity)");
}

}  // namespace tensors

template <class Number = float, int D = any_dimension>
struct Tensors {
  using Real = Number;
  using Batch = TensorBatch<Real, D>;
  using Sample = typename tensors::SampleOf<Real, D>::type;

  std::int64_t samples = 1;
  std::vector<std::int64_t> shape = {D};  // of one sample, such as {3, 32, 32}
  at::Device device = at::kCPU;
  std::uint64_t first = 0;  // of a shard: the index of its first sample, where a group starts

  // The trajectory runs without gradients; what a divergence needs of them it asks for itself.
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    const at::NoGradGuard no_gradients;
    const TensorShape where = laid();
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
    TensorShape all = laid();
    all.ghosts = 0;
    tensors::take_samples_of(source, all);
    std::int64_t size = all.samples;
    if constexpr (std::same_as<Over, OverSample>) size = 1;
    if constexpr (std::same_as<Over, OverGroup>) size = std::max(64, group());
    const auto noise = [&](Purpose purpose, const TensorShape& part) {
      return TensorNoise<Real, D>(seed, purpose, part);
    };
    return tensors::transport<Real, D>(trajectory, source, size, all, noise, observer);
  }
  void validate() const {
    require(samples >= 1, "samples", samples, "must lie in [1, infinity)");
    for (const std::int64_t n : shape) require(n >= 1, "shape[i]", n, "must lie in [1, infinity)");
    const std::int64_t numbers = laid().dimension();
    require(D == any_dimension || numbers == D, "numbers of a sample", numbers, "must be ", D,
            ", the place's own");
    const auto size = static_cast<std::uint64_t>(group());
    require(first % size == 0, "first", first, "must be a multiple of ", size,
            ", where Langevin groups start");
    const auto last = first + static_cast<std::uint64_t>(laid().rows()) - 1;
    require(high_word(first) == high_word(last), "first", first,
            "must start a batch that does not cross a multiple of 2^32");
  }
  void validate_data(const char* name, const at::Tensor& data) const {
    tensors::validate_data(name, data, shape);
  }

 private:
  TensorShape laid() const {
    TensorShape where{samples, 0, shape, device, first};
    const int size = group_size(static_cast<int>(where.dimension()));
    where.ghosts = (size - samples % size) % size;
    return where;
  }
  int group() const { return group_size(static_cast<int>(laid().dimension())); }
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
    const std::vector<at::Tensor> prior{prior_normals};
    ReplayedTensors<Real, D> steps(step_normals), start(prior);
    const auto noise = [&](Purpose purpose, const TensorShape&) -> auto& {
      return purpose == Purpose::prior ? start : steps;
    };
    return tensors::transport<Real, D>(trajectory, source, all.samples, all, noise, observer);
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
