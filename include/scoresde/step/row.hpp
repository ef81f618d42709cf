// A row of a formula: a linear combination of symbols, on the host in double. Its type knows which
// symbols, and which predictions they depend on.
#pragma once
#include <scoresde/score/prediction.hpp>
#include <scoresde/step/tableau.hpp>
#include <scoresde/time_grid/interval.hpp>

namespace scoresde {

// A prediction of kind Of that a formula asks for: at which row, and when.
template <class Of, Shape at>
struct Evaluation {
  using Kind = Of;
  static constexpr Shape shape = at;
  std::array<double, at.weights()> weight;
  double t;
  bool operator==(const Evaluation&) const = default;
};
template <class... E>
using History = std::tuple<E...>;  // the evaluations that a row depends on, in order

// The longest of several histories; the others must be its beginning.
template <class... E>
constexpr auto latest(const History<E...>& h) {
  return h;
}
template <class... E, class... F, class... More>
constexpr auto latest(const History<E...>& a, const History<F...>& b, const More&... more) {
  if constexpr (sizeof...(E) < sizeof...(F)) {
    return latest(b, a, more...);
  } else {
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      static_assert((std::same_as<std::tuple_element_t<i, History<E...>>, F> && ...),
                    "two predictions side by side: say which is first: score(y, t, after)");
      if (!((std::get<i>(a) == std::get<i>(b)) && ...))
        throw std::logic_error(
            "two predictions side by side: say which is first: score(y, t, after)");
    }(std::index_sequence_for<F...>{});
    return latest(a, more...);
  }
}

constexpr auto weights_of(const auto& rows) {
  return std::apply([](const auto&... r) { return std::tuple_cat(r.weight...); }, rows);
}
template <class Real, class... E, class R, class... K>
constexpr auto tableau(const History<E...>& history, const R& next, const std::tuple<K...>& kept) {
  using Rows = Tableau<Real, sizeof...(E), E::shape..., R::shape, K::shape...>;
  return std::apply(
      [](auto... w) {
        Rows rows{{static_cast<Real>(w)...}};
        return rows;
      },
      std::tuple_cat(weights_of(history), next.weight, weights_of(kept)));
}
template <class... E>
constexpr auto wanted_by(const History<E...>& history) {
  return std::apply([](const E&... e) { return Wanted<typename E::Kind...>{{e.t...}}; }, history);
}

template <Shape form, class H>
struct Row : Linear {
  static constexpr Shape shape = form;
  std::array<double, form.weights()> weight;
  H history;

  constexpr Row(const std::array<double, form.weights()>& w = {}, const H& h = {})
      : weight(w), history(h) {}

  constexpr double operator[](int slot) const {
    return !form.has(slot) ? 0 : form.unit(slot) ? 1 : weight[form.position(slot)];
  }
  template <Shape target>  // the same combination, or a part of it, in another shape
  constexpr auto shaped() const {
    Row<target, H> row({}, history);
    for (int i = 0; i < target.size(); ++i)
      if (const int slot = target.nth(i); !target.unit(slot))
        row.weight[target.position(slot)] = (*this)[slot];
    return row;
  }

  constexpr auto times(double k) const {
    auto row = shaped<Shape{form.slots, 0}>();
    for (double& w : row.weight) w *= k;
    return row;
  }
  template <Shape other, class G>
  constexpr auto plus(const Row<other, G>& b) const {
    constexpr unsigned twice = form.slots & other.slots;
    constexpr Shape both{form.slots | other.slots, (form.units | other.units) & ~twice};
    const auto all = latest(history, b.history);
    Row<both, std::remove_const_t<decltype(all)>> sum({}, all);
    for (int i = 0; i < both.size(); ++i)
      if (const int slot = both.nth(i); !both.unit(slot))
        sum.weight[both.position(slot)] = (*this)[slot] + b[slot];
    return sum;
  }

  constexpr operator double() const {  // for a function of std, say
    not_linear(*this);
    return 0;
  }

  // As what a step returns: the text of this formula, and the predictions that it asks for.
  template <class Real>
  constexpr auto in() const {
    return tableau<Real>(history, *this, std::tuple<>{});
  }
  constexpr auto wanted(const Interval&) const { return wanted_by(history); }
};
template <Shape form, class H>
constexpr const Row<form, H>& terms(const Row<form, H>& r) {
  return r;
}

// The same row without its noise: what the published code calls x_mean.
template <Shape form, class H>
constexpr auto without_noise(const Row<form, H>& r) {
  return r.template shaped<form.only(~slot::noises)>();
}

// What a step returns when it also keeps rows for the step after; alone, a row is the next state.
template <class R, class... K>
struct Keeping {
  R next;
  std::tuple<K...> kept;

  template <class Real>
  constexpr auto in() const {
    return tableau<Real>(history(), next, kept);
  }
  constexpr auto wanted(const Interval&) const { return wanted_by(history()); }

 private:
  constexpr auto history() const {
    return std::apply([&](const K&... k) { return latest(next.history, k.history...); }, kept);
  }
};
template <Shape form, class H, class... K>
constexpr auto keeping(const Row<form, H>& next, const K&... rows) {
  return Keeping<Row<form, H>, K...>{next, {rows...}};
}

}  // namespace scoresde
