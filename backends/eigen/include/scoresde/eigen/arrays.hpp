// What samples lie in where users see them, a sample a row. This backend computes on raw columns; a
// library of arrays only says how they are taken, given and looked at, so another one needs these
// few functions and no other code (xtensor/arrays.hpp).
#pragma once
#include <Eigen/Core>
#include <cmath>
#include <scoresde/value/rows.hpp>

namespace scoresde {

struct EigenArrays {
  template <class Real, int D>
  using Samples = Eigen::Array<Real, Eigen::Dynamic, D>;  // each coordinate contiguous
  template <class Real>
  using Numbers = Eigen::Array<Real, Eigen::Dynamic, 1>;  // one a sample

  template <class Real, int D>
  static Samples<Real, D> samples(Eigen::Index rows, Eigen::Index columns) {
    return Samples<Real, D>(rows, columns);
  }
  template <class Real>
  static Numbers<Real> numbers(Eigen::Index size) {
    return Numbers<Real>(size);
  }
  // Rows in a state's own memory, column d from first + d stride on: no copy.
  template <int D, class Real>
  static auto view(const Real* first, Eigen::Index rows, Eigen::Index columns,
                   Eigen::Index stride) {
    using Seen = Eigen::Map<const Samples<Real, D>, Eigen::Unaligned, Eigen::OuterStride<>>;
    return Seen(first, rows, columns, Eigen::OuterStride<>(stride));
  }
};

namespace eigen {

// Samples in memory, each coordinate contiguous and `stride` numbers after the one before.
template <class Real>
struct Columns {
  Real* first;
  Eigen::Index stride;

  Real& operator()(Eigen::Index i, Eigen::Index d) const { return first[d * stride + i]; }
  bool finite(Eigen::Index i, Eigen::Index columns) const {
    bool all = true;
    for (Eigen::Index d = 0; d < columns; ++d) all = all && std::isfinite((*this)(i, d));
    return all;
  }
  // Copied to the rows of an array from row `at` on.
  void copy_to(auto& array, Eigen::Index at, Eigen::Index rows) const {
    for (Eigen::Index d = 0; d < columns_of(array); ++d)
      for (Eigen::Index i = 0; i < rows; ++i) array(at + i, d) = (*this)(i, d);
  }
};
template <class Array>
auto columns(Array& array) {
  return Columns<std::remove_reference_t<decltype(array(0, 0))>>{&array(0, 0), rows_of(array)};
}

}  // namespace eigen

}  // namespace scoresde
