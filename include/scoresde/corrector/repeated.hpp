// A corrector that takes several steps of another at each time, each with its own noise.
#pragma once
#include <scoresde/corrector/concept.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

template <class C>
struct Repeated {
  static constexpr bool whole_batch = wants_whole_batch<C>();
  C corrector;
  int times = 1;

  template <class Inner>
  struct Text {
    static constexpr bool over_groups = reads_groups<Inner>();
    Inner inner;
    int times;

    template <class Real>
    auto in() const {
      const auto text = as<Real>(inner);
      return Text<std::remove_const_t<decltype(text)>>{text, times};
    }
    template <Value V>
    constexpr auto operator()(V& x, const auto& predict, auto& noise, const auto& next) const
        -> decltype(inner(x, predict, noise, next)) {
      for (int k = 1; k < times; ++k) inner(x, predict, noise, next);
      return inner(x, predict, noise, next);
    }
    auto wanted(const Interval& i) const { return scoresde::wanted(inner, i); }
  };
  template <class S>
  requires HasStep<C, S>
  auto step(const S& sde, const Interval& i) const {
    const auto inner = corrector.step(sde, i);
    return Text<std::remove_const_t<decltype(inner)>>{inner, times};
  }
  void validate() const {
    require(times >= 1, "times", times, "must lie in [1, infinity)");
    scoresde::validate(corrector);
  }
};
template <class C>
Repeated(C, int) -> Repeated<C>;

}  // namespace scoresde
