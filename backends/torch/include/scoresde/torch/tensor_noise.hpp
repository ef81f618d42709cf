// The noise of a batch of tensors: by address, the same bits as on every other place, or recorded.
#pragma once
#include <ATen/ops/empty.h>

#include <functional>
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>
#include <scoresde/torch/normals_text.hpp>
#include <scoresde/torch/tensor_batch.hpp>
#include <scoresde/torch/words.hpp>
#include <vector>

namespace scoresde {

// Where a batch's samples lie: how many, of which shape, on which device, from which address on.
struct TensorShape {
  std::int64_t samples, ghosts;
  std::vector<std::int64_t> of_sample;
  at::Device device;
  std::uint64_t first;

  std::int64_t rows() const { return samples + ghosts; }
  std::int64_t dimension() const {
    std::int64_t product = 1;
    for (const std::int64_t n : of_sample) product *= n;
    return product;
  }
  std::vector<std::int64_t> sizes() const {
    std::vector<std::int64_t> all{rows()};
    all.insert(all.end(), of_sample.begin(), of_sample.end());
    return all;
  }
};

// What fills normals on a GPU in one kernel, where a program registers it (use_fused_kernels).
struct DeviceNormals {
  std::function<void(const NormalsText<float>&, const at::Device&)> in_float;
  std::function<void(const NormalsText<double>&, const at::Device&)> in_double;

  template <class Real>
  const auto& in() const {
    if constexpr (std::same_as<Real, float>)
      return in_float;
    else
      return in_double;
  }
};
inline DeviceNormals& device_normals() {
  static DeviceNormals normals;
  return normals;
}

template <class Real, int D>
class TensorNoise {
 public:
  TensorNoise(std::uint64_t seed, Purpose purpose, TensorShape shape)
      : draws_(seed, purpose, shape.first), shape_(std::move(shape)) {}

  TensorBatch<Real, D> operator()() {
    const std::int64_t pairs = (shape_.dimension() + 1) / 2;
    at::Tensor z = normals(pairs);
    return {z.narrow(1, 0, shape_.dimension()).reshape(shape_.sizes()), shape_.ghosts};
  }
  Elements<Real> exponential() {  // of mean one
    const at::Tensor z = normals(1);
    return Elements<Real>(z.square().sum(1) * 0.5);
  }

  // The three ways to the same bits of [rows, 2 pairs] normals, which advance by as many draws.
  at::Tensor by_samples(std::int64_t pairs) {
    at::Tensor z = at::empty({shape_.rows(), 2 * pairs}, tensor_type<Real>);
    for (std::int64_t d = 0; d < pairs; ++d, draws_.advance()) {
      Real* column = z.template data_ptr<Real>() + 2 * d;
      each_stretch([&](std::int64_t, std::int64_t count, const Draws& draws) {
        const auto first = low_word(draws.sample());
        for (std::int64_t i = 0; i < count; ++i, column += 2 * pairs) {
          const auto [a, b] = box_muller<Real>(draws.words(first + static_cast<std::uint32_t>(i)));
          column[0] = a;
          column[1] = b;
        }
      });
    }
    return z;
  }
  at::Tensor by_tensors(std::int64_t pairs) {
    const auto words = at::TensorOptions(at::kLong).device(shape_.device);
    std::vector<at::Tensor> parts;
    in_runs(pairs, [&](std::int64_t, std::int64_t draws_of_run) {
      const TensorWords each(at::arange(draws_of_run, words).unsqueeze(0));
      std::vector<at::Tensor> stretches;
      each_stretch([&](std::int64_t, std::int64_t count, const Draws& draws) {
        const auto first = std::int64_t{low_word(draws.sample())};
        const TensorWords rows(at::arange(first, first + count, words).unsqueeze(1));
        const auto [a, b] = box_muller<Elements<Real>>(draws.words(rows, each));
        stretches.push_back(at::stack({a.tensor(), b.tensor()}, 2).flatten(1));
      });
      parts.push_back(joined(stretches, 0));
    });
    return joined(parts, 1);
  }
  at::Tensor by_kernel(std::int64_t pairs, const auto& fill) {
    at::Tensor z = at::empty({shape_.rows(), 2 * pairs},
                             at::TensorOptions(tensor_type<Real>).device(shape_.device));
    in_runs(pairs, [&](std::int64_t done, std::int64_t draws_of_run) {
      each_stretch([&](std::int64_t before, std::int64_t count, const Draws& draws) {
        fill(NormalsText<Real>{draws, count, draws_of_run, 2 * pairs,
                               z.template data_ptr<Real>() + 2 * (before * pairs + done)},
             shape_.device);
      });
    });
    return z;
  }

 private:
  at::Tensor normals(std::int64_t pairs) {
    if (shape_.device.is_cpu()) return by_samples(pairs);
    if (const auto& fill = device_normals().in<Real>(); fill && shape_.device.is_cuda())
      return by_kernel(pairs, fill);
    return by_tensors(pairs);
  }
  void each_stretch(const auto& use) const {
    draws_.each_stretch(static_cast<std::uint64_t>(shape_.rows()),
                        [&](std::uint64_t before, std::uint64_t count, const Draws& draws) {
                          use(static_cast<std::int64_t>(before), static_cast<std::int64_t>(count),
                              draws);
                        });
  }
  static at::Tensor joined(const std::vector<at::Tensor>& parts, std::int64_t along) {
    return parts.size() == 1 ? parts[0] : at::cat(parts, along);
  }
  // use(done, count) for runs of draws whose indices share their high word.
  void in_runs(std::int64_t pairs, const auto& use) {
    for (std::int64_t done = 0; done < pairs;) {
      const std::int64_t left = (std::int64_t{1} << 32) - low_word(draws_.draw());
      const std::int64_t count = std::min(pairs - done, left);
      use(done, count);
      for (std::int64_t d = 0; d < count; ++d) draws_.advance();
      done += count;
    }
  }

  Draws draws_;
  TensorShape shape_;
};

// Recorded normals, one batch a draw, in the order of use.
template <class Real, int D>
class ReplayedTensors {
 public:
  explicit ReplayedTensors(const std::vector<at::Tensor>& recorded) : recorded_(recorded) {}

  TensorBatch<Real, D> operator()() {
    require(used_ < recorded_.size(), "step_normals.size()", recorded_.size(),
            "must be larger: every step's draw must be recorded");
    return recorded_[used_++].to(tensor_type<Real>);
  }
  // Throws std::invalid_argument if more was recorded than the run has drawn.
  void finish() const {
    require(used_ == recorded_.size(), "step_normals.size()", recorded_.size(), "must be ", used_,
            ", the draws of the run");
  }

 private:
  const std::vector<at::Tensor>& recorded_;
  std::size_t used_ = 0;
};

}  // namespace scoresde
