// How far a long run is, as an observer: sample-steps done, their rate and the time that remains,
// on stderr, and only where that is a terminal.
//   const Progress progress(samples, steps);
//   sample(sde, score, grid, predictor, corrector, place, seed, CorrectorFirst{}, progress);
#pragma once
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <scoresde/value/require.hpp>
#include <string>

namespace scoresde {

class Progress {
  using Clock = std::chrono::steady_clock;

 public:
  Progress(std::int64_t samples, std::int64_t steps, std::FILE* to = stderr)
      : Progress(samples, steps, to, ::isatty(::fileno(to)) == 1) {}
  Progress(std::int64_t samples, std::int64_t steps, std::FILE* to, bool shows)
      : total_(samples * steps), to_(to), shows_(shows) {
    require(samples >= 1, "samples", samples, "must lie in [1, infinity)");
    require(steps >= 1, "steps", steps, "must lie in [1, infinity)");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() {
    if (shows_ && written_ > 0) std::fputs("\n", to_);
  }

  // Called by a sampler, from several threads perhaps, with some of the samples after a step.
  void operator()(int step, std::uint64_t, const auto& values) const {
    if (!shows_ || step == 0) return;
    const std::int64_t done = done_ += rows(values);
    const std::unique_lock turn(writing_, std::try_to_lock);
    const auto now = Clock::now();
    if (!turn || (done < total_ && now - last_ < std::chrono::milliseconds(100))) return;
    last_ = now;
    ++written_;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    std::fprintf(to_, "\r%s\033[K", line(done, total_, seconds).c_str());
    std::fflush(to_);
  }

  // "40 % of 2000 sample-steps, 400 a second, 3 s to go"; above 100 % where a run, or several that
  // it watches, have more than were announced.
  static std::string line(std::int64_t done, std::int64_t total, double seconds) {
    const double rate = static_cast<double>(done) / seconds;
    const double left = static_cast<double>(std::max<std::int64_t>(0, total - done)) / rate;
    char text[120];
    std::snprintf(text, sizeof text, "%.0f %% of %lld sample-steps, %.3g a second, %.0f s to go",
                  100.0 * static_cast<double>(done) / static_cast<double>(total),
                  static_cast<long long>(total), rate, left);
    return text;
  }

 private:
  static std::int64_t rows(const auto& values) {
    if constexpr (requires { values.rows(); })
      return static_cast<std::int64_t>(values.rows());
    else if constexpr (requires { values.shape(0); })
      return static_cast<std::int64_t>(values.shape(0));
    else if constexpr (requires { values.size(0); })
      return values.size(0);
    else
      return 1;
  }

  const std::int64_t total_;
  std::FILE* const to_;
  const bool shows_;
  const Clock::time_point start_ = Clock::now();
  mutable std::atomic<std::int64_t> done_ = 0;
  mutable std::mutex writing_;
  mutable Clock::time_point last_ = {};
  mutable int written_ = 0;
};

}  // namespace scoresde
