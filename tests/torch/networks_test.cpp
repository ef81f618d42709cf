#include "tensors.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::network;
using namespace scoresde::test;

std::size_t fill_from(::torch::nn::Module& module, const GoldenFile& file) {
  const at::NoGradGuard no_gradients;
  std::size_t filled = 0;
  const auto fill = [&](const std::string& name, at::Tensor t) {
    t.copy_(recorded(file, "param." + name));
    ++filled;
  };
  for (auto& p : module.named_parameters()) fill(p.key(), p.value());
  for (auto& b : module.named_buffers()) fill(b.key(), b.value());
  return filled;
}
std::size_t parameters_in(const GoldenFile& file) {
  std::size_t count = 0;
  for (const auto& [name, values] : file.tensors()) count += name.starts_with("param.");
  return count;
}

struct Run {
  at::Tensor output, gradient;
};
Run run(auto& network, const at::Tensor& x, const at::Tensor& labels, const at::Tensor& weight) {
  const at::Tensor leaf = x.detach().clone().requires_grad_();
  const at::Tensor y = network.forward(leaf, labels);
  (y * weight).sum().backward();
  return {y.detach(), leaf.grad()};
}

// Output and gradients in both precisions, within what the file says they must be.
void check_network(auto& network, const GoldenFile& file, bool whole_labels = false) {
  network.eval();
  const at::Tensor x = recorded(file, "x"), weight = recorded(file, "grad_weight");
  const at::Tensor labels = recorded(file, "labels");
  const auto typed = [&](at::ScalarType type) { return whole_labels ? labels : labels.to(type); };

  const Run single = run(network, x.to(at::kFloat), typed(at::kFloat), weight.to(at::kFloat));
  network.to(at::kDouble);
  network.zero_grad();
  CHECK(fill_from(network, file) == parameters_in(file));
  network.zero_grad();
  const Run twice = run(network, x, typed(at::kDouble), weight);
  CHECK(relative(twice.output, recorded(file, "output_f64")) < 1e-10);
  CHECK(relative(twice.gradient, recorded(file, "grad_x_f64")) < 1e-10);

  const auto gap = [&](const char* name) { return std::stod(file.metadata(name)); };
  CHECK(difference(single.output, recorded(file, "output_f64")) <=
        3 * gap("max_abs_diff_output_f32_vs_f64"));
  CHECK(difference(single.gradient, recorded(file, "grad_x_f64")) <=
        3 * gap("max_abs_diff_grad_x_f32_vs_f64"));

  for (auto& p : network.named_parameters()) {
    if (!p.value().requires_grad()) continue;
    INFO(p.key());
    const at::Tensor got = p.value().grad();
    if (file.contains("grad_head." + p.key())) {
      const at::Tensor head = recorded(file, "grad_head." + p.key());
      CHECK(difference(got.flatten().slice(0, 0, head.numel()), head) <=
            1e-6 * got.abs().max().item<double>());
    } else {
      const at::Tensor want = recorded(file, "grad." + p.key());
      CHECK(difference(got, want) <= 1e-6 * want.abs().max().item<double>() + 1e-12);
    }
  }
}

NcsnPlusPlusOptions small(std::int64_t image, std::int64_t blocks) {
  return {.image_size = image, .features = 16, .multipliers = {1, 2, 2}, .blocks = blocks};
}
void check_ncsn_plus_plus(const std::string& name, const NcsnPlusPlusOptions& options) {
  if (!is_there(name)) return;
  NcsnPlusPlus network(options);
  CHECK(fill_from(network, golden(name)) == parameters_in(golden(name)));
  check_network(network, golden(name));
}

// Spec 9.9: the k-th parameter's j-th number is 0.2 sin(0.37 j + 1.3 k + 0.5).
void fill_by_rule(::torch::nn::Module& module) {
  const at::NoGradGuard no_gradients;
  module.eval();
  double k = 0;
  for (auto& p : module.named_parameters()) {
    const at::Tensor j = at::arange(p.value().numel(), at::kDouble);
    p.value().copy_((0.2 * (0.37 * j + 1.3 * k + 0.5).sin()).view(p.value().sizes()));
    ++k;
  }
}
std::size_t tensors_of(const ::torch::nn::Module& module) { return module.parameters().size(); }
std::int64_t numbers_of(const ::torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const at::Tensor& p : module.parameters()) count += p.numel();
  return count;
}
std::int64_t trained_numbers_of(const ::torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const at::Tensor& p : module.parameters()) count += p.requires_grad() ? p.numel() : 0;
  return count;
}

struct Vector99 {
  double sum, squares, first, last;
};
void check_vector(auto&& network, const at::Tensor& labels, at::IntArrayRef shape,
                  std::size_t tensors, std::int64_t numbers, const Vector99& want) {
  CHECK(tensors_of(network) == tensors);
  if (numbers > 0) CHECK(numbers_of(network) == numbers);
  network.to(at::kDouble);
  fill_by_rule(network);
  const at::NoGradGuard no_gradients;
  std::int64_t count = 1;
  for (const std::int64_t n : shape) count *= n;
  const at::Tensor x = (at::arange(count, at::kDouble) * 0.3).sin().view(shape);
  const at::Tensor y = network.forward(x, labels);
  const auto close = [](double got, double digits) {
    CHECK(std::abs(got - digits) <= 1e-10 * std::max(1.0, std::abs(digits)));
  };
  close(y.sum().template item<double>(), want.sum);
  close(y.square().sum().template item<double>(), want.squares);
  close(y.flatten()[0].template item<double>(), want.first);
  close(y.flatten()[-1].template item<double>(), want.last);
}
at::Tensor doubles(std::vector<double> v) { return at::tensor(v, at::kDouble); }
NcsnPlusPlusOptions base() {
  return {.image_size = 8,
          .centered = true,
          .features = 8,
          .multipliers = {1, 2},
          .blocks = 1,
          .attention = {4}};
}

}  // namespace

TEST_CASE("NCSN++ with a residual input pyramid equals the published network, gradients too") {
  check_ncsn_plus_plus("ncsnpp_ve_fir", small(32, 1));
}
TEST_CASE("NCSN++ with skips in and out equals the published network, gradients too") {
  NcsnPlusPlusOptions options = small(16, 2);
  options.output = ProgressiveOutput::output_skip;
  options.input = ProgressiveInput::input_skip;
  check_ncsn_plus_plus("ncsnpp_ve_fir_outskip", options);
}
TEST_CASE("DDPM++ equals the published network, gradients too") {
  NcsnPlusPlusOptions options = network::configuration::cifar10_ddpm_plus_plus(1);
  options.image_size = 16;
  options.features = 16;
  options.multipliers = {1, 2, 2};
  check_ncsn_plus_plus("ddpmpp_vp", options);
}
TEST_CASE("DDPM equals the published network, gradients too") {
  NcsnPlusPlusOptions options = network::configuration::cifar10_ddpm();
  options.image_size = 16;
  options.features = 32;
  options.multipliers = {1, 2};
  options.blocks = 1;
  check_ncsn_plus_plus("ddpm", options);
}
TEST_CASE("NCSNv2 equals the published network, gradients too") {
  NcsnV2 network({.features = 8});
  CHECK(fill_from(network, golden("ncsnv2")) == parameters_in(golden("ncsnv2")));
  check_network(network, golden("ncsnv2"), true);
}

TEST_CASE("forward passes A to H of the specification agree to 1e-10") {
  const at::Tensor sigmas = doubles({0.7, 3.0}), times = doubles({12.5, 741.25});
  const std::int64_t shape[] = {2, 3, 8, 8};
  check_vector(NcsnPlusPlus(base()), sigmas, shape, 157, 48763,
               {2.955266097006e+01, 6.863176399279, 2.077253573423e-01, -2.540442637475e-02});
  NcsnPlusPlusOptions b = base();
  b.input = ProgressiveInput::input_skip;
  b.output = ProgressiveOutput::output_skip;
  check_vector(NcsnPlusPlus(b), sigmas, shape, 161, 49038,
               {5.483591816580e+01, 1.289290584390e+01, 1.328964729223e-01, 7.536678011882e-02});
  NcsnPlusPlusOptions c = base();
  c.embedding = Embedding::positional;
  c.filter = {};
  c.input = ProgressiveInput::none;
  c.scale_by_sigma = false;
  check_vector(NcsnPlusPlus(c), times, shape, 154, 48275,
               {-6.643513501085e+01, 1.565107867095e+01, -2.261505159166e-01, -1.121803042250e-01});
  NcsnPlusPlusOptions d = c;
  d.block = BlockType::ddpm;
  check_vector(NcsnPlusPlus(d), times, shape, 134, 44139,
               {-6.434177227764e+01, 1.132137019927e+01, -1.333213169922e-01, -1.880859054878e-01});
  NcsnPlusPlusOptions e = d;
  e.features = 32;
  e.groups = 32;
  e.skip_rescale = false;
  check_vector(NcsnPlusPlus(e), times, shape, 134, 685731,
               {-6.918116713208e+01, 1.346986419305e+01, -9.837015915782e-02, -1.810242721009e-01});
  NcsnPlusPlusOptions f = base();
  f.input = ProgressiveInput::input_skip;
  f.combine = CombineBy::cat;
  check_vector(NcsnPlusPlus(f), sigmas, shape, 155, 50891,
               {-6.235114486259e-01, 5.567996393106, 1.725915409543e-02, -5.507267856184e-04});
  check_vector(ScoreNet(), doubles({0.3, 0.9}), {2, 1, 28, 28}, 40, 0,
               {1.457928774173e+02, 7.961758336883e+02, -1.182500765835e-01, 5.601526628466e-02});
  check_vector(NcsnV2({.features = 8, .levels = {.count = 10}}),
               at::tensor(std::vector<std::int64_t>{2, 7}), {2, 3, 16, 16}, 153, 0,
               {1.995360652141e+03, 1.018891146869e+04, 3.783222520202e-02, 2.899153932453});
}

TEST_CASE("the published configurations have the published numbers of parameters and tensors") {
  using namespace network::configuration;
  const auto check = [](const NcsnPlusPlusOptions& options, std::int64_t numbers,
                        std::size_t tensors) {
    const NcsnPlusPlus network(options);
    CHECK(trained_numbers_of(network) == numbers);
    CHECK(tensors_of(network) == tensors);
  };
  check(cifar10_ddpm(), 35'218'947, 308);
  check(ddpm_256(), 111'569'923, 430);
  check(cifar10_ddpm_plus_plus(), 61'804'419, 564);
  check(cifar10_ddpm_plus_plus(8), 106'632'579, 956);
  check(cifar10_ncsn_plus_plus_vp(), 62'693'251, 570);
  check(cifar10_ncsn_plus_plus_discrete(), 62'693'251, 570);
  check(cifar10_ncsn_plus_plus_vp(8), 107'521'411, 962);
  check(cifar10_ncsn_plus_plus(), 62'758'787, 571);
  check(cifar10_ncsn_plus_plus(8), 107'586'947, 963);
  check(celeba_ncsn_plus_plus(), 62'758'787, 571);
  check(ffhq_256(), 65'574'421, 645);
  check(ffhq_1024(), 105'785'880, 553);
  CHECK(trained_numbers_of(ScoreNet()) == 1'115'297);
  CHECK(numbers_of(NcsnV2(cifar10_ncsn_v2())) == 29'694'083);
  CHECK(numbers_of(NcsnV2(ncsn_v2_128())) == 83'445'379);
  CHECK(numbers_of(NcsnV2(ncsn_v2_256())) == 94'132'611);
}
TEST_CASE("CIFAR-10's NCSN++ and DDPM++ run at full size, ready for inference within 1e-4") {
  for (const bool ncsn : {true, false}) {
    at::manual_seed(3);
    NcsnPlusPlus network(ncsn ? network::configuration::cifar10_ncsn_plus_plus()
                              : network::configuration::cifar10_ddpm_plus_plus());
    network.eval();
    const at::NoGradGuard no_gradients;
    for (auto& p : network.parameters())  // of which many start at zero
      if (p.dim() == 4) p.normal_(0, 1 / std::sqrt(static_cast<double>(p.numel() / p.size(0))));
    const at::Tensor x = at::rand({2, 3, 32, 32});
    const at::Tensor label = at::tensor(std::vector<float>{0.5f, 30});
    const at::Tensor y = network.forward(x, label);
    CHECK(y.sizes() == x.sizes());
    CHECK(y.isfinite().all().item<bool>());
    prepare_for_inference(network);
    CHECK(relative(network.forward(x, label), y) < 1e-4);
  }
}
TEST_CASE("the Fourier frequencies are parameters that are not trained") {
  const NcsnPlusPlus network(base());
  CHECK(numbers_of(network) - trained_numbers_of(network) == 8);
}
TEST_CASE("progressive output by residuals runs with every kind of block, and is differentiated") {
  for (const BlockType block : {BlockType::ddpm, BlockType::big_gan})
    for (const Filter& filter : {Filter{}, Filter{1, 3, 3, 1}}) {
      NcsnPlusPlusOptions options = base();
      options.block = block;
      options.filter = filter;
      options.output = ProgressiveOutput::residual;
      NcsnPlusPlus network(options);
      network.to(at::kDouble);
      fill_by_rule(network);
      const at::Tensor x = at::randn({1, 3, 8, 8}, at::kDouble), sigma = doubles({0.7});
      const at::Tensor v = at::randn({1, 3, 8, 8}, at::kDouble);
      const Run at_x = run(network, x, sigma, at::ones_like(x));
      const double h = 1e-5;
      const auto total = [&](double k) {
        return network.forward(x + k * v, sigma).sum().template item<double>();
      };
      const double slope = (total(h) - total(-h)) / (2 * h);
      CHECK(slope == doctest::Approx((at_x.gradient * v).sum().item<double>()).epsilon(1e-6));
    }
}
TEST_CASE("the classifier sees an image the same in any brightness and contrast of all channels") {
  // its input is standardised: x -> a (x - mean) + b in units of the data's deviations is undone
  WideResNet network({.blocks = 1, .multiplier = 1, .deviation = {.25, .25, .25}});
  network.to(at::kDouble);
  network.eval();
  const at::NoGradGuard no_gradients;
  const at::Tensor x = at::rand({2, 3, 32, 32}, at::kDouble), sigma = doubles({0.5, 2.0});
  const at::Tensor mean =
      at::tensor(std::vector<double>{.49139968, .48215841, .44653091}, at::kDouble)
          .view({1, 3, 1, 1});
  const at::Tensor y = network.forward(x, sigma);
  CHECK(y.sizes() == at::IntArrayRef({2, 10}));
  CHECK(relative(network.forward(mean + 3 * (x - mean) + 0.1, sigma), y) < 1e-10);
  CHECK(relative(network.forward(x, doubles({1.5, 2.0})), y) > 1e-6);
}
TEST_CASE(
    "the classifier of the paper is a Wide ResNet 28-10 with 36.5 million weights in its blocks") {
  const WideResNet network;
  std::int64_t convolutions = 0, layers = 0;
  for (const auto& p : network.named_parameters())
    if (p.value().dim() == 4) {
      convolutions += p.value().numel();
      ++layers;
    }
  // 16 -> 160, 160 -> 320, 320 -> 640 and seven of the same width in each group, 9 taps each
  const std::int64_t want =
      9 * (3 * 16 + 16 * 160 + 160 * 320 + 320 * 640 + 7 * (160 * 160 + 320 * 320 + 640 * 640));
  CHECK(layers == 25);
  CHECK(convolutions == want);
}
TEST_CASE("a network that cannot be is refused with its name and value") {
  NcsnPlusPlusOptions options = base();
  options.image_size = 7;
  CHECK_THROWS_WITH_AS(NcsnPlusPlus{options},
                       "image_size = 7 must be a multiple of 2, one half for every level "
                       "after the first",
                       std::invalid_argument);
  options = base();
  options.features = 2;
  CHECK_THROWS_WITH_AS(NcsnPlusPlus{options}, "features = 2 must lie in [4, infinity)",
                       std::invalid_argument);
}
