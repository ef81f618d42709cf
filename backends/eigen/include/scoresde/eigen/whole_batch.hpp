// The CPU as a place for models of the whole batch: all samples take each step together. The same
// noise addresses as on tiles. Replay is the same place with recorded normals in place of a seed.
#pragma once
#include <scoresde/eigen/batch_noise.hpp>
#include <scoresde/eigen/flush_to_zero.hpp>
#include <scoresde/eigen/transport.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/step/concept.hpp>

namespace scoresde {

namespace eigen {

// What a model per sample sees: lanes of a fixed dimension; of a dynamic one, the batch itself.
template <class Real, int D, class Arrays>
struct SampleOf {
  using type = Point<Lane<Real>, D>;
};
template <class Real, class Arrays>
struct SampleOf<Real, Eigen::Dynamic, Arrays> {
  using type = Batch<Real, Eigen::Dynamic, Arrays>;
};

// The array without its last rows, which are ghosts'; itself where there are none.
template <class Real, int D, class Arrays>
auto without_ghosts(Batch<Real, D, Arrays>&& x, Eigen::Index samples) {
  if (samples == x.rows()) return std::move(x.array);
  auto own = Arrays::template samples<Real, D>(samples, x.cols());
  columns(x.array).copy_to(own, 0, samples);
  return own;
}

template <class Real, int D, class Arrays>
auto run_batch(const auto& trajectory, const auto& prior, Batch<Real, D, Arrays> z, auto& noise,
               std::uint64_t first, const auto& observer) {
  using State = Batch<Real, D, Arrays>;
  const FlushToZero guard;
  State x = start_from(prior, z), mean = x;
  const Eigen::Index samples = z.rows() - z.ghosts, dimension = z.cols();
  const long calls = trajectory(x, mean, noise, [&](int step, const State& values) {
    observer(step, first,
             Arrays::template view<D>(&values.array(0, 0), samples, dimension, values.rows()));
  });
  Result<typename State::Array> result{without_ghosts(std::move(x), samples),
                                       without_ghosts(std::move(mean), samples), calls};
  const auto ends = columns(result.x), means = columns(result.mean);
  const auto rows = static_cast<std::uint64_t>(samples);
  const std::uint64_t bad = first_not_finite(rows, [&](std::uint64_t i) {
    const auto row = static_cast<Eigen::Index>(i);
    return ends.finite(row, dimension) && means.finite(row, dimension);
  });
  result.status = status_of(first, rows, bad);
  return result;
}

}  // namespace eigen

template <class Number, int D = Eigen::Dynamic, class Arrays = EigenArrays>
struct WholeBatch {
  using Real = Number;
  using Batch = scoresde::Batch<Real, D, Arrays>;
  using Sample = typename eigen::SampleOf<Real, D, Arrays>::type;

  Eigen::Index samples = 0;  // to be said where they are drawn; given ones are as many as they are
  Eigen::Index dimension = D;
  std::uint64_t first = 0;  // of a shard (sampler/shard.hpp): the index of its first sample

  Eigen::Index coordinates() const { return dimension; }
  Shard shard() const {
    return {static_cast<std::uint64_t>(samples), first, static_cast<int>(dimension)};
  }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    using Steps = std::decay_t<decltype(trajectory)>;
    const auto group = static_cast<std::uint64_t>(group_size(static_cast<int>(dimension)));
    const auto extra =
        static_cast<Eigen::Index>(reads_groups<Steps>() ? ghosts(shard().samples, group) : 0);
    eigen::BatchNoise<Real, D, Arrays> prior_noise(seed, Purpose::prior, first, samples + extra,
                                                   dimension, extra),
        noise(seed, Purpose::step, first, samples + extra, dimension, extra);
    return eigen::run_batch(trajectory, prior, prior_noise(), noise, first, observer);
  }
  // Moves samples along a flow: all together, in the fixed groups of Cpu, or one by one, as the
  // trajectory's step control says; the model is always called with a batch.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using Over = std::decay_t<decltype(trajectory.over())>;
    using Source = std::decay_t<decltype(source)>;
    const std::uint64_t rows = eigen::samples_of(source, shard().samples);
    const Groups groups = Groups::over(Over{}, shard().dimension, first, rows);
    const eigen::FlushToZero guard;
    eigen::Transport<Real, D, Arrays> run(rows, dimension, first);
    for (std::uint64_t n = 0; n < groups.size(); ++n) {
      const Portion r = Source::completes ? groups.completed(n) : groups[n];
      const auto noise = [&](Purpose purpose) {
        return eigen::StateOf<Batch>::noise(seed, purpose, r, dimension);
      };
      run.template move<Batch>(r, source, trajectory, noise, observer);
    }
    return run.finish();
  }
  void validate() const {
    require(samples >= 0, "samples", samples, "must lie in [1, infinity)");
    require(dimension >= 1 && (D == Eigen::Dynamic || dimension == D), "dimension", dimension,
            D == Eigen::Dynamic ? "must lie in [1, infinity)" : "must be D, the place's own");
  }
};

template <class Number, int D = Eigen::Dynamic, class Arrays = EigenArrays>
struct Replay {
  using Real = Number;
  using Batch = scoresde::Batch<Real, D, Arrays>;
  using Sample = typename eigen::SampleOf<Real, D, Arrays>::type;
  using Array = typename Batch::Array;

  Array prior_normals;              // samples x dimension
  std::vector<Array> step_normals;  // the same, one a draw, in the order of use

  Eigen::Index coordinates() const { return columns_of(prior_normals); }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t, const auto& observer) const {
    eigen::ReplayedNoise<Real, D, Arrays> noise(step_normals);
    auto result = eigen::run_batch(trajectory, prior, Batch(prior_normals), noise, 0, observer);
    noise.finish();
    return result;
  }
  // All samples together, with the recorded normals for whatever noise the trajectory asks for.
  auto transport(const auto& trajectory, const auto& source, std::uint64_t,
                 const auto& observer) const {
    const std::uint64_t rows =
        eigen::samples_of(source, static_cast<std::uint64_t>(rows_of(prior_normals)));
    const auto all = static_cast<Eigen::Index>(rows);
    require(step_normals.empty() || all == rows_of(prior_normals), "samples of the data", all,
            "must be ", rows_of(prior_normals),
            ", as many as there are recorded normals of each draw");
    eigen::Transport<Real, D, Arrays> run(rows, columns_of(prior_normals), 0);
    const std::vector<Array> prior{prior_normals};
    eigen::ReplayedNoise<Real, D, Arrays> steps(step_normals), start(prior);
    const auto noise = [&](Purpose purpose) -> auto& {
      return purpose == Purpose::prior ? start : steps;
    };
    run.template move<Batch>({0, all, all, 0}, source, trajectory, noise, observer);
    steps.finish();
    return run.finish();
  }
  void validate() const {
    require(rows_of(prior_normals) >= 1, "samples", rows_of(prior_normals),
            "must lie in [1, infinity)");
    require(columns_of(prior_normals) >= 1, "dimension", columns_of(prior_normals),
            "must lie in [1, infinity)");
    for (const Array& z : step_normals)
      require(rows_of(z) == rows_of(prior_normals) && columns_of(z) == columns_of(prior_normals),
              "size of the recorded normals", z.size(), "must be ", prior_normals.size(),
              ", as many as the prior's");
  }
};

}  // namespace scoresde
