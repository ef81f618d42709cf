// A device as a place for models of the whole batch: all samples take each step together, at the
// noise addresses of every other place. The loop runs on the host and asks the device for one text
// after another.
#pragma once
#include <scoresde/cuda/batch_samples.hpp>
#include <scoresde/cuda/device_noise.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/start.hpp>

namespace scoresde {

template <class Device, class Number>
struct WholeBatchOn {
  using Real = Number;
  using Batch = cuda::DeviceBatch<Real, Device>;
  using Sample = Batch;  // no points: models are of the whole batch
  using Samples = cuda::BatchSamples<Real, Device>;

  std::uint64_t samples = 1;
  int dimension = 1;
  std::uint64_t first = 0;  // of a shard: the index of its first sample, where a group starts
  Device device = {};

  // An observer is called on the host with a copy: observer(step, first, rows).
  template <class Observer>
  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const Observer& observer) const {
    const std::uint64_t rows = samples + ghosts();
    const auto noise_for = [&](Purpose purpose) {
      return cuda::DeviceNoise<Real, Device>(seed, purpose, first, rows, dimension, ghosts(),
                                             device);
    };
    auto noise = noise_for(Purpose::step);
    Batch x = start_from(prior, noise_for(Purpose::prior)()), mean = x;
    const long calls = trajectory(x, mean, noise, [&](int step, const Batch& now) {
      if constexpr (!std::same_as<Observer, Nobody>)
        observer(step, first, cuda::HostRows<Real>(now.array.host(), samples, dimension, rows));
    });

    Result<Samples> result;
    const std::uint64_t bad = first_not_finite(x, mean);
    if (bad < samples) result.status = {RunStatus::Outcome::not_finite, first + bad};
    result.nfe = calls;
    result.x = Samples(std::move(x.array), samples, dimension, rows);
    result.mean = Samples(std::move(mean.array), samples, dimension, rows);
    result.x.release();
    result.mean.release();
    return result;
  }

  void validate() const {
    constexpr std::uint64_t most = std::uint64_t{1} << 32;
    require(samples >= 1 && samples <= most, "samples", samples, "must lie in [1, 2^32]");
    require(dimension >= 1, "dimension", dimension, "must lie in [1, infinity)");
    require(first % group() == 0, "first", first, "must be a multiple of ", group(),
            ", where Langevin groups start");
    require(high_word(first) == high_word(first + samples + ghosts() - 1), "first", first,
            "must start a batch that does not cross a multiple of 2^32");
  }

 private:
  std::uint64_t group() const { return static_cast<std::uint64_t>(group_size(dimension)); }
  std::uint64_t ghosts() const { return (group() - samples % group()) % group(); }

  std::uint64_t first_not_finite(const Batch& x, const Batch& mean) const {
    cuda::DeviceArray<unsigned char, Device> bad(samples, device);
    const cuda::NotFiniteText<Real> text{x.array.data(), mean.array.data(), x.rows, dimension,
                                         bad.data()};
    device.each(samples, text);
    const auto here = bad.host();
    return static_cast<std::uint64_t>(std::find(here.begin(), here.end(), 1) - here.begin());
  }
};

}  // namespace scoresde
