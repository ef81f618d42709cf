// 3x3 convolutions by Winograd's minimal filtering (Winograd 1980; Lavin and Gray 2016): a tile of
// 4x4 pixels takes 36 products a channel instead of 144, one of 2x2 takes 16 instead of 36,
//   Y = A^T [sum over channels of (G g G^T) (B^T d B)] A.
// The products are matrix products over all tiles, a matrix a position, which LibTorch makes. Float
// loses about one digit with the large tile. Images lie channels last, on the CPU.
#pragma once
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/einsum.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <scoresde/torch/network/lanes.hpp>
#include <vector>

namespace scoresde::network {

// The transforms along one axis, of lanes of channels: n + 2 pixels in, n out.
template <int n>
struct Minimal;
template <>
struct Minimal<2> {
  static constexpr int reach = 4;
  using F = lanes::Float;
  static std::vector<double> filter() { return {1, 0, 0, .5, .5, .5, .5, -.5, .5, 0, 0, 1}; }
  [[gnu::always_inline]] static void input(const F (&d)[4], F (&v)[4]) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[1] - d[3];
  }
  [[gnu::always_inline]] static void output(const F (&m)[4], F (&y)[2]) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  }
};
template <>
struct Minimal<4> {
  static constexpr int reach = 6;
  using F = lanes::Float;
  static std::vector<double> filter() {
    return {1. / 4,  0,       0,      -1. / 6, -1. / 6,  -1. / 6, -1. / 6, 1. / 6, -1. / 6,
            1. / 24, 1. / 12, 1. / 6, 1. / 24, -1. / 12, 1. / 6,  0,       0,      1};
  }
  [[gnu::always_inline]] static void input(const F (&d)[6], F (&v)[6]) {
    const F a = d[4] - 4 * d[2], b = d[3] - 4 * d[1], c = d[4] - d[2], e = 2 * (d[3] - d[1]);
    v[0] = 4 * (d[0] - d[2]) + c;
    v[1] = a + b;
    v[2] = a - b;
    v[3] = c + e;
    v[4] = c - e;
    v[5] = 4 * (d[1] - d[3]) + (d[5] - d[3]);
  }
  [[gnu::always_inline]] static void output(const F (&m)[6], F (&y)[4]) {
    const F s = m[1] + m[2], t = m[1] - m[2], p = m[3] + m[4], q = m[3] - m[4];
    y[0] = m[0] + s + p;
    y[1] = t + 2 * q;
    y[2] = s + 4 * p;
    y[3] = t + 8 * q + m[5];
  }
};

// A kernel [out, in, 3, 3], transformed once: [positions, in, out] in the type of its products.
template <int n>
class WinogradKernel {
  static constexpr int reach = Minimal<n>::reach, positions = reach * reach;

 public:
  WinogradKernel() = default;
  explicit WinogradKernel(const at::Tensor& kernel) {
    const at::Tensor G = at::tensor(Minimal<n>::filter(), at::kDouble).view({reach, 3});
    transformed_ = at::einsum("ai,bj,ocij->abco", {G, G, kernel.to(at::kDouble)})
                       .reshape({positions, kernel.size(1), kernel.size(0)})
                       .to(kernel.scalar_type());
  }
  static bool serves(const at::Tensor& kernel) {
    return kernel.dim() == 4 && kernel.size(2) == 3 && kernel.size(3) == 3 &&
           kernel.size(0) % lanes::width == 0 && kernel.size(1) % lanes::width == 0 &&
           (kernel.scalar_type() == at::kFloat || kernel.scalar_type() == at::kBFloat16);
  }
  bool defined() const { return transformed_.defined(); }
  static std::int64_t tiles(const at::Tensor& x) {
    return x.size(0) * ((x.size(2) + n - 1) / n) * ((x.size(3) + n - 1) / n);
  }

  // Padded by one zero on every side, stride one.
  at::Tensor convolve(const at::Tensor& x, const at::Tensor& bias) const {
    return x.scalar_type() == at::kFloat ? convolve_as<float>(x, bias)
                                         : convolve_as<lanes::Half>(x, bias);
  }

 private:
  struct Tiling {
    std::int64_t height, width, down, across;
    struct Corner {
      std::int64_t image, row, column;
    };
    Corner corner(std::int64_t tile) const {
      return {tile / (down * across), tile / across % down * n, tile % across * n};
    }
  };
  template <class Stored>
  at::Tensor convolve_as(const at::Tensor& x, const at::Tensor& bias) const {
    const std::int64_t count = tiles(x), in = x.size(1), out = transformed_.size(2);
    const Tiling tiling{x.size(2), x.size(3), (x.size(2) + n - 1) / n, (x.size(3) + n - 1) / n};
    at::Tensor y = at::empty({x.size(0), out, x.size(2), x.size(3)}, x.options(),
                             at::MemoryFormat::ChannelsLast);
    const at::Tensor added = bias.defined() ? bias.to(at::kFloat) : at::zeros({out}, at::kFloat);
    const std::int64_t most = std::min(count, tiles_at_once(in + out, sizeof(Stored)));
    const at::Tensor tile_buffer = at::empty({positions, most, in}, transformed_.options());
    at::Tensor product_buffer = at::empty({positions, most, out}, transformed_.options());
    for (std::int64_t start = 0; start < count; start += most) {
      const std::int64_t now = std::min(most, count - start);
      const at::Tensor in_tiles = tile_buffer.narrow(1, 0, now);
      at::Tensor products = product_buffer.narrow(1, 0, now);
      at::parallel_for(0, now, 8, [&](std::int64_t from, std::int64_t to) {
        spread(data<const Stored>(x), data<Stored>(in_tiles), in, tiling, most, start, from, to);
      });
      at::bmm_out(products, in_tiles, transformed_);
      at::parallel_for(0, now, 8, [&](std::int64_t from, std::int64_t to) {
        gather(data<const Stored>(products), data<Stored>(y), added.const_data_ptr<float>(), out,
               tiling, most, start, from, to);
      });
    }
    return y;
  }
  // So many tiles that they stay in the caches between their three passes.
  static std::int64_t tiles_at_once(std::int64_t channels, std::size_t bytes) {
    constexpr std::int64_t budget = 4 << 20, least = 128;  // of bytes, of tiles for the products
    const auto each = positions * channels * static_cast<std::int64_t>(bytes);
    return std::max(budget / each / least * least, least);
  }
  template <class Stored>
  static Stored* data(const at::Tensor& t) {
    return static_cast<Stored*>(t.data_ptr());
  }

  template <class Stored>
  static void spread(const Stored* x, Stored* v, std::int64_t channels, const Tiling& tiling,
                     std::int64_t pitch, std::int64_t start, std::int64_t from, std::int64_t to) {
    for (std::int64_t tile = from; tile < to; ++tile) {
      const auto [image, row, column] = tiling.corner(start + tile);
      for (std::int64_t c = 0; c < channels; c += lanes::width) {
        lanes::Float half[reach][reach];
        for (int i = 0; i < reach; ++i) {
          lanes::Float d[reach];
          const std::int64_t r = row + i - 1;
          for (int j = 0; j < reach; ++j) {
            const std::int64_t q = column + j - 1;
            const bool inside = r >= 0 && r < tiling.height && q >= 0 && q < tiling.width;
            const std::int64_t pixel = (image * tiling.height + r) * tiling.width + q;
            d[j] = inside ? lanes::load(x + pixel * channels + c) : lanes::Float{};
          }
          Minimal<n>::input(d, half[i]);
        }
        for (int j = 0; j < reach; ++j) {
          lanes::Float d[reach], w[reach];
          for (int i = 0; i < reach; ++i) d[i] = half[i][j];
          Minimal<n>::input(d, w);
          for (int i = 0; i < reach; ++i)
            lanes::store(w[i], v + ((i * reach + j) * pitch + tile) * channels + c);
        }
      }
    }
  }
  template <class Stored>
  static void gather(const Stored* products, Stored* y, const float* bias, std::int64_t channels,
                     const Tiling& tiling, std::int64_t pitch, std::int64_t start,
                     std::int64_t from, std::int64_t to) {
    for (std::int64_t tile = from; tile < to; ++tile) {
      const auto [image, row, column] = tiling.corner(start + tile);
      for (std::int64_t c = 0; c < channels; c += lanes::width) {
        const lanes::Float added = lanes::load(bias + c);
        lanes::Float half[reach][n];
        for (int i = 0; i < reach; ++i) {
          lanes::Float m[reach];
          for (int j = 0; j < reach; ++j)
            m[j] = lanes::load(products + ((i * reach + j) * pitch + tile) * channels + c);
          Minimal<n>::output(m, half[i]);
        }
        for (int j = 0; j < n; ++j) {
          lanes::Float m[reach], z[n];
          for (int i = 0; i < reach; ++i) m[i] = half[i][j];
          Minimal<n>::output(m, z);
          for (int i = 0; i < n; ++i) {
            const std::int64_t r = row + i, q = column + j;
            if (r >= tiling.height || q >= tiling.width) continue;
            const std::int64_t pixel = (image * tiling.height + r) * tiling.width + q;
            lanes::store(z[i] + added, y + pixel * channels + c);
          }
        }
      }
    }
  }

  at::Tensor transformed_;
};

}  // namespace scoresde::network
