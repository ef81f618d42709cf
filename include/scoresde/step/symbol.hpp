// The symbols that formulas are written with:
//   x              the state
//   z, z1          independent unit normals
//   kept<0>, ...   what the step before kept, in the order of keeping(next, row0, row1, ...); at
//                  the first step the state, so give it weight zero there
//   score(y, t)    the model at y and t; also denoised(y, t), noise(y, t), flow(y, t), ...
// A prediction is a symbol like the others. It remembers where it is evaluated and what is
// evaluated before it, so a formula is ordinary algebra and its result knows the whole step. Two
// predictions that do not read each other are put in order by score(y, t, after).
#pragma once
#include <scoresde/step/row.hpp>

namespace scoresde {

template <int slot, class H = History<>>
using Symbol = Row<Shape{1u << slot, 1u << slot}, H>;

// score(y, t): one more prediction, after those that y and `after` depend on.
template <class Kind>
struct Predict {
  template <Shape form, class H>
  constexpr auto operator()(const Row<form, H>& y, double t, const auto&... after) const {
    const auto before = latest(y.history, after.history...);
    const auto now = std::tuple_cat(before, std::tuple<Evaluation<Kind, form>>{{y.weight, t}});
    constexpr int index = slot::prediction + std::tuple_size_v<decltype(before)>;
    return Symbol<index, std::remove_const_t<decltype(now)>>({}, now);
  }
};

namespace symbol {
inline constexpr Symbol<slot::state> x;
inline constexpr Symbol<slot::noise> z;
inline constexpr Symbol<slot::noise + 1> z1;
template <int i>
  requires(slot::kept + i < slot::noise)
inline constexpr Symbol<slot::kept + i> kept;

inline constexpr Predict<Score> score;
inline constexpr Predict<Noise> noise;
inline constexpr Predict<Denoised> denoised;
inline constexpr Predict<Flow> flow;
inline constexpr Predict<ReverseDrift> reverse_drift;
}  // namespace symbol

}  // namespace scoresde
