// A batch as a vector of points: the simplest value there is, which every backend's is compared
// with and a new one may start from. It is worked through sample by sample.
#pragma once
#include <algorithm>
#include <cstddef>
#include <scoresde/value/point.hpp>
#include <vector>

namespace scoresde::conformance {

// One number a sample.
template <class Real>
struct PlainNumbers {
  using Scalar = Real;
  std::vector<Real> each;

  friend PlainNumbers operator+(const PlainNumbers& a, const PlainNumbers& b) {
    return joined(a, b, [](Real p, Real q) { return p + q; });
  }
  friend PlainNumbers operator-(const PlainNumbers& a, const PlainNumbers& b) {
    return joined(a, b, [](Real p, Real q) { return p - q; });
  }
  friend PlainNumbers operator*(const PlainNumbers& a, const PlainNumbers& b) {
    return joined(a, b, [](Real p, Real q) { return p * q; });
  }
  friend PlainNumbers operator/(const PlainNumbers& a, const PlainNumbers& b) {
    return joined(a, b, [](Real p, Real q) { return p / q; });
  }
  friend PlainNumbers operator+(Real k, const PlainNumbers& a) { return a.constant(k) + a; }
  friend PlainNumbers operator-(Real k, const PlainNumbers& a) { return a.constant(k) - a; }
  friend PlainNumbers operator*(Real k, const PlainNumbers& a) { return a.constant(k) * a; }
  friend PlainNumbers operator/(Real k, const PlainNumbers& a) { return a.constant(k) / a; }
  friend PlainNumbers operator+(const PlainNumbers& a, Real k) { return a + a.constant(k); }
  friend PlainNumbers operator-(const PlainNumbers& a, Real k) { return a - a.constant(k); }
  friend PlainNumbers operator*(const PlainNumbers& a, Real k) { return a * a.constant(k); }
  friend PlainNumbers operator/(const PlainNumbers& a, Real k) { return a / a.constant(k); }
  friend PlainNumbers sqrt(PlainNumbers a) {
    for (Real& n : a.each) n = std::sqrt(n);
    return a;
  }
  friend std::span<Real> numbers(PlainNumbers& a) { return a.each; }
  friend Real number_of(const PlainNumbers& a, std::size_t i) { return a.each[i]; }
  friend const PlainNumbers& summand(const PlainNumbers& a) { return a; }

 private:
  PlainNumbers constant(Real k) const { return {std::vector<Real>(each.size(), k)}; }
  static PlainNumbers joined(PlainNumbers a, const PlainNumbers& b, const auto& f) {
    for (std::size_t i = 0; i < a.each.size(); ++i) a.each[i] = f(a.each[i], b.each[i]);
    return a;
  }
};

template <class Number, int D>
struct PlainBatch : Vector {
  using Real = Number;
  using PerSample = PlainNumbers<Real>;
  using Sample = Point<Real, D>;
  std::vector<Sample> samples;
  std::size_t ghosts = 0;  // at the end, which only complete the last Langevin group

  PlainBatch() = default;
  PlainBatch(std::vector<Sample> points, std::size_t ghost_samples = 0)
      : samples(std::move(points)), ghosts(ghost_samples) {}
  template <class... C>
  PlainBatch(const Combination<PlainBatch, C...>& sum) {
    *this = sum;
  }
  template <class... C>
  PlainBatch& operator=(const Combination<PlainBatch, C...>& sum) {
    const PlainBatch& first = *sum.values()[0];
    ghosts = first.ghosts;
    samples.resize(first.samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i)
      for (int d = 0; d < D; ++d) samples[i][d] = sum.evaluate(Read{i, d});
    return *this;
  }

  friend PerSample inner(const PlainBatch& x, const PlainBatch& y) {
    return per_sample([](const Sample& p, const Sample& q) { return inner(p, q); }, x, y);
  }
  friend PerSample mean_over(OverSample, const PerSample& k, const PlainBatch&) { return k; }
  friend PerSample mean_over(OverGroup, PerSample k, const PlainBatch&) {
    constexpr std::size_t group = group_size(D), parts = std::min<std::size_t>(16, group);
    for (std::size_t first = 0; first + group <= k.each.size(); first += group) {
      Real part[parts] = {};  // an order fixed by the index, then pairwise
      for (std::size_t i = 0; i < group; ++i) part[i % parts] += k.each[first + i];
      for (std::size_t half = parts / 2; half > 0; half /= 2)
        for (std::size_t j = 0; j < half; ++j) part[j] += part[j + half];
      std::fill_n(&k.each[first], group, part[0] / static_cast<Real>(group));
    }
    return k;
  }
  friend PerSample mean_over(OverBatch, PerSample k, const PlainBatch& x) {
    const std::size_t own = k.each.size() - x.ghosts;
    double sum = 0;
    for (std::size_t i = 0; i < own; ++i) sum += k.each[i];
    std::fill(k.each.begin(), k.each.end(), static_cast<Real>(sum / static_cast<double>(own)));
    return k;
  }
  friend PlainBatch choose(const PerSample& k, const PlainBatch& x, const PlainBatch& y) {
    PlainBatch chosen = y;
    for (std::size_t i = 0; i < k.each.size(); ++i)
      if (k.each[i] > 0) chosen.samples[i] = x.samples[i];
    return chosen;
  }
  template <class F, Summand... X>
  friend PlainBatch pointwise(const F& f, const PlainBatch& x, const X&... more) {
    PlainBatch y = x;
    for (std::size_t i = 0; i < x.samples.size(); ++i)
      y.samples[i] = f(x.samples[i], stored(more).samples[i]...);
    return y;
  }
  template <class F, class... C, Summand... X>
  friend PlainBatch pointwise(const F& f, const Combination<PlainBatch, C...>& x,
                              const X&... more) {
    return pointwise(f, PlainBatch(x), more...);
  }
  template <class F, class... X>
  friend PerSample per_sample(const F& f, const PlainBatch& x, const X&... more) {
    PerSample k{std::vector<Real>(x.samples.size())};
    for (std::size_t i = 0; i < x.samples.size(); ++i)
      k.each[i] = f(x.samples[i], more.samples[i]...);
    return k;
  }
  template <class F, class... X>
  friend PerSample paired(const F& f, PlainBatch& y, const PlainBatch& x, const X&... more) {
    y = x;
    PerSample k{std::vector<Real>(x.samples.size())};
    for (std::size_t i = 0; i < x.samples.size(); ++i) {
      const auto [point, number] = f(x.samples[i], more.samples[i]...);
      y.samples[i] = point;
      k.each[i] = number;
    }
    return k;
  }
  template <class C, class F, class... X>
  friend PerSample reduce(const C& combine, const F& f, const PlainBatch& x, const X&... more) {
    return per_sample([&](const auto&... p) { return scoresde::reduce(combine, f, p...); }, x,
                      more...);
  }
  friend constexpr int dimension(const PlainBatch&) { return D; }

 private:
  struct Read {
    std::size_t i;
    int d;
    const Real& operator()(const PlainBatch& x) const { return x.samples[i][d]; }
    const Real& operator()(const PerSample& k) const { return k.each[i]; }
  };
};

}  // namespace scoresde::conformance
