// A tensor in a file: its name, type, shape and where its bytes are. Readers hand out views into
// what they have mapped, so that a model of gigabytes costs no memory until it is used.
#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace scoresde {

enum class ElementType { Boolean, U8, I8, I16, U16, F16, BF16, I32, U32, F32, I64, U64, F64 };

// The types by the names that safetensors gives them, and their sizes in bytes.
struct NamedType {
  std::string_view name;
  ElementType type;
  std::size_t bytes;
};
inline constexpr std::array<NamedType, 13> element_types{{{"BOOL", ElementType::Boolean, 1},
                                                          {"U8", ElementType::U8, 1},
                                                          {"I8", ElementType::I8, 1},
                                                          {"I16", ElementType::I16, 2},
                                                          {"U16", ElementType::U16, 2},
                                                          {"F16", ElementType::F16, 2},
                                                          {"BF16", ElementType::BF16, 2},
                                                          {"I32", ElementType::I32, 4},
                                                          {"U32", ElementType::U32, 4},
                                                          {"F32", ElementType::F32, 4},
                                                          {"I64", ElementType::I64, 8},
                                                          {"U64", ElementType::U64, 8},
                                                          {"F64", ElementType::F64, 8}}};
constexpr std::size_t bytes_of(ElementType type) {
  return element_types[static_cast<std::size_t>(type)].bytes;
}
constexpr std::string_view name_of(ElementType type) {
  return element_types[static_cast<std::size_t>(type)].name;
}

// A file that is not what it must be: "<path>: byte <offset>: <what was expected>".
class FileError : public std::runtime_error {
 public:
  FileError(const std::string& path, std::uint64_t offset, const std::string& expected)
      : std::runtime_error(path + ": byte " + std::to_string(offset) + ": " + expected),
        path_(path),
        offset_(offset) {}
  const std::string& path() const { return path_; }
  std::uint64_t offset() const { return offset_; }

 private:
  std::string path_;
  std::uint64_t offset_;
};

struct TensorView {
  std::string name;
  ElementType type = ElementType::F32;
  std::vector<std::int64_t> shape = {};
  std::vector<std::int64_t> stride =
      {};  // in elements; that of C order unless the file says otherwise
  std::span<const std::byte> bytes = {};  // from the first element to the last one's end
  std::uint64_t offset = 0;               // of the first byte in the file
};

// a * b, or none where 64 signed bits do not hold it or a factor is negative.
template <class T>
constexpr bool multiplied(T a, T b, T& product) {
  return a >= 0 && b >= 0 && !__builtin_mul_overflow(a, b, &product);
}
// The numbers of a shape, or -1 where they are too many to count or a side is negative.
inline std::int64_t count_of(std::span<const std::int64_t> shape) {
  bool empty = false;
  for (const std::int64_t side : shape) {
    if (side < 0) return -1;
    empty = empty || side == 0;
  }
  std::int64_t count = empty ? 0 : 1;
  for (const std::int64_t side : shape)
    if (!empty && !multiplied(count, side, count)) return -1;
  return count;
}
inline std::int64_t count_of(const TensorView& view) { return count_of(view.shape); }

// The strides of C order: the last index fastest.
inline std::vector<std::int64_t> contiguous_stride(std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> stride(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;)
    if (!multiplied(stride[d], shape[d], stride[d - 1])) stride[d - 1] = 0;  // an empty tensor's
  return stride;
}
inline bool is_contiguous(const TensorView& view) {
  if (count_of(view) == 0) return true;
  const auto stride = contiguous_stride(view.shape);
  for (std::size_t d = 0; d < view.shape.size(); ++d)
    if (view.shape[d] != 1 && view.stride[d] != stride[d]) return false;
  return true;
}

// One element of a type as a number; the larger integers lose digits.
inline double number_at(const std::byte* bytes, ElementType type) {
  const auto read = [&]<class T>(T value) {
    std::memcpy(&value, bytes, sizeof value);
    return value;
  };
  switch (type) {
    case ElementType::Boolean:
    case ElementType::U8: return read(std::uint8_t{});
    case ElementType::I8: return read(std::int8_t{});
    case ElementType::I16: return read(std::int16_t{});
    case ElementType::U16: return read(std::uint16_t{});
    case ElementType::F16: {  // IEEE half: 1 sign, 5 exponent, 10 fraction
      const std::uint16_t h = read(std::uint16_t{});
      const int exponent = h >> 10 & 31, fraction = h & 1023;
      const double size = exponent == 0    ? std::ldexp(fraction, -24)
                          : exponent == 31 ? (fraction ? NAN : HUGE_VAL)
                                           : std::ldexp(1024 + fraction, exponent - 25);
      return h >> 15 ? -size : size;
    }
    case ElementType::BF16: return std::bit_cast<float>(std::uint32_t{read(std::uint16_t{})} << 16);
    case ElementType::I32: return read(std::int32_t{});
    case ElementType::U32: return read(std::uint32_t{});
    case ElementType::F32: return read(float{});
    case ElementType::I64: return static_cast<double>(read(std::int64_t{}));
    case ElementType::U64: return static_cast<double>(read(std::uint64_t{}));
    case ElementType::F64: return read(double{});
  }
  return NAN;
}

// All numbers in C order, whatever the type and the strides.
inline std::vector<double> values(const TensorView& view) {
  const std::int64_t count = count_of(view);
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  std::vector<std::int64_t> index(view.shape.size(), 0);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t at = 0;
    for (std::size_t d = 0; d < index.size(); ++d) at += index[d] * view.stride[d];
    numbers.push_back(number_at(
        view.bytes.data() + static_cast<std::size_t>(at) * bytes_of(view.type), view.type));
    for (std::size_t d = index.size(); d-- > 0 && ++index[d] == view.shape[d];) index[d] = 0;
  }
  return numbers;
}

}  // namespace scoresde
