// Group normalisation and swish as a text over a Team (cuda/team.hpp), of which each has a group of
// channels of a sample: one sweep for the statistics and one for the result.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <scoresde/torch/network/stored_numbers.hpp>

namespace scoresde::network {

// Mean and sum of squared deviations of so many numbers, and of the numbers of two together.
struct Moments {
  float count = 0, mean = 0, squares = 0;

  constexpr Moments operator+(const Moments& o) const {
    const float all = count + o.count, apart = o.mean - mean;
    if (all == 0) return {};
    const float share = o.count / all;
    return {all, mean + apart * share, squares + o.squares + apart * apart * share * count};
  }
};

// y = (x - mean) / sqrt(variance + eps) weight + bias over each group of channels of a sample, and
// swish(y) = y / (1 + exp(-y)). A sample's numbers are dense and fewer than 2^31.
struct Normalisation {
  const void* x;
  void* y;
  const float *weight, *bias;
  std::int64_t samples;
  int channels, groups, pixels;
  bool channels_last, swish;
  float eps;
  StoredAs stored;
};

template <class Stored, int together>
struct NormaliseText {
  using Element = typename Stored::Element;
  using Numbers = Pack<Stored, together>;
  Normalisation of;

  static constexpr std::size_t memory(int threads) {
    return static_cast<std::size_t>(threads) * sizeof(Moments);
  }

  // A team's part is the group of that number, counted over all samples. Numbers are taken less the
  // group's first, so that a mean far from zero costs no digits.
  template <class Team>
  constexpr void operator()(std::int64_t part) const {
    const int size = of.channels / of.groups, group = static_cast<int>(part % of.groups);
    const std::int64_t sample = part / of.groups * of.channels * of.pixels;
    const std::int64_t start = sample + group * size * (of.channels_last ? 1 : of.pixels);
    const Element* x = static_cast<const Element*>(of.x) + start;
    Element* y = static_cast<Element*>(of.y) + start;
    const float first = Stored::load(x[0]);
    const Moments all = summed<Team>(moments<Team>(x, first));
    const float factor = 1 / std::sqrt(all.squares / all.count + of.eps);
    each<Team>([&](int offset, int channel) {
      Numbers v = Numbers::load(x + offset);
      for (int j = 0; j < together; ++j) {
        const int c = group * size + channel + (of.channels_last ? j : 0);
        const float n = (v.at[j] - first - all.mean) * factor * of.weight[c] + of.bias[c];
        v.at[j] = of.swish ? n / (1 + std::exp(-n)) : n;
      }
      v.store(y + offset);
    });
  }

 private:
  // f(offset, channel) for every size-th pack of the group, in the order in which they lie.
  template <class Team>
  constexpr void each(const auto& f) const {
    const int size = of.channels / of.groups;
    const int row = (of.channels_last ? size : of.pixels) / together;
    const int rows = of.channels_last ? of.pixels : size;
    const int stride = of.channels_last ? of.channels : of.pixels;
    const int down = Team::size() / row, right = Team::size() % row;
    for (int i = Team::rank() / row, j = Team::rank() % row; i < rows;) {
      f(i * stride + j * together, of.channels_last ? j * together : i);
      i += down;
      j += right;
      if (j >= row) {
        j -= row;
        ++i;
      }
    }
  }

  // Those of this thread's numbers, pack by pack: every square is about a mean, none is taken off.
  template <class Team>
  constexpr Moments moments(const Element* x, float first) const {
    Moments own;
    each<Team>([&](int offset, int) {
      const Numbers v = Numbers::load(x + offset);
      Moments now{static_cast<float>(together)};
      for (int j = 0; j < together; ++j) now.mean += (v.at[j] - first) / together;
      for (int j = 0; j < together; ++j) {
        const float d = v.at[j] - first - now.mean;
        now.squares += d * d;
      }
      own = own + now;
    });
    return own;
  }
  // The sum over the team, pairwise.
  template <class Team>
  static constexpr Moments summed(const Moments& own) {
    Moments* shared = reinterpret_cast<Moments*>(Team::memory());
    const int rank = Team::rank();
    shared[rank] = own;
    Team::barrier();
    for (int n = Team::size(); n > 1; n = (n + 1) / 2) {
      if (rank < n / 2) shared[rank] = shared[rank] + shared[rank + (n + 1) / 2];
      Team::barrier();
    }
    return shared[0];
  }
};

}  // namespace scoresde::network
