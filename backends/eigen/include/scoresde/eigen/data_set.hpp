// The exact score of a finite data set, smoothed by a bandwidth: a mixture with the data as means,
//   s(x,t) = (alpha sum_k r_k m_k - x) / v,  v = alpha^2 bandwidth^2 + sigma^2,
// for a whole batch and as matrix products, with thousands of data in hundreds of dimensions: x m^T
// gives the affinities, r m the centres. A block of the data at a time, with a running maximum, so
// that batch x data is never held.
#pragma once
#include <limits>
#include <memory>
#include <numbers>
#include <scoresde/eigen/batch.hpp>
#include <scoresde/eigen/threads.hpp>
#include <scoresde/score/concept.hpp>

namespace scoresde {

template <class Number>
class DataSet {
  using Matrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;
  using Column = Eigen::Array<Number, Eigen::Dynamic, 1>;
  using Row = Eigen::Array<Number, 1, Eigen::Dynamic>;

 public:
  using Prediction = Score;
  using Real = Number;  // of the batches that it takes
  static constexpr bool whole_batch = true;
  static_assert(std::floating_point<Number>,
                "a DataSet's numbers are float or double: of integers say which, DataSet<float>(data)");

  // One datum a row, an array of any library or an expression of such. threads = 0 takes all cores.
  template <class Array>
  explicit DataSet(const Array& data, double bandwidth = 0, int threads = 1)
      : data_(std::make_shared<const Matrix>(copy_of(data))),
        half_squares_(data_->rowwise().squaredNorm().transpose().array() / 2),
        bandwidth_(bandwidth),
        threads_(threads) {
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

  template <int D, class Arrays>
  Batch<Number, D, Arrays> operator()(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Batch<Number, D, Arrays> s(Arrays::template samples<Number, D>(x.rows(), x.cols()), x.ghosts);
    auto score = mapped(s.array);
    const auto pull = static_cast<Number>(p.alpha / p.variance);
    const auto precision = static_cast<Number>(1 / p.variance);
    in_blocks(x, [&](Eigen::Index first, const auto& block) {
      const Attention a = attend(p, block);
      score.middleRows(first, block.rows()) =
          a.centre.array().colwise() * (pull / a.total) - precision * block;
    });
    return s;
  }
  // In nats, one a sample.
  template <int D, class Arrays>
  auto log_density(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Column density(x.rows());
    const double normaliser =
        -std::log(static_cast<double>(data_->rows())) -
        0.5 * static_cast<double>(data_->cols()) * std::log(2 * std::numbers::pi * p.variance);
    in_blocks(x, [&](Eigen::Index first, const auto& block) {
      const Attention a = attend(p, block);
      density.segment(first, block.rows()) =
          static_cast<Number>(normaliser) + a.total.log() + a.top -
          static_cast<Number>(0.5 / p.variance) * block.square().rowwise().sum();
    });
    return PerSample(density);
  }
  // -D/v + (alpha/v)^2 (sum_k r_k |m_k|^2 - |sum_k r_k m_k|^2), one a sample.
  template <int D, class Arrays>
  auto divergence(const Prepared& p, const Batch<Number, D, Arrays>& x) const {
    Column result(x.rows());
    const auto pull = static_cast<Number>(p.alpha / p.variance);
    in_blocks(x, [&](Eigen::Index first, const auto& block) {
      const Attention a = attend(p, block);
      const Column spread = 2 * a.half_square / a.total -
                            (a.centre.array().colwise() / a.total).square().rowwise().sum();
      result.segment(first, block.rows()) =
          pull * (pull * spread) -
          static_cast<Number>(static_cast<double>(data_->cols()) / p.variance);
    });
    return PerSample(result);
  }

  void validate() const {
    require(data_->rows() >= 1, "data.rows()", data_->rows(), "must lie in [1, infinity)");
    require(data_->cols() >= 1, "data.cols()", data_->cols(), "must lie in [1, infinity)");
    require(data_->allFinite(), "data", "not finite", "must be finite");
    require(bandwidth_ >= 0 && std::isfinite(bandwidth_), "bandwidth", bandwidth_,
            "must lie in [0, infinity)");
    require(threads_ >= 0, "threads", threads_, "must lie in [0, infinity)");
  }

 private:
  struct Attention {
    Matrix centre;              // sum_k of exp(affinity_k - top) m_k
    Column total, half_square;  // the same sum of ones and of |m_k|^2 / 2
    Column top;                 // the largest affinity
  };
  static constexpr Eigen::Index batch_block = 256, data_block = 1024;
  using PerSample = eigen::PerSample<Number, Eigen::Dynamic>;

  static Matrix copy_of(const auto& data) {
    if constexpr (requires { data.matrix(); }) {
      return data.matrix().template cast<Number>();
    } else {
      Matrix copy(rows_of(data), columns_of(data));
      for (Eigen::Index i = 0; i < copy.rows(); ++i)
        for (Eigen::Index d = 0; d < copy.cols(); ++d) copy(i, d) = static_cast<Number>(data(i, d));
      return copy;
    }
  }
  // Samples of any library's array, where they lie.
  static auto mapped(auto& array) {
    using Samples = Eigen::Array<Number, Eigen::Dynamic, Eigen::Dynamic>;
    using Seen = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(array)>>,
                                    const Samples, Samples>;
    return Eigen::Map<Seen>(&array(0, 0), rows_of(array), columns_of(array));
  }

  void in_blocks(const auto& x, const auto& f) const {
    require(x.cols() == data_->cols(), "dimension of the samples", x.cols(), "must be ",
            data_->cols(), ", that of the data");
    const Eigen::Index rows = x.rows();
    const auto samples = mapped(x.array);
    eigen::in_parallel(static_cast<std::size_t>((rows + batch_block - 1) / batch_block), threads_,
                       [&](std::size_t block) {
                         const Eigen::Index first = static_cast<Eigen::Index>(block) * batch_block;
                         f(first, samples.middleRows(first, std::min(batch_block, rows - first)));
                       });
  }

  Attention attend(const Prepared& p, const auto& x) const {
    const Eigen::Index rows = x.rows();
    const auto slope = static_cast<Number>(p.alpha / p.variance);
    const auto alpha = static_cast<Number>(p.alpha);
    Attention a{Matrix::Zero(rows, data_->cols()), Column::Zero(rows), Column::Zero(rows),
                Column::Constant(rows, -std::numeric_limits<Number>::infinity())};
    Matrix weight;
    for (Eigen::Index first = 0; first < data_->rows(); first += data_block) {
      const Eigen::Index count = std::min(data_block, data_->rows() - first);
      const auto data = data_->middleRows(first, count);
      const auto half_squares = half_squares_.segment(first, count);
      weight.noalias() = x.matrix() * data.transpose();
      weight.array() = slope * (weight.array().rowwise() - alpha * half_squares);

      const Column top = a.top.max(weight.array().rowwise().maxCoeff());
      const Column shrink = (a.top - top).exp();
      // what is below e^-69 of the largest counts as that: a denormal would cost four times as much
      weight.array() = (weight.array().colwise() - top).max(Number(-69)).exp();
      a.total = a.total * shrink + weight.array().rowwise().sum();
      a.half_square = a.half_square * shrink + (weight * half_squares.matrix().transpose()).array();
      a.centre.array().colwise() *= shrink;
      a.centre.noalias() += weight * data;
      a.top = top;
    }
    return a;
  }

  std::shared_ptr<const Matrix> data_;  // copies of the model share it
  Row half_squares_;
  double bandwidth_;
  int threads_;
};
template <class Array>
DataSet(const Array&, double = 0, int = 1) -> DataSet<number_in<Array>>;

}  // namespace scoresde
