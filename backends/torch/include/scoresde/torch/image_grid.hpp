// Images side by side as one, and into a PNG file. Link libpng (PNG::PNG) for the latter.
#pragma once
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/constant_pad_nd.h>
#include <png.h>

#include <cmath>
#include <scoresde/checkpoint/whole_file.hpp>
#include <scoresde/sde/validate.hpp>

namespace scoresde {

// images [samples, channels, height, width] in [0, 1] as one of bytes [height, width, channels], so
// many a row (0: about as many as there are rows), `gap` white pixels between them. What is beyond
// [0, 1] is cut off, what is not a number is black.
inline at::Tensor image_grid(const at::Tensor& images, std::int64_t columns = 0,
                             std::int64_t gap = 2) {
  require(images.dim() == 4, "dimensions of the images", images.dim(), "must be 4");
  require(images.size(0) >= 1, "images.size(0)", images.size(0), "must lie in [1, infinity)");
  require(images.size(1) == 1 || images.size(1) == 3, "channels", images.size(1), "must be 1 or 3");
  require(gap >= 0, "gap", gap, "must lie in [0, infinity)");
  const std::int64_t n = images.size(0);
  if (columns <= 0) columns = static_cast<std::int64_t>(std::ceil(std::sqrt(n)));
  const std::int64_t rows = (n + columns - 1) / columns;
  const at::Tensor bytes =
      (images.detach().cpu().to(at::kFloat).nan_to_num(0).clamp(0, 1) * 255).round().to(at::kByte);
  const at::Tensor framed = at::constant_pad_nd(bytes, {0, gap, 0, gap}, 255);
  const std::int64_t height = framed.size(2), width = framed.size(3), channels = images.size(1);
  const at::Tensor all = at::constant_pad_nd(framed, {0, 0, 0, 0, 0, 0, 0, rows * columns - n}, 255)
                             .view({rows, columns, channels, height, width})
                             .permute({0, 3, 1, 4, 2})
                             .reshape({rows * height, columns * width, channels});
  return all.narrow(0, 0, rows * height - gap).narrow(1, 0, columns * width - gap).contiguous();
}

// Bytes [height, width, channels] into a PNG file, whole or not at all. Throws FileError.
inline void write_png(const std::filesystem::path& path, const at::Tensor& image) {
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.height = static_cast<png_uint_32>(image.size(0));
  header.width = static_cast<png_uint_32>(image.size(1));
  header.format = image.size(2) == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  const at::Tensor pixels = image.contiguous();
  const auto encode = [&](std::vector<std::byte>& file, png_alloc_size_t& size) {
    if (!png_image_write_to_memory(&header, file.empty() ? nullptr : file.data(), &size, 0,
                                   pixels.const_data_ptr<std::uint8_t>(), 0, nullptr))
      throw FileError(path.string(), 0,
                      std::string("expected an image for PNG: ") + header.message);
  };
  png_alloc_size_t size = 0;
  std::vector<std::byte> file;
  encode(file, size);
  file.resize(size);
  encode(file, size);
  WholeFile whole(path);
  whole.write(std::span(file).first(size));
  whole.commit();
}

}  // namespace scoresde
