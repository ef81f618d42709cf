// D coordinates of any element: a float (one sample in registers), a SIMD lane, a dual number, a
// law.
#pragma once
#include <scoresde/value/combination.hpp>
#include <scoresde/value/element.hpp>
#include <span>

namespace scoresde {

template <class E, int D>
struct Point : Vector {
  using PerSample = E;
  using Element = E;
  static constexpr int dimension = D;

  E coordinate[D];

  constexpr Point() = default;
  template <std::convertible_to<E>... C>
    requires(sizeof...(C) == D)
  constexpr explicit Point(const C&... c) : coordinate{static_cast<E>(c)...} {}
  template <class... C>
  constexpr Point(const Combination<Point, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  constexpr Point& operator=(const Combination<Point, C...>& sum) {
    for (int d = 0; d < D; ++d) coordinate[d] = sum.evaluate(Read{d});
    return *this;
  }

  constexpr E& operator[](int d) { return coordinate[d]; }
  constexpr const E& operator[](int d) const { return coordinate[d]; }

 private:
  struct Read {
    int d;
    constexpr const E& operator()(const Point& x) const { return x.coordinate[d]; }
    constexpr const E& operator()(const E& per_sample) const { return per_sample; }
  };
};

template <class E, int D>
constexpr E inner(const Point<E, D>& x, const Point<E, D>& y) {
  E sum = x[0] * y[0];
  for (int d = 1; d < D; ++d) sum = sum + x[d] * y[d];
  return sum;
}
// combine(...) over the coordinates d of f(x_d, ...).
template <class C, class F, class E, int D, class... X>
constexpr E reduce(const C& combine, const F& f, const Point<E, D>& x, const X&... more) {
  E result = f(x[0], more[0]...);
  for (int d = 1; d < D; ++d) result = combine(result, f(x[d], more[d]...));
  return result;
}
template <class F, class E, int D, class... X>
constexpr E per_sample(const F& f, const Point<E, D>& x, const X&... more) {
  return f(x, more...);
}
// f gives a pair: its points go to y, its numbers are the result.
template <class F, class E, int D, class... X>
constexpr E paired(const F& f, Point<E, D>& y, const Point<E, D>& x, const X&... more) {
  const auto [point, number] = f(x, more...);
  y = point;
  return number;
}
template <class E, int D>
constexpr int dimension(const Point<E, D>&) {
  return D;
}
// A PerSample on the host: its numbers, the i-th of them, and what a sum of such is made of.
template <std::floating_point E>
constexpr std::span<E> numbers(E& k) {
  return {&k, 1};
}
template <std::floating_point E>
constexpr E number_of(E k, std::size_t) {
  return k;
}
template <std::floating_point E>
constexpr E summand(E k) {
  return k;
}
template <class E, int D>
constexpr E mean_over(OverSample, const E& k, const Point<E, D>&) {
  return k;
}
template <class E, int D>
constexpr Point<E, D> choose(const E& k, const Point<E, D>& x, const Point<E, D>& y) {
  Point<E, D> chosen;
  for (int d = 0; d < D; ++d) chosen[d] = choose(k, x[d], y[d]);
  return chosen;
}

// A value that is stored: a combination is evaluated, a value is passed on.
template <Value V>
constexpr const V& stored(const V& x) {
  return x;
}
template <Value V, class... C>
constexpr V stored(const Combination<V, C...>& sum) {
  return sum;
}

// f at every sample of values or combinations. A value of many samples overloads it.
template <class F, Summand... X>
constexpr auto pointwise(const F& f, const X&... x) {
  return f(stored(x)...);
}

}  // namespace scoresde
