// Arrays of samples, one a row, of whatever library: what the calls that take data ask of them is
// a(i, d), and how many rows and columns there are.
#pragma once
#include <cmath>
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
    if constexpr (requires { like.template cast<Real>(); })
      return like.template cast<Real>().eval();
    else
      return Array(like);
  }
};
template <class Real, class Array>
auto array_like(const Array& like) {
  return ArrayLike<Array>::template make<Real>(like);
}
// What is read by a(i, d), number by number: arrays and views where they lie, an expression of
// Eigen as the array that it comes to.
template <class Array>
decltype(auto) evaluated(const Array& array) {
  if constexpr (
      requires { array.eval(); } && !requires { array.data(); })
    return array.eval();
  else
    return (array);
}

// The sum of an array of one number a sample, in double and in order, without what is not a number.
// A library whose arrays have no size() and a[i] specialises SumOf.
struct Sum {
  double total = 0;
  std::ptrdiff_t count = 0;
};
template <class Numbers>
struct SumOf {
  static constexpr Sum sum(const Numbers& a) {
    Sum all;
    for (decltype(a.size()) i = 0; i < a.size(); ++i)
      if (const auto k = static_cast<double>(a[i]); k == k) {
        all.total += k;
        ++all.count;
      }
    return all;
  }
};
template <class Numbers>
constexpr Sum sum_of(const Numbers& a) {
  return SumOf<Numbers>::sum(a);
}

// The first row with a number of that size or more, either sign; -1 if there is none. Arrays that
// are not read by a(i, d) on the host have a member far_row(size), or specialise it.
template <class Array>
struct FarRows {
  static std::ptrdiff_t first(const Array& a, double size) {
    if constexpr (requires { a.far_row(size); }) {
      return a.far_row(size);
    } else {
      const auto rows = rows_of(a), columns = columns_of(a);
      auto found = rows;  // looked for column by column, as they lie in memory
      for (auto d = 0 * columns; d < columns; ++d)
        for (auto i = 0 * rows; i < found; ++i)
          if (std::abs(static_cast<double>(a(i, d))) >= size) found = i;
      return found < rows ? static_cast<std::ptrdiff_t>(found) : -1;
    }
  }
};

template <class Array>
using number_in = typename NumberOf<std::remove_cvref_t<Array>>::type;

}  // namespace scoresde
