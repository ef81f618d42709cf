// A linear combination of values, remembered at compile time and evaluated in one pass when it is
// assigned: `a * x + b * s + c * z` allocates nothing and touches no memory.
#pragma once
#include <array>
#include <scoresde/value/concept.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

namespace scoresde {

struct One {};  // the coefficient of a bare `x`: no multiplication

template <Value V, class... C>
class Combination : public Linear {
  using All = std::index_sequence_for<C...>;

 public:
  constexpr Combination(std::tuple<C...> coefficients, std::array<const V*, sizeof...(C)> values)
      : coefficients_(coefficients), values_(values) {}

  // The sum of read(coefficient) * read(value), term by term, where the value says how one of its
  // elements and the coefficient that belongs to it are read.
  template <class Read>
  constexpr auto evaluate(const Read& read) const {
    return [&]<std::size_t... i>(std::index_sequence<i...>) {
      return (scaled(read, std::get<i>(coefficients_), read(*values_[i])) + ...);
    }(All{});
  }

  template <class K>
  constexpr auto times(const K& k) const {
    return std::apply(
        [&](const C&... c) {
          return Combination<V, decltype(product(k, c))...>({product(k, c)...}, values_);
        },
        coefficients_);
  }
  template <class... B>
  constexpr auto plus(const Combination<V, B...>& b) const {
    return [&]<std::size_t... i, std::size_t... j>(std::index_sequence<i...>,
                                                   std::index_sequence<j...>) {
      return Combination<V, C..., B...>(std::tuple_cat(coefficients_, b.coefficients()),
                                        {values_[i]..., b.values()[j]...});
    }(All{}, std::index_sequence_for<B...>{});
  }

  constexpr const std::tuple<C...>& coefficients() const { return coefficients_; }
  constexpr const std::array<const V*, sizeof...(C)>& values() const { return values_; }

 private:
  template <class K, class A>
  static constexpr auto product(const K& k, const A& a) {
    if constexpr (std::same_as<A, One>)
      return k;
    else
      return k * a;
  }
  template <class Read, class K, class E>
  static constexpr auto scaled(const Read& read, const K& k, const E& element) {
    if constexpr (std::same_as<K, One>)
      return element;
    else if constexpr (!std::is_arithmetic_v<K>)
      return read(k) * element;
    else if constexpr (requires { typename E::Scalar; })
      return typename E::Scalar(k) * element;
    else if constexpr (std::is_arithmetic_v<E>)
      return E(k) * element;
    else
      return k * element;
  }

  std::tuple<C...> coefficients_;
  std::array<const V*, sizeof...(C)> values_;
};

template <Value V>
constexpr Combination<V, One> terms(const V& x) {
  return {{}, {&x}};
}
template <class V, class... C>
constexpr const Combination<V, C...>& terms(const Combination<V, C...>& sum) {
  return sum;
}

// A term refers to its value, so the value must have a name: `const auto s = score(x);`.
template <Factor K, Value V>
constexpr void operator*(const K&, const V&&) = delete;
template <Factor K, Value V>
constexpr void operator*(const V&&, const K&) = delete;

}  // namespace scoresde
