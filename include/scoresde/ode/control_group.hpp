// The samples that share a step size. A sample that is no longer finite is dropped: it leaves the
// norm, and the others go on.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace scoresde {

class ControlGroup {
 public:
  struct Dropped {
    std::size_t sample;  // within the group
    double time;         // when it ceased to be finite
  };

  // Of the `samples` of a state the first `counted`; the rest only fill it up.
  ControlGroup(std::size_t samples, std::size_t counted)
      : counts_(samples, false), count_(counted) {
    std::fill_n(counts_.begin(), counted, true);
  }

  bool empty() const { return count_ == 0; }
  bool counts(std::size_t sample) const { return counts_[sample]; }
  const std::vector<Dropped>& dropped() const { return dropped_; }

  // The norm of the group from one number a sample, each over `elements` numbers. The sum is in
  // sixteen parts by the index within the group, then pairwise: an order that depends on neither
  // the place nor the width of a lane. Not a number if a sample that counts has none.
  template <class Norm>
  double norm(Norm, const auto& sample, int elements) const {
    using Real = std::decay_t<decltype(sample[0])>;
    constexpr std::size_t parts = 16;
    Real part[parts] = {};
    const auto add = [&](std::size_t k, Real value) { part[k] = Norm::combine(part[k], value); };
    if (count_ == sample.size() && sample.size() % parts == 0) {
      for (std::size_t i = 0; i < sample.size(); i += parts)
        for (std::size_t k = 0; k < parts; ++k) add(k, sample[i + k]);
    } else {
      for (std::size_t i = 0; i < sample.size(); ++i)
        if (counts_[i]) add(i % parts, sample[i]);
    }
    for (std::size_t half = parts / 2; half > 0; half /= 2)
      for (std::size_t k = 0; k < half; ++k) add(k, part[k + half]);
    return Norm::of(part[0], static_cast<double>(count_) * elements);
  }

  // Drops the samples that count and whose number is not finite; returns how many those are.
  std::size_t drop_not_finite(const auto& sample, double time) {
    using Real = std::decay_t<decltype(sample[0])>;
    bool finite = true;  // of all: found in one pass, without a branch
    for (std::size_t i = 0; i < sample.size(); ++i)
      finite &= std::abs(sample[i]) <= std::numeric_limits<Real>::max();
    if (finite) return 0;
    std::size_t gone = 0;
    for (std::size_t i = 0; i < sample.size(); ++i)
      if (counts_[i] && !std::isfinite(sample[i])) {
        counts_[i] = false;
        dropped_.push_back({i, time});
        ++gone;
      }
    count_ -= gone;
    return gone;
  }

 private:
  std::vector<bool> counts_;
  std::size_t count_;
  std::vector<Dropped> dropped_;
};

// The same of one sample, without memory.
class ControlledSample {
 public:
  constexpr bool empty() const { return dropped_; }
  constexpr double dropped_at() const { return time_; }

  template <class Norm>
  constexpr double norm(Norm, const auto& sample, int elements) const {
    using Real = std::decay_t<decltype(sample[0])>;
    return Norm::of(Norm::combine(Real(0), sample[0]), elements);
  }
  constexpr std::size_t drop_not_finite(const auto& sample, double time) {
    if (dropped_ || std::isfinite(sample[0])) return 0;
    dropped_ = true;
    time_ = time;
    return 1;
  }

 private:
  bool dropped_ = false;
  double time_ = 0;
};

}  // namespace scoresde
