// Images twice or half as large by a FIR filter, both axes in one sweep, as a text over a Team
// (cuda/team.hpp): a thread has a pixel of the result at a time.
#pragma once
#include <cstddef>
#include <cstdint>
#include <scoresde/torch/network/stored_numbers.hpp>

namespace scoresde::network {

// Along both axes up - 1 zeros are put behind every pixel, then
//   y_i = sum_m taps[m] x_{down i + m - before}
// over images [planes, height, width, inner]: inner is 1, or the channels where they lie last. The
// numbers of the planes that are swept at once are fewer than 2^31, the results too.
struct Filtering {
  static constexpr int most = 4;
  const void* x;
  void* y;
  std::int64_t planes;
  int height, width, inner, out_height, out_width;
  StoredAs stored;
  int up, down, before, count;
  float taps[most];
};

// Taps and sizes as upsample_2d, downsample_2d and smoothed_for_stride have them.
enum class Resize { twice, half, smooth };
constexpr void set_taps(Filtering& f, Resize how, const double* taps, int count) {
  const int beyond = how == Resize::half ? count - 2 : count;
  f.up = how == Resize::twice ? 2 : 1;
  f.down = how == Resize::half ? 2 : 1;
  f.before = (beyond + 1) / 2;
  f.count = count;
  for (int m = 0; m < count; ++m) f.taps[m] = static_cast<float>(taps[count - 1 - m]);
  const auto out = [&](int n) {
    return how == Resize::twice ? 2 * n : how == Resize::half ? n / 2 : n + 1;
  };
  f.out_height = out(f.height);
  f.out_width = out(f.width);
}

template <class Stored, int together, int up, int down>
struct FilterText {
  using Element = typename Stored::Element;
  using Numbers = Pack<Stored, together>;
  Filtering of;

  // Every (teams size)-th pack of the result.
  template <class Team>
  constexpr void operator()(std::uint32_t team, std::uint32_t teams) const {
    const auto size = static_cast<std::uint32_t>(Team::size());
    const std::uint32_t packs = of.inner / together, columns = of.out_width, rows = of.out_height;
    const std::uint32_t all = static_cast<std::uint32_t>(of.planes) * rows * columns * packs;
    for (std::uint32_t k = team * size + Team::rank(); k < all; k += teams * size) {
      const std::uint32_t pixel = k / packs, line = pixel / columns, plane = line / rows;
      const Numbers sum = at(static_cast<const Element*>(of.x) +
                                 std::size_t{plane} * of.height * of.width * of.inner +
                                 (k - pixel * packs) * together,
                             line - plane * rows, pixel - line * columns);
      sum.store(static_cast<Element*>(of.y) + std::size_t{k} * together);
    }
  }

 private:
  constexpr Numbers at(const Element* image, int row, int column) const {
    Numbers sum{};
    each(row, of.height, [&](int i, float tap_of_row) {
      Numbers line{};
      each(column, of.width, [&](int j, float tap) {
        const Numbers v = Numbers::load(image + (i * of.width + j) * of.inner);
        for (int c = 0; c < together; ++c) line.at[c] += tap * v.at[c];
      });
      for (int c = 0; c < together; ++c) sum.at[c] += tap_of_row * line.at[c];
    });
    return sum;
  }
  // f(pixel, tap) for those within the image that y_i has a part of.
  constexpr void each(int i, int pixels, const auto& f) const {
    const int odd = up == 1 ? 0 : (i + of.before) % up;
    for (int a = 0; a < Filtering::most / up; ++a) {
      const int m = odd + up * a, pixel = (down * i + m - of.before) / up;
      if (m < of.count && m >= of.before - down * i && pixel < pixels) f(pixel, of.taps[m]);
    }
  }
};

}  // namespace scoresde::network
