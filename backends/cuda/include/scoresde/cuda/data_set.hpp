// The exact score of a finite data set, smoothed by a bandwidth, on a device: a mixture with the
// data as means,
//   s(x,t) = (alpha sum_k r_k m_k - x) / v,  v = alpha^2 bandwidth^2 + sigma^2,
// by matrix products: x m^T gives the affinities, r m the centres.
#pragma once
#include <numbers>
#include <scoresde/cuda/attention.hpp>
#include <scoresde/score/concept.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde {

template <class Device, class Number>
class DataSetOn {
  using Numbers = cuda::DeviceArray<Number, Device>;
  using Attention = cuda::Attention<Number, Device>;

 public:
  using Prediction = Score;
  using Real = Number;  // of the batches that it takes
  using Batch = cuda::DeviceBatch<Number, Device>;
  static constexpr bool whole_batch = true;

  // One datum a row of an array on the host. Copies of the model share the data, which are on the
  // device once the model is made, for any of its streams.
  template <class Array>
  explicit DataSetOn(const Array& data, double bandwidth = 0, const Device& device = {})
      : data_(std::make_shared<const Data>(moved(data, device))), bandwidth_(bandwidth) {
    validate();
  }

  struct Prepared {
    double alpha, variance;
  };
  template <HasMarginal S>
  Prepared prepare(const S& sde, double t) const {
    const double a = sde.alpha(t), s = sde.sigma(t);
    return {a, a * a * bandwidth_ * bandwidth_ + s * s};
  }

  Batch operator()(const Prepared& p, const Batch& x) const {
    require_dimension(x);
    Batch s = x.alike();
    const Attention a(*data_, p.alpha, p.variance, x, s.array.data());
    const auto pull = static_cast<Number>(p.alpha / p.variance),
               precision = static_cast<Number>(1 / p.variance);
    x.device().each(x.size(), cuda::ScoreText<Number>{x.array.data(), a.total.data(),
                                                      s.array.data(), x.rows, pull, precision});
    return s;
  }
  // In nats, one a sample.
  typename Batch::PerSample log_density(const Prepared& p, const Batch& x) const {
    require_dimension(x);
    const Attention a(*data_, p.alpha, p.variance, x, nullptr);
    const double normaliser =
        -std::log(static_cast<double>(data_->rows)) -
        0.5 * static_cast<double>(data_->columns) * std::log(2 * std::numbers::pi * p.variance);
    Numbers density(x.rows, x.device());
    const cuda::DensityText<Number> text{x.array.data(),
                                         a.total.data(),
                                         a.top.data(),
                                         density.data(),
                                         x.rows,
                                         x.columns,
                                         static_cast<Number>(normaliser),
                                         static_cast<Number>(0.5 / p.variance)};
    x.device().each(x.rows, text);
    return typename Batch::PerSample(std::move(density));
  }

  void validate() const {
    require(bandwidth_ >= 0 && std::isfinite(bandwidth_), "bandwidth", bandwidth_,
            "must lie in [0, infinity)");
  }

 private:
  using Data = cuda::DeviceData<Number, Device>;

  static Data moved(const auto& array, const Device& device) {
    const auto& data = evaluated(array);
    const auto rows = static_cast<std::ptrdiff_t>(rows_of(data)),
               columns = static_cast<std::ptrdiff_t>(columns_of(data));
    require(rows >= 1, "data.rows()", rows, "must lie in [1, infinity)");
    require(columns >= 1, "data.cols()", columns, "must lie in [1, infinity)");
    std::vector<Number> numbers, half_squares(static_cast<std::size_t>(rows), Number(0));
    numbers.reserve(static_cast<std::size_t>(rows * columns));
    for (std::ptrdiff_t d = 0; d < columns; ++d)
      for (std::ptrdiff_t k = 0; k < rows; ++k) {
        const auto number = static_cast<Number>(data(k, d));
        require(std::isfinite(number), "data", number, "must be finite");
        numbers.push_back(number);
        half_squares[static_cast<std::size_t>(k)] += number * number / 2;
      }
    Data made{Numbers(numbers, device), Numbers(half_squares, device), rows, columns};
    made.numbers.release();
    made.half_squares.release();
    return made;
  }
  void require_dimension(const Batch& x) const {
    require(x.columns == data_->columns, "dimension of the samples", x.columns, "must be ",
            data_->columns, ", that of the data");
  }

  std::shared_ptr<const Data> data_;
  double bandwidth_;
};

}  // namespace scoresde
