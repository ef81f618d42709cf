// A formula as a place runs it: the rows of a step - where each prediction is evaluated, the next
// state, what is kept. The weights of all rows are one array; everything else is the type.
#pragma once
#include <array>
#include <scoresde/step/next.hpp>
#include <scoresde/step/shape.hpp>
#include <scoresde/value/point.hpp>
#include <tuple>
#include <utility>

namespace scoresde {

template <class Real, int predictions, Shape... rows>
struct Tableau {
  static constexpr int memories = sizeof...(rows) - predictions - 1;
  static constexpr Shape shapes[sizeof...(rows)] = {rows...}, next_state = shapes[predictions];
  static constexpr unsigned slots = (rows.slots | ...);
  static constexpr int noises = std::bit_width(slots >> slot::noise & 0xffu);
  static constexpr bool idle =
      next_state.slots == 1u << slot::state && next_state.weights() == 0 && memories == 0;
  static constexpr bool over_groups = false;
  static_assert(std::bit_width(slots >> slot::kept & 0x7fu) <= memories,
                "the formula reads kept<i> but its step does not keep that many rows");
  static constexpr int start(int r) { return r == 0 ? 0 : start(r - 1) + shapes[r - 1].weights(); }

  std::array<Real, (rows.weights() + ...)> weight;

  template <Value V>
  constexpr Moved operator()(V& x, const auto& predict, auto& noise, const auto& next,
                             std::array<V, memories>& kept) const {
    return [&]<int... j>(std::integer_sequence<int, j...>) {
      const std::array<decltype(noise()), noises> z{(void(j), noise())...};
      return evaluate(x, predict, z, next, kept);
    }(std::make_integer_sequence<int, noises>{});
  }
  template <Value V>
  constexpr Moved operator()(V& x, const auto& predict, auto& noise, const auto& next) const
    requires(memories == 0)
  {
    std::array<V, 0> nothing;
    return (*this)(x, predict, noise, next, nothing);
  }

 private:
  template <Value V, class... S>
  constexpr Moved evaluate(V& x, const auto& predict, const auto& z, const auto& next,
                           std::array<V, memories>& kept, const S&... predicted) const {
    constexpr int j = sizeof...(S);
    const auto value = [&]<int i>(Nth<i>) -> const auto& {
      if constexpr (i >= slot::prediction)
        return std::get<i - slot::prediction>(std::tie(predicted...));
      else if constexpr (i >= slot::noise)
        return z[i - slot::noise];
      else if constexpr (i >= slot::kept)
        return kept[i - slot::kept];
      else
        return x;
    };
    if constexpr (j < predictions) {
      const V now = predict(row<j>(value), Nth<j>{});
      return evaluate(x, predict, z, next, kept, predicted..., now);
    } else {
      return [&]<int... k>(std::integer_sequence<int, k...>) {
        std::array<V, memories> after{V(row<predictions + 1 + k>(value))...};
        const Moved moved = move(value, next);
        kept = std::move(after);
        return moved;
      }(std::make_integer_sequence<int, memories>{});
    }
  }
  constexpr Moved move(const auto& value, const auto& next) const {
    if constexpr ((next_state.slots & slot::noises) == 0)
      return next(row<predictions>(value));
    else
      return next(row<predictions, ~slot::noises>(value), row<predictions, slot::noises>(value));
  }

  // Row r, or those of its terms in the mask; value(Nth<slot>{}) is the value of a symbol.
  template <int r, unsigned mask = ~0u>
  constexpr decltype(auto) row(const auto& value) const {
    constexpr Shape whole = shapes[r], shape = whole.only(mask);
    return [&]<int... i>(std::integer_sequence<int, i...>) -> decltype(auto) {
      return (term<r, shape.nth(i)>(value) + ...);
    }(std::make_integer_sequence<int, shape.size()>{});
  }
  template <int r, int slot>
  constexpr decltype(auto) term(const auto& value) const {
    constexpr Shape shape = shapes[r];
    if constexpr (shape.unit(slot))
      return value(Nth<slot>{});
    else
      return weight[start(r) + shape.position(slot)] * value(Nth<slot>{});
  }
};

}  // namespace scoresde
