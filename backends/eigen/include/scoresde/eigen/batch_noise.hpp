// The noise of a batch: by address, the same bits as on a tile, or recorded normals replayed.
#pragma once
#include <scoresde/eigen/batch.hpp>
#include <scoresde/noise/address.hpp>
#include <scoresde/noise/box_muller.hpp>
#include <vector>

namespace scoresde::eigen {

template <class Real, int D, class Arrays = EigenArrays>
class BatchNoise {
  using L = Lane<Real>;
  using State = Batch<Real, D, Arrays>;

 public:
  BatchNoise(std::uint64_t seed, Purpose purpose, std::uint64_t first_sample, Eigen::Index rows,
             Eigen::Index dimension, Eigen::Index ghosts)
      : draws_(seed, purpose, first_sample), rows_(rows), dimension_(dimension), ghosts_(ghosts) {}

  State operator()() {
    State z(Arrays::template samples<Real, D>(rows_, dimension_), ghosts_);
    for (Eigen::Index d = 0; d < dimension_; d += 2) {
      each_lane([&](Eigen::Index first, Eigen::Index count, const std::pair<L, L>& pair) {
        store_part(pair.first, &z.array(first, d), count);
        if (d + 1 < dimension_) store_part(pair.second, &z.array(first, d + 1), count);
      });
      draws_.advance();
    }
    return z;
  }
  PerSample<Real, Eigen::Dynamic> exponential() {
    typename PerSample<Real, Eigen::Dynamic>::Numbers e(rows_);
    each_lane([&](Eigen::Index first, Eigen::Index count, const std::pair<L, L>& pair) {
      const auto& [a, b] = pair;
      store_part(L(Real(0.5)) * (a * a + b * b), &e[first], count);
    });
    draws_.advance();
    return e;
  }

 private:
  [[gnu::flatten]] void each_lane(const auto& use) const {
    for (Eigen::Index start = 0, end = 0; start < rows_; start = end) {
      // a copy, which no store to the batch can be taken to change
      const Draws draws = draws_.ahead(static_cast<std::uint64_t>(start));
      end = std::min(rows_, start + static_cast<Eigen::Index>(draws.sharing()));
      for (Eigen::Index first = start; first < end; first += L::width) {
        const auto at = Words<Real>::counting_from(low_word(draws_.sample()) +
                                                   static_cast<std::uint32_t>(first));
        use(first, std::min<Eigen::Index>(L::width, end - first), box_muller<L>(draws.words(at)));
      }
    }
  }

  Draws draws_;
  Eigen::Index rows_, dimension_, ghosts_;
};

// Recorded normals, one batch a draw, in the order of use.
template <class Real, int D, class Arrays = EigenArrays>
class ReplayedNoise {
 public:
  using State = Batch<Real, D, Arrays>;
  using Array = typename State::Array;
  explicit ReplayedNoise(const std::vector<Array>& recorded) : recorded_(recorded) {}

  State operator()() {
    require(used_ < recorded_.size(), "step_normals.size()", recorded_.size(),
            "must be larger: every step's draw must be recorded");
    return recorded_[used_++];
  }
  // Throws std::invalid_argument if more was recorded than the run has drawn.
  void finish() const {
    require(used_ == recorded_.size(), "step_normals.size()", recorded_.size(), "must be ", used_,
            ", the draws of the run");
  }

 private:
  const std::vector<Array>& recorded_;
  std::size_t used_ = 0;
};

}  // namespace scoresde::eigen
