// Data about their centre, for sums over them: numbers far from the origin have coarse roundings,
// and so has whatever is computed from them.
#pragma once
#include <Eigen/Core>
#include <cmath>
#include <scoresde/value/require.hpp>
#include <scoresde/value/rows.hpp>

namespace scoresde::eigen {

template <class Real>
class CentredData {
 public:
  // One datum a row, an array of any library or an expression of such. Throws
  // std::invalid_argument where there are none, or one is not finite.
  template <class Array>
  explicit CentredData(const Array& data)
      : dimension_(columns_of(data)), centre_(dimension_), squares_(rows_of(data)) {
    require(count() >= 1, "data.rows()", count(), "must lie in [1, infinity)");
    require(dimension() >= 1, "data.cols()", dimension(), "must lie in [1, infinity)");
    numbers_.setZero(stride(), count() + line / stride() + 1);
    for (Eigen::Index d = 0; d < dimension(); ++d) {
      const Eigen::ArrayXd own = coordinate(data, d);
      for (const double c : own)
        require(std::isfinite(c), "coordinate of the data", c, "must lie in (-infinity, infinity)");
      centre_[d] = (own / static_cast<double>(count())).sum();
      numbers_.row(d).head(count()) = (own - centre_[d]).template cast<Real>();
    }
    squares_ = numbers_.leftCols(count()).square().colwise().sum();
    radius_ = std::sqrt(static_cast<double>(squares_.maxCoeff()));
  }

  Eigen::Index count() const { return squares_.size(); }
  Eigen::Index dimension() const { return dimension_; }
  double centre(Eigen::Index d) const { return centre_[d]; }
  // Less the centre: the datum's numbers side by side, its square, the largest norm. A cache line
  // may be read wherever a number is.
  const Real* datum(Eigen::Index k) const { return &numbers_(0, k); }
  Real square(Eigen::Index k) const { return squares_[k]; }
  double radius() const { return radius_; }

 private:
  static Eigen::ArrayXd coordinate(const auto& data, Eigen::Index d) {
    if constexpr (requires { data.matrix(); }) {
      return data.matrix().col(d).array().template cast<double>();
    } else {
      Eigen::ArrayXd own(rows_of(data));
      for (Eigen::Index k = 0; k < own.size(); ++k) own[k] = static_cast<double>(data(k, d));
      return own;
    }
  }
  static constexpr Eigen::Index line = 64 / sizeof(Real);
  // An odd number of cache lines, lest a coordinate of all data fall on the same ones.
  Eigen::Index stride() const {
    return dimension() < line ? dimension() : ((dimension() + line - 1) / line | 1) * line;
  }

  Eigen::Index dimension_;
  Eigen::Array<Real, Eigen::Dynamic, Eigen::Dynamic> numbers_;  // a datum a column
  Eigen::ArrayXd centre_;
  Eigen::Array<Real, Eigen::Dynamic, 1> squares_;
  double radius_;
};

}  // namespace scoresde::eigen
