// A device as a place for models of the whole batch: all samples take each step together, at the
// noise addresses of every other place. The loop runs on the host and asks the device for one text
// after another.
#pragma once
#include <scoresde/cuda/batch_samples.hpp>
#include <scoresde/cuda/device_noise.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/sampler/start.hpp>
#include <scoresde/step/concept.hpp>

namespace scoresde {

template <class Device, class Number>
struct WholeBatchOn {
  using Real = Number;
  using Batch = cuda::DeviceBatch<Real, Device>;
  using Sample = Batch;  // no points: models are of the whole batch
  using Samples = cuda::BatchSamples<Real, Device>;

  std::uint64_t samples = 0;  // to be said
  int dimension = 0;          // to be said
  std::uint64_t first = 0;    // of a shard (sampler/shard.hpp): the index of its first sample
  Device device = {};

  Shard shard() const { return {samples, first, dimension}; }

  // An observer is called on the host with a copy: observer(step, first, rows).
  template <class Observer>
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const Observer& observer) const {
    using Steps = std::decay_t<decltype(trajectory)>;
    const std::uint64_t group = static_cast<std::uint64_t>(group_size(dimension)),
                        extra = reads_groups<Steps>() ? ghosts(samples, group) : 0,
                        rows = samples + extra;
    const auto noise_for = [&](Purpose purpose) {
      return cuda::DeviceNoise<Real, Device>(seed, purpose, first, rows, dimension, extra, device);
    };
    auto noise = noise_for(Purpose::step);
    Batch x = start_from(prior, noise_for(Purpose::prior)()), mean = x;
    const long calls = trajectory(x, mean, noise, [&](int step, const Batch& now) {
      if constexpr (!std::same_as<Observer, Nobody>)
        observer(step, first, cuda::HostRows<Real>(now.array.host(), samples, dimension, rows));
    });

    Result<Samples> result;
    const std::vector<unsigned char> bad = not_finite(x, mean);
    result.status = status_of(
        first, samples, first_not_finite(samples, [&](std::uint64_t i) { return bad[i] == 0; }));
    result.nfe = calls;
    result.x = Samples(std::move(x.array), samples, dimension, rows);
    result.mean = Samples(std::move(mean.array), samples, dimension, rows);
    result.x.release();
    result.mean.release();
    return result;
  }

  void validate() const {
    require(dimension >= 1, "dimension", dimension, "must lie in [1, infinity)");
  }

 private:
  // Of each sample, one if it is not finite.
  std::vector<unsigned char> not_finite(const Batch& x, const Batch& mean) const {
    cuda::DeviceArray<unsigned char, Device> bad(samples, device);
    const cuda::NotFiniteText<Real> text{x.array.data(), mean.array.data(), x.rows, dimension,
                                         bad.data()};
    device.each(samples, text);
    return bad.host();
  }
};

}  // namespace scoresde
