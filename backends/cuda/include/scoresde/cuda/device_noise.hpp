// The noise of a batch on a device by address: the normals of every other place.
#pragma once
#include <scoresde/cuda/device_batch.hpp>
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>

namespace scoresde::cuda {

// The pair of normals i / count of the sample i % count, in columns 2 (i / count) and the next,
// which are `rows` numbers apart.
template <class Real>
struct NormalsText {
  Draws draws;
  Real* z;
  std::uint64_t rows, count;
  int columns;

  constexpr void operator()(std::uint64_t i) const {
    const std::uint64_t pair = i / count, row = i % count;
    const auto normals =
        box_muller<Real>(draws.words(low_word(draws.sample()) + low_word(row), low_word(pair)));
    z[2 * pair * rows + row] = normals.first;
    if (2 * pair + 1 < static_cast<std::uint64_t>(columns))
      z[(2 * pair + 1) * rows + row] = normals.second;
  }
};
// A number of mean one a sample, exponentially distributed.
template <class Real>
struct ExponentialText {
  Draws draws;
  Real* to;

  constexpr void operator()(std::uint64_t row) const {
    const auto z = box_muller<Real>(draws.words(low_word(draws.sample()) + low_word(row)));
    to[row] = Real(0.5) * (z.first * z.first + z.second * z.second);
  }
};

template <class Real, class Device>
class DeviceNoise {
  using State = DeviceBatch<Real, Device>;

 public:
  DeviceNoise(std::uint64_t seed, Purpose purpose, std::uint64_t first_sample, std::uint64_t rows,
              int dimension, std::uint64_t ghosts, const Device& device)
      : draws_(seed, purpose, first_sample),
        rows_(rows),
        ghosts_(ghosts),
        dimension_(dimension),
        device_(device) {}

  State operator()() {
    State z(rows_, dimension_, ghosts_, device_);
    // a key serves the draws that share the high word of their index
    for (int d = 0; d < dimension_;) {
      const std::uint64_t left = static_cast<std::uint64_t>(dimension_ - d + 1) / 2,
                          pairs =
                              std::min(left, (std::uint64_t{1} << 32) - low_word(draws_.draw()));
      Real* const columns = z.array.data() + static_cast<std::uint64_t>(d) * rows_;
      draws_.each_stretch(
          rows_, [&](std::uint64_t before, std::uint64_t count, const Draws& draws) {
            const NormalsText<Real> text{draws, columns + before, rows_, count, dimension_ - d};
            device_.each(pairs * count, text);
          });
      for (std::uint64_t k = 0; k < pairs; ++k) draws_.advance();
      d += 2 * static_cast<int>(pairs);
    }
    return z;
  }
  DeviceNumbers<Real, Device> exponential() {
    DeviceArray<Real, Device> e(rows_, device_);
    draws_.each_stretch(rows_, [&](std::uint64_t before, std::uint64_t count, const Draws& draws) {
      const ExponentialText<Real> text{draws, e.data() + before};
      device_.each(count, text);
    });
    draws_.advance();
    return DeviceNumbers<Real, Device>(std::move(e));
  }

 private:
  Draws draws_;
  std::uint64_t rows_, ghosts_;
  int dimension_;
  Device device_;
};

}  // namespace scoresde::cuda
