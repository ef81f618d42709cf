// No noise: what it draws is Nothing, and the term it stands in vanishes at compile time.
#pragma once
#include <scoresde/value/linear.hpp>

namespace scoresde {

struct Silent {
  constexpr Nothing operator()() const { return {}; }
};

}  // namespace scoresde
