// The attention of samples to data, on a device: for each sample x the sum over the data m_k of
// exp(-|x - alpha m_k|^2 / 2v), and of those times m_k or alpha m_k - x. A block of the data at a
// time, with a running maximum, and as many samples as keep the affinities within 64 MiB.
#pragma once
#include <scoresde/cuda/device_batch.hpp>
#include <scoresde/cuda/softmax_texts.hpp>
#include <scoresde/score/distances.hpp>

namespace scoresde::cuda {

// Data on a device less their centre, one a row, each coordinate contiguous.
template <class Number, class Device>
struct DeviceData {
  DeviceArray<Number, Device> numbers, half_squares, centre;  // |m_k|^2 / 2
  std::ptrdiff_t rows, columns;
  double radius;  // the largest |m_k|
};

template <class Number, class Device>
class Attention {
  using Numbers = DeviceArray<Number, Device>;
  using Batch = DeviceBatch<Number, Device>;
  using Data = DeviceData<Number, Device>;

 public:
  // The sums go to `sum`, a batch's numbers, where they are wanted.
  Attention(const Data& data, double alpha, double variance, const Batch& samples, Number* sum)
      : data_(data),
        sum_(sum),
        alpha_(alpha),
        variance_(variance),
        rule_{data.rows, data.columns, data.radius, samples.device().template rounding<Number>()},
        distances_(rule_.choose(alpha, variance)),
        x(samples.alike()),
        top(x.rows, x.device()),
        total(x.rows, x.device()) {
    const Device& device = x.device();
    const std::uint64_t most = std::min(batch_block, x.rows),
                        data_most = std::min(data_block, static_cast<std::uint64_t>(data.rows));
    Numbers weights(most * data_most, device), shrink(most, device),
        of_parts(2 * parts * most, device), closest(x.rows, device), norm(x.rows, device);
    const auto fill = [&](Number* to, std::uint64_t count, Number number) {
      device.each(count, FillText<Number>{to, number});
    };
    constexpr Number none = -std::numeric_limits<Number>::infinity();
    fill(top.data(), x.rows, none);
    fill(closest.data(), x.rows, none);
    fill(total.data(), x.rows, 0);
    if (sum && exact()) fill(sum, x.size(), 0);
    device.each(x.size(), CentreText<Number>{samples.array.data(), data.centre.data(),
                                             x.array.data(), x.rows, static_cast<Number>(alpha)});
    device.each(x.rows, NormText<Number>{x.array.data(), norm.data(), x.rows, x.columns});
    for (std::uint64_t first = 0; first < x.rows; first += most) {
      const std::uint64_t rows = std::min(most, x.rows - first);
      attend(first, rows, weights.data(), norm.data() + first,
             {top.data() + first, total.data() + first, shrink.data(), of_parts.data(),
              of_parts.data() + parts * rows, closest.data() + first});
    }
  }
  // Whether sums are of alpha m_k - x, and whether the largest affinity has |x|^2 in it.
  bool exact() const { return distances_ == Distances::exact; }
  bool whole_distances() const { return distances_ != Distances::expanded; }

 private:
  static constexpr std::uint64_t data_block = 1024, parts = 16,
                                 batch_block =
                                     (std::uint64_t{64} << 20) / (data_block * sizeof(Number));

  void attend(std::uint64_t first, std::uint64_t rows, Number* weights, const Number* norm,
              const RunningSoftmax<Number>& running) const {
    const Device& device = x.device();
    const auto own = static_cast<std::int64_t>(rows), all = static_cast<std::int64_t>(x.rows);
    const std::int64_t columns = data_.columns, step = data_block;
    const auto numbers = rows * static_cast<std::uint64_t>(columns);
    for (std::int64_t datum = 0; datum < data_.rows; datum += step) {
      const std::int64_t count = std::min<std::int64_t>(step, data_.rows - datum);
      const Matrix<const Number> data{data_.numbers.data() + datum, count, columns, data_.rows};
      const Matrix<const Number> here{x.array.data() + first, own, columns, all};
      if (!exact()) device.by_transposed(here, data, Matrix<Number>{weights, own, count, own});

      const Affinities<Number> affinity{weights,
                                        here.first,
                                        data.first,
                                        data_.half_squares.data() + datum,
                                        rows,
                                        static_cast<std::uint64_t>(count),
                                        parts,
                                        x.rows,
                                        static_cast<std::uint64_t>(data_.rows),
                                        x.columns,
                                        static_cast<Number>(alpha_),
                                        static_cast<Number>(1 / variance_)};
      device.each(rows * parts, TopText<Number>{affinity, running, exact()});
      if (distances_ == Distances::screened) {
        const double in_affinities = 1 / (2 * variance_);
        device.each(rows, ClosestText<Number>{running, rows, parts});
        device.each(
            rows * parts,
            ScreenText<Number>{
                affinity, running, norm, static_cast<Number>(rule_.error(alpha_) * in_affinities),
                static_cast<Number>(rule_.leeway(alpha_, variance_) * in_affinities)});
      }
      device.each(rows * parts, WeightText<Number>{affinity, running});
      device.each(rows, TotalText<Number>{running, rows, parts});
      if (!sum_) continue;
      if (datum > 0)
        device.each(numbers, ShrinkText<Number>{running.shrink, sum_ + first, rows, x.rows});
      const Matrix<Number> sum{sum_ + first, own, columns, all};
      if (exact())
        device.each(numbers, PullText<Number>{affinity, sum.first});
      else
        device.by(Matrix<const Number>{weights, own, count, own}, data, sum, datum > 0);
    }
  }

  const Data& data_;
  Number* sum_;
  double alpha_, variance_;
  DistanceRule rule_;
  Distances distances_;

 public:
  Batch x;             // less alpha times the centre of the data
  Numbers top, total;  // the largest affinity, and the sum of exp(affinity - top)
};

}  // namespace scoresde::cuda
