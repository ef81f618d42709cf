// How a run ended. Bad values throw; what can only be found while computing is a status.
#pragma once
#include <cstdint>
#include <string>

namespace scoresde {

struct Status {
  enum class Outcome { finished, not_finite };

  Outcome outcome = Outcome::finished;
  std::uint64_t sample = 0;  // the first sample that it concerns

  constexpr explicit operator bool() const { return outcome == Outcome::finished; }
  // What happened and what helps, in a sentence.
  std::string message() const {
    if (*this) return "finished";
    return "sample " + std::to_string(sample) +
           " is not finite: take more steps, end at a larger eps, or lower the corrector's snr; if "
           "it stays, the score itself is not finite there";
  }
};

}  // namespace scoresde
