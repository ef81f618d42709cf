// The noise of a batch of tensors: by address, the same bits as on every other place, or recorded.
#pragma once
#include <ATen/ops/empty.h>

#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>
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

template <class Real, int D>
class TensorNoise {
 public:
  TensorNoise(std::uint64_t seed, Purpose purpose, TensorShape shape)
      : draws_(seed, purpose, shape.first), shape_(std::move(shape)) {}

  TensorBatch<Real, D> operator()() {
    const std::int64_t pairs = (shape_.dimension() + 1) / 2;
    at::Tensor z = shape_.device.is_cpu() ? by_samples(pairs) : by_tensors(pairs);
    return {z.narrow(1, 0, shape_.dimension()).reshape(shape_.sizes()), shape_.ghosts};
  }
  Elements<Real> exponential() {  // of mean one
    const at::Tensor z = shape_.device.is_cpu() ? by_samples(1) : by_tensors(1);
    return Elements<Real>(z.square().sum(1) * 0.5);
  }

  // The two ways to the same bits of [rows, 2 pairs] normals, which advance by as many draws.
  at::Tensor by_samples(std::int64_t pairs) {
    at::Tensor z = at::empty({shape_.rows(), 2 * pairs}, tensor_type<Real>);
    for (std::int64_t d = 0; d < pairs; ++d, draws_.advance()) {
      Real* column = z.template data_ptr<Real>() + 2 * d;
      const auto first = low_word(draws_.sample());
      for (std::int64_t i = 0; i < shape_.rows(); ++i, column += 2 * pairs) {
        const auto [a, b] = box_muller<Real>(draws_.words(first + static_cast<std::uint32_t>(i)));
        column[0] = a;
        column[1] = b;
      }
    }
    return z;
  }
  at::Tensor by_tensors(std::int64_t pairs) {
    const auto words = at::TensorOptions(at::kLong).device(shape_.device);
    const auto first = std::int64_t{low_word(draws_.sample())};
    const TensorWords rows(at::arange(first, first + shape_.rows(), words).unsqueeze(1));
    std::vector<at::Tensor> parts;
    for (std::int64_t done = 0; done < pairs;) {  // draws whose index shares its high word
      const std::int64_t left = (std::int64_t{1} << 32) - low_word(draws_.draw());
      const std::int64_t count = std::min(pairs - done, left);
      const TensorWords each(at::arange(count, words).unsqueeze(0));
      const auto [a, b] = box_muller<Elements<Real>>(draws_.words(rows, each));
      parts.push_back(at::stack({a.tensor(), b.tensor()}, 2).flatten(1));
      for (std::int64_t d = 0; d < count; ++d) draws_.advance();
      done += count;
    }
    return parts.size() == 1 ? parts[0] : at::cat(parts, 1);
  }

 private:
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
            "the larger sizes: every step's draw must be recorded");
    return recorded_[used_++].to(tensor_type<Real>);
  }
  // Throws std::invalid_argument if more was recorded than the run has drawn.
  void finish() const {
    require(used_ == recorded_.size(), "step_normals.size()", recorded_.size(), "{", used_,
            "}, the draws of the run");
  }

 private:
  const std::vector<at::Tensor>& recorded_;
  std::size_t used_ = 0;
};

}  // namespace scoresde
