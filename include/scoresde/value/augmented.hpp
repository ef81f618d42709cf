// A value with numbers that are integrated beside it, one a sample each: the state of an equation
// for the log-density.
#pragma once
#include <scoresde/value/point.hpp>
#include <vector>

namespace scoresde {

template <Value V>
struct Augmented : Vector {
  using PerSample = typename V::PerSample;
  V x;
  std::vector<PerSample> integral;

  Augmented() = default;
  Augmented(const V& state, std::vector<PerSample> integrals)
      : x(state), integral(std::move(integrals)) {}
  template <class... C>
  Augmented(const Combination<Augmented, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  Augmented& operator=(const Combination<Augmented, C...>& sum) {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      x = Combination<V, C...>(sum.coefficients(), {&sum.values()[i]->x...});
    }(std::index_sequence_for<C...>{});
    integral.resize(sum.values()[0]->integral.size());
    for (std::size_t j = 0; j < integral.size(); ++j)
      integral[j] =
          PerSample(sum.evaluate([j](const Augmented& a) { return summand(a.integral[j]); }));
    return *this;
  }
};

template <class C, class F, class V, class... X>
auto reduce(const C& combine, const F& f, const Augmented<V>& a, const X&... more) {
  auto result = reduce(combine, f, a.x, more.x...);
  const auto all = numbers(result);
  for (std::size_t j = 0; j < a.integral.size(); ++j)
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = combine(all[i], f(number_of(a.integral[j], i), number_of(more.integral[j], i)...));
  return result;
}
template <class V>
constexpr int dimension(const Augmented<V>& a) {
  return dimension(a.x) + static_cast<int>(a.integral.size());
}

}  // namespace scoresde
