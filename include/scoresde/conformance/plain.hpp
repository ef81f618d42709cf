// The simplest place: all samples together as a vector of points, each with the noise of its own
// addresses. Every backend's results are compared with its, and a new backend may start from it.
#pragma once
#include <limits>
#include <scoresde/conformance/plain_batch.hpp>
#include <scoresde/noise/addressed.hpp>
#include <scoresde/sampler/concept.hpp>
#include <scoresde/sampler/result.hpp>
#include <scoresde/sampler/shard.hpp>
#include <scoresde/sampler/transported.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde::conformance {

// Samples outside a run, a sample a row.
template <class Number, int D>
struct PlainSamples {
  using Scalar = Number;
  std::vector<Point<Number, D>> points;

  std::ptrdiff_t rows() const { return static_cast<std::ptrdiff_t>(points.size()); }
  static constexpr std::ptrdiff_t cols() { return D; }
  Number operator()(std::ptrdiff_t i, std::ptrdiff_t d) const {
    return points[static_cast<std::size_t>(i)][static_cast<int>(d)];
  }
};

template <class Real, int D>
class PlainNoise {
 public:
  PlainNoise(std::uint64_t seed, Purpose purpose, std::uint64_t first, std::size_t count,
             std::size_t ghosts)
      : ghosts_(ghosts) {
    for (std::size_t i = 0; i < count; ++i) samples_.emplace_back(seed, purpose, first + i);
  }
  PlainBatch<Real, D> operator()() {
    std::vector<Point<Real, D>> z;
    for (auto& sample : samples_) z.push_back(sample());
    return {std::move(z), ghosts_};
  }
  PlainNumbers<Real> exponential() {
    PlainNumbers<Real> e;
    for (auto& sample : samples_) e.each.push_back(sample.exponential());
    return e;
  }

 private:
  std::vector<AddressedNoise<Point<Real, D>>> samples_;
  std::size_t ghosts_;
};

template <int D, class Number = float, class Noise = PlainNoise<Number, D>>
struct Plain {
  using Real = Number;
  using Sample = Point<Real, D>;
  using Batch = PlainBatch<Real, D>;
  using Samples = PlainSamples<Real, D>;

  std::uint64_t samples = 0;  // to be said where they are drawn
  std::uint64_t first = 0;    // of a shard (sampler/shard.hpp): the index of its first sample

  static constexpr std::ptrdiff_t coordinates() { return D; }
  Shard shard() const { return {samples, first, D}; }

  auto run(const auto& trajectory, const auto& prior, std::uint64_t seed,
           const auto& observer) const {
    const std::size_t extra = ghosts(samples, group_size(D)), count = samples + extra;
    const Batch z = Noise(seed, Purpose::prior, first, count, extra)();
    Noise noise(seed, Purpose::step, first, count, extra);
    Batch x = start_from(prior, z), mean = x;
    const long calls = trajectory(x, mean, noise, [&](int step, const Batch& now) {
      observer(step, first, own(now, samples));
    });
    Result<Samples> result{own(x, samples), own(mean, samples), calls};
    result.status = status_of(first, samples, first_not_finite(samples, [&](std::size_t i) {
                                return finite(x.samples[i]) && finite(mean.samples[i]);
                              }));
    return result;
  }

  auto transport(const auto& trajectory, const auto& source, std::uint64_t seed,
                 const auto& observer) const {
    using Over = std::decay_t<decltype(trajectory.over())>;
    using Source = std::decay_t<decltype(source)>;
    std::size_t rows = samples;
    if constexpr (!Source::completes) rows = static_cast<std::size_t>(source.data.rows());
    const Groups groups = Groups::over(Over{}, D, first, rows);
    Transported<Samples> result;
    std::vector<std::vector<Real>> joined;
    Tally tally;
    for (std::size_t n = 0; n < groups.size(); ++n) {
      const Portion now = Source::completes ? groups.completed(n) : groups[n];
      const auto mine = static_cast<std::size_t>(now.own),
                 count = static_cast<std::size_t>(now.size);
      const auto noise = [&](Purpose purpose) {
        return Noise(seed, purpose, now.address, count, count - mine);
      };
      Batch x;
      if constexpr (Source::completes)
        x = start_from(source.prior, Batch(noise(Purpose::prior)()));
      else
        for (std::size_t i = 0; i < count; ++i)
          x.samples.push_back(row_of(source.data, now.start + i));
      ControlGroup control(count, count);
      const auto report = trajectory(x, control, noise, [&](int i, const Batch& state) {
        observer(i, now.address, own(state, mine));
      });
      result.x.points.insert(result.x.points.end(), x.samples.begin(),
                             x.samples.begin() + static_cast<std::ptrdiff_t>(mine));
      joined.resize(report.numbers.size());
      for (std::size_t j = 0; j < joined.size(); ++j)
        for (std::size_t i = 0; i < mine; ++i) joined[j].push_back(number_of(report.numbers[j], i));
      tally.add(now.address, mine, report.integration, control);
    }
    result.effort = tally.effort();
    result.failures = tally.failures();
    for (const RunStatus& failed : result.failures) {
      const auto row = static_cast<std::size_t>(failed.sample - first);
      for (auto& numbers : joined) numbers[row] = std::numeric_limits<Real>::quiet_NaN();
      if (failed.outcome == RunStatus::Outcome::not_finite)
        for (Real& c : result.x.points[row].coordinate) c = std::numeric_limits<Real>::quiet_NaN();
    }
    return std::pair{std::move(result), std::move(joined)};
  }

 private:
  static Samples own(const Batch& x, std::size_t count) {
    return {{x.samples.begin(), x.samples.begin() + static_cast<std::ptrdiff_t>(count)}};
  }
  static bool finite(const Sample& p) {
    bool all = true;
    for (const Real c : p.coordinate) all = all && std::isfinite(c);
    return all;
  }
  static Sample row_of(const auto& data, std::size_t i) {
    Sample p;
    for (int d = 0; d < D; ++d) p[d] = static_cast<Real>(data(static_cast<std::ptrdiff_t>(i), d));
    return p;
  }
};

}  // namespace scoresde::conformance
