// Samples in xtensor's containers. What a run gives is made once and moved out; what it takes, any
// container or view or expression with two axes, is read where it lies; what an observer sees is a
// view of the state's own memory. Nothing is copied at the door.
#pragma once
#include <array>
#include <cstddef>
#include <scoresde/value/rows.hpp>
#include <scoresde/xtensor/headers.hpp>

namespace scoresde {

struct XtensorArrays {
  // A sample a row, each coordinate contiguous.
  template <class Real, int D>
  using Samples = xt::xtensor<Real, 2, xt::layout_type::column_major>;
  template <class Real>
  using Numbers = xt::xtensor<Real, 1>;  // one a sample

  template <class Real, int D>
  static Samples<Real, D> samples(std::ptrdiff_t rows, std::ptrdiff_t columns) {
    return Samples<Real, D>::from_shape({unsigned_of(rows), unsigned_of(columns)});
  }
  template <class Real>
  static Numbers<Real> numbers(std::ptrdiff_t size) {
    return Numbers<Real>::from_shape({unsigned_of(size)});
  }
  template <int D, class Real>
  static auto view(const Real* first, std::ptrdiff_t rows, std::ptrdiff_t columns,
                   std::ptrdiff_t stride) {
    const std::array<std::size_t, 2> shape{unsigned_of(rows), unsigned_of(columns)};
    const std::array<std::ptrdiff_t, 2> strides{1, stride};
    return xt::adapt(first, unsigned_of(rows * columns), xt::no_ownership(), shape, strides);
  }

 private:
  static std::size_t unsigned_of(std::ptrdiff_t n) { return static_cast<std::size_t>(n); }
};

template <class Array>
  requires std::derived_from<Array, xt::xexpression<Array>>
struct ArrayLike<Array> {
  template <class Real>
  static auto make(const Array& like) {
    return XtensorArrays::samples<Real, -1>(rows_of(like), columns_of(like));
  }
};

}  // namespace scoresde
