#include "tensors.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::network;
using namespace scoresde::test;

const GoldenFile& file() { return golden("layers"); }
at::Tensor at_name(const std::string& name) { return recorded(file(), name).to(at::kFloat); }
at::Tensor x() { return at_name("x"); }

// The recorded parameters into a module, every one of them and no other.
void fill(::torch::nn::Module& module, const std::string& layer) {
  const at::NoGradGuard no_gradients;
  module.eval();
  std::size_t filled = 0;
  for (auto& p : module.named_parameters()) {
    p.value().copy_(at_name(layer + ".param." + p.key()));
    ++filled;
  }
  std::size_t there = 0;
  for (const auto& [name, values] : file().tensors()) there += name.starts_with(layer + ".param.");
  CHECK(filled == there);
}
void check(const std::string& name, const at::Tensor& got) {
  CAPTURE(name);
  CHECK(relative(got, at_name(name)) <= 1e-6);
}
// In either memory format, with gradients and without: the ways that a layer may choose between.
void check_layer(const std::string& layer, ::torch::nn::Module& module, const auto& forward) {
  fill(module, layer);
  const at::Tensor with_gradients = forward(x());
  check(layer + ".out", with_gradients);
  const at::NoGradGuard no_gradients;
  check(layer + ".out", forward(x()));
  check(layer + ".out", forward(x().contiguous(at::MemoryFormat::ChannelsLast)));
}

const Filter fir{1, 3, 3, 1};
BlockOptions with(const Filter& filter) { return {.embedding = 16, .filter = filter}; }

}  // namespace

TEST_CASE("FIR resampling equals the published kernels, for both memory formats") {
  for (const bool last : {false, true}) {
    const at::Tensor image = last ? x().contiguous(at::MemoryFormat::ChannelsLast) : x();
    check("upsample_2d.k1331", upsample_2d(image, fir));
    check("upsample_2d.k121", upsample_2d(image, {1, 2, 1}));
    check("downsample_2d.k1331", downsample_2d(image, fir));
    check("downsample_2d.k121", downsample_2d(image, {1, 2, 1}));
    check("naive_upsample_2d", naive_upsample_2d(image));
    check("naive_downsample_2d", naive_downsample_2d(image));
    check("conv_downsample_2d.k1331", conv_downsample_2d(image, at_name("conv.w"), {}, fir));
    check("upsample_conv_2d_intended.k1331", upsample_conv_2d(image, at_name("conv.w"), {}, fir));
  }
}
TEST_CASE("upfirdn2d is a true convolution after insertion of zeros, with its own padding") {
  const at::Tensor image = at_name("upfirdn2d.x"), kernel = at_name("upfirdn2d.k");
  check("upfirdn2d.up2_down1_pad_1_2", upfirdn2d(image, kernel, 2, 1, 1, 2));
  check("upfirdn2d.up1_down2_pad_2_1", upfirdn2d(image, kernel, 1, 2, 2, 1));
}
TEST_CASE("FIR resampling of a sine gives the twelve digits of the specification") {
  const at::Tensor sine = (at::arange(16, at::kDouble) * 0.3).sin().view({1, 1, 4, 4});
  const std::vector<double> down{.4389157502551, .5144029035426, .06756391687947, -.1728762037988};
  CHECK(difference(downsample_2d(sine, fir).flatten(), at::tensor(down, at::kDouble)) < 1e-12);
  const std::vector<double> row{0,
                                .0554100387490,
                                .166230116247,
                                .2721005800086,
                                .3730214300337,
                                .4644851868399,
                                .546491850427,
                                .4406213866655};
  CHECK(difference(upsample_2d(sine, fir)[0][0][0], at::tensor(row, at::kDouble)) < 1e-12);
  const at::Tensor weight = (at::arange(9, at::kDouble) * 0.3).sin().view({1, 1, 3, 3});
  const std::vector<double> convolved{2.269984822503, 2.167507708006, .08150953195317,
                                      -.7982901690843};
  CHECK(difference(conv_downsample_2d(sine, weight, {}, fir).flatten(),
                   at::tensor(convolved, at::kDouble)) < 1e-12);
}
TEST_CASE("enlarging is four times the adjoint of halving, for any filter of even length") {
  const at::Tensor small = at::randn({2, 3, 6, 6}, at::kDouble);
  for (const Filter& filter : {Filter{1, 3, 3, 1}, Filter{1, 1}, Filter{1, 5, 10, 10, 5, 1}}) {
    const at::Tensor large = at::randn({2, 3, 12, 12}, at::kDouble);
    const double left = (upsample_2d(small, filter) * large).sum().item<double>();
    const double right = 4 * (small * downsample_2d(large, filter)).sum().item<double>();
    CHECK(left == doctest::Approx(right).epsilon(1e-12));
  }
}
TEST_CASE("embeddings equal the published ones, an odd size filled with a zero") {
  // angles of up to a thousand: their rounding in float is 6e-5
  const at::Tensor t = at_name("emb.t");
  CHECK(relative(positional_embedding(t, 16), at_name("emb.positional16")) < 1e-4);
  CHECK(relative(positional_embedding(t, 15), at_name("emb.positional15")) < 1e-4);
  FourierEmbedding fourier(8, 16);
  const at::NoGradGuard no_gradients;
  fourier.W.copy_(at_name("emb.fourier.W"));
  // sines of angles of a hundred turns: a rounding of the angle is 1e-5 of one
  const at::Tensor embedding = fourier.forward(at_name("emb.fourier.sigma").log());
  CHECK(relative(embedding, at_name("emb.fourier.out")) < 2e-4);
}
TEST_CASE("the positional embedding has the twelve digits of the specification") {
  const std::vector<double> want{-.0663218973512, .548190050980, .0269271785351, .00124999967448,
                                 .997798279179,   .836353793563, .999637397788,  .99999921875};
  const at::Tensor t = at::tensor(std::vector<double>{12.5}, at::kDouble);
  CHECK(difference(positional_embedding(t, 8)[0], at::tensor(want, at::kDouble)) < 1e-12);
}
TEST_CASE("attention and network-in-network equal the published layers") {
  AttentionBlock attention(8, {.embedding = 0}), plain(8, {.embedding = 0, .rescale = false});
  check_layer("attn_pp", attention, [&](const at::Tensor& h) { return attention.forward(h); });
  check_layer("attn_pp_norescale", plain, [&](const at::Tensor& h) { return plain.forward(h); });
  Nin nin(8, 5);
  check_layer("nin", nin, [&](const at::Tensor& h) { return nin.forward(h); });
}
TEST_CASE("residual blocks of DDPM++ equal the published ones") {
  ResidualBlockDdpm same(8, 8, {.embedding = 16, .rescale = false}), wider(8, 12, with({}));
  const at::Tensor temb = at_name("temb");
  check_layer("res_ddpmpp_8_8", same, [&](const at::Tensor& h) { return same.forward(h, temb); });
  check_layer("res_ddpmpp_8_12", wider,
              [&](const at::Tensor& h) { return wider.forward(h, temb); });
}
TEST_CASE("residual blocks of BigGAN equal the published ones, resampling with FIR and without") {
  const at::Tensor temb = at_name("temb");
  for (const bool filters : {false, true}) {
    const std::string tail = filters ? "_fir1" : "_fir0";
    const BlockOptions options = with(filters ? fir : Filter{});
    ResidualBlockBigGan plain(8, 12, options), up(8, 8, options, Resample::up),
        down(8, 8, options, Resample::down);
    for (const auto& [name, block] :
         {std::pair{"plain", &plain}, std::pair{"up", &up}, std::pair{"down", &down}})
      check_layer(std::string("res_biggan_") + name + tail, *block,
                  [&, b = block](const at::Tensor& h) { return b->forward(h, temb); });
  }
}
TEST_CASE("resampling modules equal the published ones, with a convolution and without") {
  for (const bool filters : {false, true})
    for (const bool convolves : {false, true})
      for (const Resample how : {Resample::up, Resample::down}) {
        const std::string name = std::string(how == Resample::up ? "up" : "down") + "sample_fir" +
                                 (filters ? "1" : "0") + "_conv" + (convolves ? "1" : "0");
        ResamplingBlock block(8, convolves ? 12 : 8, how, convolves, filters ? fir : Filter{});
        check_layer(name, block, [&](const at::Tensor& h) { return block.forward(h); });
      }
}
TEST_CASE("a pyramid is combined as published, by sum and side by side") {
  for (const CombineBy by : {CombineBy::sum, CombineBy::cat}) {
    const std::string name = by == CombineBy::sum ? "combine_sum" : "combine_cat";
    Combine combine(8, 12, by);
    check_layer(name, combine,
                [&](const at::Tensor& h) { return combine.forward(h, at_name("y")); });
  }
}
TEST_CASE("the normalisations and blocks of NCSNv2 equal the published ones") {
  InstanceNormPlus plus(8);
  check_layer("instancenorm_plus", plus, [&](const at::Tensor& h) { return plus.forward(h); });
  VarianceNorm variance(8);
  check_layer("variancenorm", variance, [&](const at::Tensor& h) { return variance.forward(h); });
  NcsnResidualBlock pooled(8, 12, true), dilated(8, 12, true, 2);
  check_layer("ncsn_res_down_dil1", pooled, [&](const at::Tensor& h) { return pooled.forward(h); });
  check_layer("ncsn_res_down_dil2", dilated,
              [&](const at::Tensor& h) { return dilated.forward(h); });
  RefineBlock refine({8, 12}, 6);
  const at::Tensor small = at_name("y").slice(2, 0, 4).slice(3, 0, 4);
  check_layer("ncsn_refine", refine,
              [&](const at::Tensor& h) { return refine.forward({h, small}, {8, 8}); });
}
TEST_CASE("fused normalisation and swish equal the layer by layer ones, bfloat16 to its rounding") {
  const at::Tensor image =
      (100 + at::randn({3, 128, 8, 8})).contiguous(at::MemoryFormat::ChannelsLast);
  GroupNorm norm(32, 128);
  const at::Tensor layers = norm.swish(image).detach();  // with gradients: layer by layer
  const at::NoGradGuard no_gradients;
  const at::Tensor exact = at::silu(at::group_norm(
      image.to(at::kDouble), 32, norm.weight.to(at::kDouble), norm.bias.to(at::kDouble), 1e-6));
  CHECK(difference(norm.swish(image), exact) < 2e-5);  // a rounding of 100, at a deviation of one
  CHECK(difference(norm.swish(image), exact) <= 1.5 * difference(layers, exact));
  const at::Tensor half = norm.swish(image.to(at::kBFloat16));
  const at::Tensor of_half = norm.swish(image.to(at::kBFloat16).to(at::kFloat));
  CHECK((half.scalar_type() == at::kBFloat16));
  CHECK(relative(half, of_half) < 0.5 / 128);
  CHECK(difference(half, of_half.to(at::kBFloat16)) == 0);
}
TEST_CASE("the fused swish holds its form far out and passes on what is not a number") {
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float v : {-200.f, -88.f, -20.f, -1e-3f, 0.f, 1e-3f, 20.f, 88.f, 200.f}) {
    float in[network::lanes::width], out[network::lanes::width];
    std::fill_n(in, network::lanes::width, v);
    const auto lane = network::lanes::load(in);
    network::lanes::store(network::lanes::exp(lane), out);
    const double want = std::exp(static_cast<double>(std::clamp(v, -87.f, 88.f)));
    CHECK(std::abs(out[0] - want) <= 3e-7 * want);
  }
  at::Tensor image = at::zeros({1, 16, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast);
  image[0][3][1][1] = infinity;
  GroupNorm norm(4, 16);
  const at::NoGradGuard no_gradients;
  const at::Tensor y = norm.swish(image);
  CHECK(y.isfinite().logical_not().select(1, 3).any().item<bool>());
  CHECK(y.slice(1, 4).isfinite().all().item<bool>());
}
