// Numbers are made on the host in double and reach a place once, as its real type: as<Real>(n) is n
// with every double in it made a Real. It reaches into arrays, vectors and aggregates that are
// templates of one type, such as `template <class Real> struct Numbers { Real a, b; int k; }`.
// A type that is converted otherwise has a member template in<Real>().
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <vector>

namespace scoresde {

template <class Real, class N>
constexpr auto as(const N& numbers);

namespace real {

struct Anything {  // stands for any member when members are counted
  template <class T>
  constexpr operator T() const;
};
template <class N, class... A>
constexpr int members() {
  if constexpr (sizeof...(A) == 9)
    return 9;  // too many, as `tied` will say
  else if constexpr (requires { N{A{}..., Anything{}}; })
    return members<N, A..., Anything>();
  else
    return sizeof...(A);
}

// The members of an aggregate, by reference.
template <class N>
constexpr auto tied(const N& n) {
  constexpr int count = members<N>();
  static_assert(count >= 1 && count <= 8, "numbers: one to eight members; group them in arrays");
  if constexpr (count == 1) {
    const auto& [a] = n;
    return std::tie(a);
  } else if constexpr (count == 2) {
    const auto& [a, b] = n;
    return std::tie(a, b);
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = n;
    return std::tie(a, b, c);
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = n;
    return std::tie(a, b, c, d);
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = n;
    return std::tie(a, b, c, d, e);
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = n;
    return std::tie(a, b, c, d, e, f);
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, f, g] = n;
    return std::tie(a, b, c, d, e, f, g);
  } else {
    const auto& [a, b, c, d, e, f, g, h] = n;
    return std::tie(a, b, c, d, e, f, g, h);
  }
}

template <class Real>
struct To {
  template <class N>
  static constexpr auto convert(const N& n) {
    if constexpr (requires { n.template in<Real>(); })
      return n.template in<Real>();
    else
      return n;
  }
  static constexpr Real convert(double n) { return static_cast<Real>(n); }
  template <class E, std::size_t size>
  static constexpr auto convert(const std::array<E, size>& n) {
    std::array<decltype(as<Real>(n[0])), size> made{};
    for (std::size_t i = 0; i < size; ++i) made[i] = as<Real>(n[i]);
    return made;
  }
  template <class E>
  static constexpr auto convert(const std::vector<E>& n) {
    std::vector<decltype(as<Real>(n[0]))> made;
    made.reserve(n.size());
    for (const E& member : n) made.push_back(as<Real>(member));
    return made;
  }
  template <template <class> class N>
  requires std::is_aggregate_v<N<double>>
  static constexpr N<Real> convert(const N<double>& n) {
    return std::apply(
        [](const auto&... member) {
          N<Real> made{as<Real>(member)...};
          return made;
        },
        tied(n));
  }
};

}  // namespace real

template <class Real, class N>
constexpr auto as(const N& numbers) {
  if constexpr (std::integral<N>)
    return numbers;
  else
    return real::To<Real>::convert(numbers);
}

}  // namespace scoresde
