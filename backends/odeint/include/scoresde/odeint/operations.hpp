// Boost.Odeint's view of a Value: a vector space, each sum of a Runge-Kutta stage one Combination,
// evaluated in one pass wherever the value lives.
#pragma once
#include <array>
#include <boost/numeric/odeint/algebra/vector_space_algebra.hpp>
#include <scoresde/value/point.hpp>
#include <utility>

namespace scoresde::odeint {

template <std::size_t n>
struct ScaledSum {
  using result_type = void;
  std::array<double, n> factor;

  template <std::convertible_to<double>... K>
    requires(sizeof...(K) == n)
  constexpr ScaledSum(K... factors) : factor{factors...} {}

  template <class V, class... X>
    requires(sizeof...(X) == n)
  constexpr void operator()(V& sum, const X&... x) const {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      sum = (... + (factor[i] * x));
    }(std::index_sequence_for<X...>{});
  }
};

struct Operations {
  template <class...>
  using scale_sum1 = ScaledSum<1>;
  template <class...>
  using scale_sum2 = ScaledSum<2>;
  template <class...>
  using scale_sum3 = ScaledSum<3>;
  template <class...>
  using scale_sum4 = ScaledSum<4>;
  template <class...>
  using scale_sum5 = ScaledSum<5>;
  template <class...>
  using scale_sum6 = ScaledSum<6>;
  template <class...>
  using scale_sum7 = ScaledSum<7>;
  template <class...>
  using scale_sum8 = ScaledSum<8>;
  template <class...>
  using scale_sum9 = ScaledSum<9>;
  template <class...>
  using scale_sum10 = ScaledSum<10>;
  template <class...>
  using scale_sum11 = ScaledSum<11>;
  template <class...>
  using scale_sum12 = ScaledSum<12>;
  template <class...>
  using scale_sum13 = ScaledSum<13>;
  template <class...>
  using scale_sum14 = ScaledSum<14>;
};

using Algebra = boost::numeric::odeint::vector_space_algebra;

}  // namespace scoresde::odeint
