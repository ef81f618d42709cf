#include "tensors.hpp"
// after LibTorch
#include <ATen/ops/group_norm.h>
#include <ATen/ops/silu.h>

#include <scoresde/cuda/team.hpp>
#include <scoresde/torch/network/fused_text.hpp>

namespace {

using namespace scoresde;
using namespace scoresde::network;
using namespace scoresde::test;
using cuda::HostTeam;

constexpr int team_sizes[] = {1, 32, 37, 64};
constexpr double of_float = 2e-6, of_bfloat16 = 0.51 / 128;  // half a unit in the last place

at::Tensor in_format(const at::Tensor& x, bool last) {
  return x.contiguous(last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

// f.operator()<Stored, together>() for the type of x and rows of so many numbers.
void choose(const at::Tensor& x, int row, const auto& f) {
  const bool is_float = x.scalar_type() == at::kFloat;
  if (row % 4 == 0)
    is_float ? f.template operator()<StoredFloat, 4>() : f.template operator()<StoredBfloat16, 4>();
  else
    is_float ? f.template operator()<StoredFloat, 1>() : f.template operator()<StoredBfloat16, 1>();
}

struct Weights {
  at::Tensor weight, bias;
  explicit Weights(std::int64_t channels)
      : weight(1 + 0.3 * at::randn({channels})), bias(at::randn({channels})) {}
};

at::Tensor normalised_by_text(const at::Tensor& x, const Weights& affine, int groups, bool swish,
                              int threads) {
  at::Tensor y = at::empty_like(x);
  const bool last = !x.is_contiguous();
  const auto channels = static_cast<int>(x.size(1));
  const auto pixels = static_cast<int>(x.size(2) * x.size(3));
  const Normalisation n{.x = x.const_data_ptr(),
                        .y = y.data_ptr(),
                        .weight = affine.weight.const_data_ptr<float>(),
                        .bias = affine.bias.const_data_ptr<float>(),
                        .samples = x.size(0),
                        .channels = channels,
                        .groups = groups,
                        .pixels = pixels,
                        .channels_last = last,
                        .swish = swish,
                        .eps = 1e-6f,
                        .stored = StoredAs::float32};
  choose(x, last ? channels / groups : pixels, [&]<class Stored, int together>() {
    using Text = NormaliseText<Stored, together>;
    HostTeam::run(threads, Text::memory(threads), [&] {
      for (std::int64_t part = 0; part < n.samples * groups; ++part) {
        Text{n}.template operator()<HostTeam>(part);
        HostTeam::barrier();
      }
    });
  });
  return y;
}
at::Tensor normalised_exactly(const at::Tensor& x, const Weights& affine, int groups, bool swish) {
  const at::Tensor y = at::group_norm(x.to(at::kDouble), groups, affine.weight.to(at::kDouble),
                                      affine.bias.to(at::kDouble), 1e-6);
  return swish ? at::silu(y) : y;
}
// The largest error over team sizes, with swish and without.
double error_of_normalising(const at::Tensor& x, int groups) {
  const Weights affine(x.size(1));
  double most = 0;
  for (const bool swish : {false, true}) {
    const at::Tensor exact = normalised_exactly(x, affine, groups, swish);
    for (const int threads : team_sizes)
      most = std::max(most, relative(normalised_by_text(x, affine, groups, swish, threads), exact));
  }
  return most;
}

at::Tensor resized_by_text(const at::Tensor& x, Resize how, const Filter& filter, int threads,
                           std::uint32_t teams) {
  const Filter taps = normalised(filter, how == Resize::twice ? 2 : 1);
  const bool last = !x.is_contiguous();
  Filtering f{};
  f.planes = last ? x.size(0) : x.size(0) * x.size(1);
  f.inner = last ? static_cast<int>(x.size(1)) : 1;
  f.height = static_cast<int>(x.size(2));
  f.width = static_cast<int>(x.size(3));
  set_taps(f, how, taps.data(), static_cast<int>(taps.size()));
  at::Tensor y = in_format(
      at::full({x.size(0), x.size(1), f.out_height, f.out_width}, 1e9, x.options()), last);
  f.x = x.const_data_ptr();
  f.y = y.data_ptr();
  choose(x, f.inner, [&]<class Stored, int together>() {
    const auto run = [&](const auto& text) {
      HostTeam::run(threads, 0, [&] {
        for (std::uint32_t team = 0; team < teams; ++team)
          text.template operator()<HostTeam>(team, teams);
      });
    };
    if (how == Resize::twice) run(FilterText<Stored, together, 2, 1>{f});
    if (how == Resize::half) run(FilterText<Stored, together, 1, 2>{f});
    if (how == Resize::smooth) run(FilterText<Stored, together, 1, 1>{f});
  });
  return y;
}
at::Tensor resized_by_tensors(const at::Tensor& x, Resize how, const Filter& filter) {
  if (how == Resize::twice) return upsample_2d(x, filter);
  return how == Resize::half ? downsample_2d(x, filter) : smoothed_for_stride(x, filter);
}
// The largest error over filters, resamplings and team sizes, beside the tensors' sums in double.
double error_of_resizing(const at::Tensor& x) {
  double most = 0;
  for (const Filter& filter :
       {Filter{1, 3, 3, 1}, Filter{1, 2, 1}, Filter{1, 1}, Filter{1, 2, 3, 5}})
    for (const Resize how : {Resize::twice, Resize::half, Resize::smooth}) {
      const at::Tensor exact = resized_by_tensors(x.to(at::kDouble), how, filter);
      for (const int threads : {1, 37})
        most = std::max(most, relative(resized_by_text(x, how, filter, threads, 3), exact));
    }
  return most;
}

// Rows of four numbers and rows of others, odd sizes, one channel a group.
struct Kind {
  std::vector<std::int64_t> shape;
  int groups;
};
const std::vector<Kind> kinds{{{2, 12, 5, 7}, 3},
                              {{3, 16, 4, 6}, 2},
                              {{2, 6, 3, 4}, 6},
                              {{1, 8, 2, 2}, 1},
                              {{1, 4, 33, 31}, 1}};

}  // namespace

TEST_CASE("the text of normalisation and swish equals the layers, in either memory format") {
  for (const auto& [shape, groups] : kinds)
    for (const bool last : {false, true}) {
      CAPTURE(shape[1]);
      const at::Tensor x = in_format(at::randn(shape), last);
      CHECK(error_of_normalising(x, groups) <= of_float);
      CHECK(error_of_normalising(x.to(at::kBFloat16), groups) <= of_bfloat16);
    }
}
TEST_CASE("normalisation loses no digits to a mean far from zero, nor to a first pixel far out") {
  for (const auto& [shape, groups] : kinds)
    for (const bool last : {false, true}) {
      CAPTURE(shape[1]);
      CHECK(error_of_normalising(in_format(1e4 + at::randn(shape), last), groups) <= of_float);
      at::Tensor x = in_format(at::randn(shape), last);
      x.select(2, 0).select(2, 0).fill_(1e4);
      CHECK(error_of_normalising(x, groups) <= 1e-5);
    }
}
TEST_CASE("what is not finite stays within its group, and a constant group gives the bias") {
  const Weights affine(8);
  at::Tensor x = at::randn({1, 8, 4, 4});
  x.slice(1, 4, 8).fill_(3);
  const at::Tensor constant = normalised_by_text(x, affine, 2, false, 32);
  CHECK(difference(constant.slice(1, 4)[0].select(1, 0).select(1, 0), affine.bias.slice(0, 4)) ==
        0);
  for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
    x[0][1][2][2] = bad;
    const at::Tensor y = normalised_by_text(x, affine, 2, true, 32);
    CHECK(y.isfinite().slice(1, 0, 4).any().item<bool>() == false);
    CHECK(y.isfinite().slice(1, 4).all().item<bool>());
  }
}
TEST_CASE("the text of FIR resampling equals the tensors' sums, in either memory format") {
  for (const auto& [shape, groups] : kinds)
    for (const bool last : {false, true}) {
      CAPTURE(shape[1]);
      const at::Tensor x = in_format(at::randn(shape), last);
      CHECK(error_of_resizing(x) <= of_float);
      CHECK(error_of_resizing(x.to(at::kBFloat16)) <= of_bfloat16);
    }
}
TEST_CASE("bfloat16 is rounded as tensors round it, ties and what is not a number too") {
  const at::Tensor x =
      at::cat({at::randn({1000}), at::arange(1 << 10).to(at::kFloat) + 256,
               at::tensor(std::vector<float>{3e38f, 3.4e38f, 1e-40f, -0.0f, std::nanf("")})});
  const at::Tensor half = x.to(at::kBFloat16);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const float v = x[i].item<float>(), want = half[i].item<float>();
    const float got = StoredBfloat16::load(StoredBfloat16::store(v));
    if (!(got == want || (got != got && want != want))) FAIL_CHECK(v << " became " << got);
  }
}
TEST_CASE("registered kernels are for a GPU's tensors: those of the CPU are computed as ever") {
  const at::Tensor x = at::randn({2, 8, 6, 6});
  GroupNorm norm(2, 8);
  const Filter fir{1, 3, 3, 1};
  const at::NoGradGuard no_gradients;
  const auto all = [&] {
    return at::cat({norm.swish(x).flatten(), norm.forward(x).flatten(),
                    upsample_2d(x, fir).flatten(), downsample_2d(x, fir).flatten(),
                    smoothed_for_stride(x, fir).flatten()});
  };
  const at::Tensor without = all();
  const auto never = [](const auto& y, const auto&...) -> at::Tensor { return y * 0; };
  device_kernels() = {never, never, never, never};
  const at::Tensor with = all();
  device_kernels() = {};
  CHECK(difference(with, without) == 0);
}
