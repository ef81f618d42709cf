// How a run ended. Bad values throw; what can only be found while computing is a status.
#pragma once
#include <cstdint>
#include <optional>
#include <scoresde/value/require.hpp>
#include <sstream>
#include <string>

namespace scoresde {

struct RunStatus {
  enum class Outcome {
    finished,
    not_finite,
    budget_spent,
    step_underflow,
    bound_not_finite,
    too_coarse
  };

  Outcome outcome = Outcome::finished;
  std::uint64_t sample = 0;                   // that it concerns, the first one of a run's
  std::optional<double> time = std::nullopt;  // of an integration: where the sample got to

  constexpr explicit operator bool() const { return outcome == Outcome::finished; }
  // What happened and what helps, in a sentence.
  std::string message() const {
    std::ostringstream text;
    text << "sample " << sample;
    switch (outcome) {
      case Outcome::finished: return "finished";
      case Outcome::not_finite:
        if (time)
          text << " is not finite from time " << shortest(*time)
               << " on: end at a larger eps; if it stays, the score itself is not finite there";
        else
          text << " is not finite: take more steps, end at a larger eps, or lower the corrector's "
                  "snr; if it stays, the score itself is not finite there";
        break;
      case Outcome::budget_spent:
        text << " spent its evaluations at time " << shortest(*time)
             << ": allow more of them, a larger tolerance or a larger eps";
        break;
      case Outcome::step_underflow:
        text << " needed a step below rounding at time " << shortest(*time)
             << ": allow a larger tolerance or a larger eps, or compute in double";
        break;
      case Outcome::bound_not_finite:
        text << " has a term of the bound that is not finite at time " << shortest(*time)
             << ": the score is not finite there, or the datum is too large to be squared; take a "
                "larger eps, or compute in double";
        break;
      case Outcome::too_coarse:
        text
            << " lies so far from the origin that numbers there are further apart than a tenth of "
               "the model's narrowest deviation: compute in double, or move the data to the origin";
        break;
    }
    return text.str();
  }
};

}  // namespace scoresde
