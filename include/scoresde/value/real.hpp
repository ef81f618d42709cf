// Numbers are made on the host in double and reach a place once, as its real type: as<Real>(n) is n
// with every double in it made a Real. It reaches into arrays, vectors and aggregates that are
// templates of one type, such as `template <class Real> struct Numbers { Real a, b; int k; }`.
// A type that is converted otherwise has a member template in<Real>().
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
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
  if constexpr (sizeof...(A) == 12)
    return 12;
  else if constexpr (requires { N{A{}..., Anything{}}; })
    return members<N, A..., Anything>();
  else
    return sizeof...(A);
}

template <class To>
constexpr To filled(const auto&... member) {
  To to{static_cast<std::remove_cvref_t<decltype(member)>>(member)...};
  return to;
}
template <class Real, class To, class N>
constexpr To rebuilt(const N& n) {
  constexpr int count = members<N>();
  static_assert(count <= 8, "numbers: at most eight members; group them in arrays");
  if constexpr (count == 1) {
    const auto& [a] = n;
    return filled<To>(as<Real>(a));
  } else if constexpr (count == 2) {
    const auto& [a, b] = n;
    return filled<To>(as<Real>(a), as<Real>(b));
  } else if constexpr (count == 3) {
    const auto& [a, b, c] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c));
  } else if constexpr (count == 4) {
    const auto& [a, b, c, d] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c), as<Real>(d));
  } else if constexpr (count == 5) {
    const auto& [a, b, c, d, e] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c), as<Real>(d), as<Real>(e));
  } else if constexpr (count == 6) {
    const auto& [a, b, c, d, e, f] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c), as<Real>(d), as<Real>(e), as<Real>(f));
  } else if constexpr (count == 7) {
    const auto& [a, b, c, d, e, f, g] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c), as<Real>(d), as<Real>(e), as<Real>(f),
                      as<Real>(g));
  } else {
    const auto& [a, b, c, d, e, f, g, h] = n;
    return filled<To>(as<Real>(a), as<Real>(b), as<Real>(c), as<Real>(d), as<Real>(e), as<Real>(f),
                      as<Real>(g), as<Real>(h));
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
    for (const E& member : n) made.push_back(as<Real>(member));
    return made;
  }
  template <template <class> class N>
    requires std::is_aggregate_v<N<double>>
  static constexpr N<Real> convert(const N<double>& n) {
    return rebuilt<Real, N<Real>>(n);
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
