// The probability-flow form of a predictor (Song et al. 2021, appendix D.3): half the weight on the
// score, and no noise. Ancestral sampling has none.
#pragma once
#include <scoresde/predictor/concept.hpp>
#include <scoresde/step/symbol.hpp>

namespace scoresde {

template <HasProbabilityFlow P>
struct ProbabilityFlow {
  P predictor = {};

  auto step(const LinearSde auto& sde, const Interval& i) const {
    auto row = without_noise(predictor.step(sde, i));
    static_assert(std::tuple_size_v<decltype(row.history)> == 1 &&
                      row.shape.has(slot::prediction) && !row.shape.unit(slot::prediction),
                  "a probability-flow form needs one score, with a weight of its own");
    row.weight[static_cast<std::size_t>(row.shape.position(slot::prediction))] /= 2;
    return row;
  }
  void validate() const { scoresde::validate(predictor); }
};

}  // namespace scoresde
