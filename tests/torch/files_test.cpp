#include <png.h>

#include <scoresde/torch/image_grid.hpp>
#include <scoresde/torch/torch_script.hpp>

#include "tensors.hpp"

// after LibTorch's macros
#include "checkpoint/bytes.hpp"

using namespace scoresde;
using namespace scoresde::test;

TEST_CASE("a grid of images has each where it belongs, white between them") {
  at::Tensor images = at::zeros({3, 1, 2, 2});
  images[0][0][0][1] = 1;
  images[1][0] = 2;  // cut off at white
  images[2][0][1][0] = 0.5;
  images[2][0][0][0] = std::numeric_limits<float>::quiet_NaN();
  const at::Tensor grid = image_grid(images, 2, 1).squeeze(2);
  const std::vector<int> want{0,   255, 255, 255, 255,  //
                              0,   0,   255, 255, 255,  //
                              255, 255, 255, 255, 255,  //
                              0,   0,   255, 255, 255,  //
                              128, 0,   255, 255, 255};
  CHECK(difference(grid.flatten(), at::tensor(want)) == 0);
  CHECK_THROWS_WITH_AS(image_grid(at::zeros({1, 2, 4, 4})), "channels = 2 must be 1 or 3",
                       std::invalid_argument);
}
TEST_CASE("a PNG file has the bytes of the image") {
  const Scratch scratch("");
  const at::Tensor image = at::randint(256, {5, 7, 3}).to(at::kByte);
  write_png(scratch.path(), image);
  png_image read{};
  read.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&read, scratch.path().c_str()));
  CHECK(read.width == 7);
  CHECK(read.height == 5);
  read.format = PNG_FORMAT_RGB;
  at::Tensor back = at::zeros({5, 7, 3}, at::kByte);
  REQUIRE(png_image_finish_read(&read, nullptr, back.data_ptr<std::uint8_t>(), 0, nullptr));
  CHECK(at::equal(back, image));
  CHECK_THROWS_AS(write_png("/no/such/folder/x.png", image), FileError);
}
TEST_CASE("a TorchScript file is a score like any other") {
  const Scratch scratch("");
  ::torch::jit::Module script("score");
  script.define("def forward(self, x, sigma):\n  return -x / (1 + sigma * sigma).unsqueeze(1)\n");
  script.save(scratch.path().string());
  const VeSde sde{.sigma_max = 5};
  const auto by_script = published_ve_score(torch_script(scratch.path()));
  const auto by_lambda = published_ve_score([](const at::Tensor& x, const at::Tensor& sigma) {
    return -x / (1 + sigma * sigma).unsqueeze(1);
  });
  const auto run = [&](const auto& score) {
    return sample(sde, score, published(sde, 30), ReverseDiffusion{}, Identity{},
                  Tensors<float>{.samples = 5, .shape = {6}}, 3)
        .x;
  };
  CHECK(at::equal(run(by_script), run(by_lambda)));
}
