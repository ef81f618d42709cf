// Moving samples along a flow on the CPU: where they start, the noise at their addresses, and where
// what became of them is gathered. The same for tiles, single samples and batches.
#pragma once
#include <algorithm>
#include <limits>
#include <mutex>
#include <scoresde/eigen/batch_noise.hpp>
#include <scoresde/eigen/tile.hpp>
#include <scoresde/noise/addressed.hpp>
#include <scoresde/sampler/transported.hpp>

namespace scoresde::eigen {

template <class V>
struct StateOf;  // what differs between the kinds of state
template <class Real, int D, int n>
struct StateOf<Tile<Real, D, n>> {
  using V = Tile<Real, D, n>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Portion& rows, Eigen::Index) {
    return TileNoise<V>(seed, purpose, rows.address);
  }
  static Columns<Real> memory(V& x) { return columns(x); }
  static V sized(const Portion&, Eigen::Index) { return {}; }
};
template <class Real, int D>
struct StateOf<Point<Real, D>> {
  using V = Point<Real, D>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Portion& rows, Eigen::Index) {
    return AddressedNoise<V>(seed, purpose, rows.address);
  }
  static Columns<Real> memory(V& x) { return {x.coordinate, 1}; }
  static V sized(const Portion&, Eigen::Index) { return {}; }
};
template <class Real, int D, class Arrays>
struct StateOf<Batch<Real, D, Arrays>> {
  using V = Batch<Real, D, Arrays>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Portion& rows,
                    Eigen::Index dimension) {
    return BatchNoise<Real, D, Arrays>(seed, purpose, rows.address, rows.size, dimension, 0);
  }
  static Columns<Real> memory(V& x) { return columns(x.array); }
  static V sized(const Portion& rows, Eigen::Index dimension) {
    return {Arrays::template samples<Real, D>(rows.size, dimension)};
  }
};

template <class Prior>
std::uint64_t samples_of(const FromPrior<Prior>&, std::uint64_t of_the_place) {
  return of_the_place;
}
template <class Array>
std::uint64_t samples_of(const FromData<Array>& source, std::uint64_t) {
  return static_cast<std::uint64_t>(rows_of(source.data));
}

template <class V, class Prior>
V start(const FromPrior<Prior>& source, const Portion&, auto&& noise, Eigen::Index) {
  return start_from(source.prior, V(noise(Purpose::prior)()));
}
template <class V, class Array>  // the last one again completes a group
V start(const FromData<Array>& source, const Portion& rows, auto&&, Eigen::Index dimension) {
  V x = StateOf<V>::sized(rows, dimension);
  const auto to = StateOf<V>::memory(x);
  using Real = std::decay_t<decltype(to(0, 0))>;
  const auto first = static_cast<Eigen::Index>(rows.start);
  for (Eigen::Index i = 0; i < rows.size; ++i)
    for (Eigen::Index d = 0; d < dimension; ++d)
      to(i, d) = static_cast<Real>(source.data(first + std::min(i, rows.own - 1), d));
  return x;
}

// A run: its states are moved one by one, from any thread.
template <class Real, int D, class Arrays>
class Transport {
 public:
  using Samples = typename Arrays::template Samples<Real, D>;
  using Numbers = typename Arrays::template Numbers<Real>;

  Transport(std::uint64_t samples, Eigen::Index dimension, std::uint64_t first)
      : first_(first),
        dimension_(dimension),
        result_{Arrays::template samples<Real, D>(static_cast<Eigen::Index>(samples), dimension)} {}

  template <class V>
  void move(const Portion& rows, const auto& source, const auto& trajectory, auto&& noise,
            const auto& observer) {
    V x = start<V>(source, rows, noise, dimension_);
    ControlGroup group(
        static_cast<std::size_t>(rows.size),
        static_cast<std::size_t>(std::decay_t<decltype(source)>::completes ? rows.size : rows.own));
    auto report = trajectory(x, group, noise, [&](int i, V&& state) {
      const auto seen = StateOf<V>::memory(state);
      observer(i, first_ + rows.start,
               Arrays::template view<D>(seen.first, rows.own, dimension_, seen.stride));
    });

    const auto at = static_cast<Eigen::Index>(rows.start);
    StateOf<V>::memory(x).copy_to(result_.x, at, rows.own);
    const std::scoped_lock lock(gathering_);
    while (numbers_.size() < report.numbers.size())
      numbers_.push_back(Arrays::template numbers<Real>(rows_of(result_.x)));
    for (std::size_t j = 0; j < numbers_.size(); ++j)
      for (Eigen::Index i = 0; i < rows.own; ++i)
        numbers_[j](at + i) = number_of(report.numbers[j], static_cast<std::size_t>(i));
    tally_.add(first_ + rows.start, static_cast<std::size_t>(rows.own), report.integration, group);
  }

  auto finish() {
    constexpr Real none = std::numeric_limits<Real>::quiet_NaN();
    result_.effort = tally_.effort();
    result_.failures = tally_.failures();
    for (const RunStatus& failed : result_.failures) {
      const auto row = static_cast<Eigen::Index>(failed.sample - first_);
      for (Numbers& n : numbers_) n(row) = none;  // what was integrated is of no use
      if (failed.outcome == RunStatus::Outcome::not_finite)
        for (Eigen::Index d = 0; d < dimension_; ++d) result_.x(row, d) = none;
    }
    return std::pair{std::move(result_), std::move(numbers_)};
  }

 private:
  std::uint64_t first_;
  Eigen::Index dimension_;
  std::mutex gathering_;
  Transported<Samples> result_;
  std::vector<Numbers> numbers_;
  Tally tally_;
};

}  // namespace scoresde::eigen
