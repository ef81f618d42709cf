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

// The rows of a state: which samples it holds, and how many of them are the run's own.
struct Rows {
  std::uint64_t start;  // within the run
  Eigen::Index size, own;
  std::uint64_t address;  // of the first one's noise
};

template <class V>
struct StateOf;  // what differs between the kinds of state
template <class Real, int D, int n>
struct StateOf<Tile<Real, D, n>> {
  using V = Tile<Real, D, n>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Rows& rows, Eigen::Index) {
    return TileNoise<V>(seed, purpose, rows.address);
  }
  static auto view(V& x) { return Eigen::Map<Eigen::Array<Real, n, D>>(&x.number[0][0]); }
  static V sized(const Rows&, Eigen::Index) { return {}; }
};
template <class Real, int D>
struct StateOf<Point<Real, D>> {
  using V = Point<Real, D>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Rows& rows, Eigen::Index) {
    return AddressedNoise<V>(seed, purpose, rows.address);
  }
  static auto view(V& x) { return Eigen::Map<Eigen::Array<Real, 1, D>>(x.coordinate); }
  static V sized(const Rows&, Eigen::Index) { return {}; }
};
template <class Real, int D>
struct StateOf<Batch<Real, D>> {
  using V = Batch<Real, D>;
  static auto noise(std::uint64_t seed, Purpose purpose, const Rows& rows, Eigen::Index dimension) {
    return BatchNoise<Real, D>(seed, purpose, rows.address, rows.size, dimension, 0);
  }
  static auto& view(V& x) { return x.array; }
  static V sized(const Rows& rows, Eigen::Index dimension) {
    return {typename V::Array(rows.size, dimension)};
  }
};

template <class Prior>
std::uint64_t rows_of(const FromPrior<Prior>&, std::uint64_t of_the_place) {
  return of_the_place;
}
template <class Array>
std::uint64_t rows_of(const FromData<Array>& source, std::uint64_t) {
  return static_cast<std::uint64_t>(source.data.rows());
}

template <class V, class Prior>
V start(const FromPrior<Prior>& source, const Rows&, auto&& noise, Eigen::Index) {
  return start_from(source.prior, V(noise(Purpose::prior)()));
}
template <class V, class Array>  // the last one again completes a group
V start(const FromData<Array>& source, const Rows& rows, auto&&, Eigen::Index dimension) {
  V x = StateOf<V>::sized(rows, dimension);
  auto&& view = StateOf<V>::view(x);
  using Real = typename std::decay_t<decltype(view)>::Scalar;
  const auto first = static_cast<Eigen::Index>(rows.start);
  for (Eigen::Index i = 0; i < rows.size; ++i)
    for (Eigen::Index d = 0; d < dimension; ++d)
      view(i, d) = static_cast<Real>(source.data(first + std::min(i, rows.own - 1), d));
  return x;
}

// A run: its states are moved one by one, from any thread.
template <class Real, int D>
class Transport {
 public:
  using Samples = Eigen::Array<Real, Eigen::Dynamic, D>;
  using Numbers = Eigen::Array<Real, Eigen::Dynamic, 1>;

  Transport(std::uint64_t samples, Eigen::Index dimension, std::uint64_t first) : first_(first) {
    result_.x.resize(static_cast<Eigen::Index>(samples), dimension);
  }

  template <class V>
  void move(const Rows& rows, const auto& source, const auto& trajectory, auto&& noise,
            const auto& observer) {
    V x = start<V>(source, rows, noise, result_.x.cols());
    auto&& view = StateOf<V>::view(x);
    ControlGroup group(
        static_cast<std::size_t>(rows.size),
        static_cast<std::size_t>(std::decay_t<decltype(source)>::completes ? rows.size : rows.own));
    auto report = trajectory(x, group, noise, [&](int i, V&& state) {
      auto&& values = StateOf<V>::view(state);
      observer(i, first_ + rows.start, values.topRows(rows.own));
    });

    const auto at = static_cast<Eigen::Index>(rows.start);
    result_.x.middleRows(at, rows.own) = view.topRows(rows.own);
    const std::scoped_lock lock(gathering_);
    numbers_.resize(report.numbers.size(), Numbers(result_.x.rows()));
    for (std::size_t j = 0; j < numbers_.size(); ++j)
      for (Eigen::Index i = 0; i < rows.own; ++i)
        numbers_[j][at + i] = number_of(report.numbers[j], static_cast<std::size_t>(i));
    tally_.add(first_ + rows.start, static_cast<std::size_t>(rows.own), report.integration, group);
  }

  auto finish() {
    constexpr Real none = std::numeric_limits<Real>::quiet_NaN();
    result_.effort = tally_.effort();
    result_.failures = tally_.failures();
    for (const Status& failed : result_.failures) {
      const auto row = static_cast<Eigen::Index>(failed.sample - first_);
      for (Numbers& n : numbers_) n[row] = none;  // what was integrated is of no use
      if (failed.outcome == Status::Outcome::not_finite) result_.x.row(row).setConstant(none);
    }
    return std::pair{std::move(result_), std::move(numbers_)};
  }

 private:
  std::uint64_t first_;
  std::mutex gathering_;
  Transported<Samples> result_;
  std::vector<Numbers> numbers_;
  Tally tally_;
};

}  // namespace scoresde::eigen
