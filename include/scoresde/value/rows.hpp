// Arrays of samples, one a row, of whatever library: what the calls that take data ask of them is
// a(i, d), and how many rows and columns there are.
#pragma once
#include <cstddef>
#include <type_traits>

namespace scoresde {

template <class Array>
constexpr auto rows_of(const Array& a) {
  if constexpr (requires { a.rows(); })
    return a.rows();
  else
    return static_cast<std::ptrdiff_t>(a.shape(0));
}
template <class Array>
constexpr auto columns_of(const Array& a) {
  if constexpr (requires { a.cols(); })
    return a.cols();
  else
    return static_cast<std::ptrdiff_t>(a.shape(1));
}

template <class Array>
struct NumberOf {
  using type = typename Array::value_type;
};
template <class Array>
  requires requires { typename Array::Scalar; }
struct NumberOf<Array> {
  using type = typename Array::Scalar;
};
// An array of Real, of the library and the shape of another. A library whose arrays have no cast
// specialises it.
template <class Array>
struct ArrayLike {
  template <class Real>
  static auto make(const Array& like) {
    return like.template cast<Real>().eval();
  }
};

template <class Array>
using number_in = typename NumberOf<std::remove_cvref_t<Array>>::type;

}  // namespace scoresde
