// Writes a safetensors file for Python to read: one tensor of each kind that NumPy has.
#include <scoresde/checkpoint/write_safetensors.hpp>

int main(int, char** argv) {
  using namespace scoresde;
  const double f64[] = {0.1, -2, 3};
  const float f32[] = {1.5f, 2.5f, 3.5f, 4.5f};
  const std::int64_t i64[] = {-7};
  const std::uint8_t u8[] = {3, 255};
  const auto view = [](const char* name, ElementType type, std::vector<std::int64_t> shape,
                       const auto& data) {
    const auto bytes = std::as_bytes(std::span(data));
    return TensorView{name, type, shape, contiguous_stride(shape), bytes, 0};
  };
  TensorView none = view("none", ElementType::F32, {0, 2}, f32);
  none.bytes = {};
  const std::vector<TensorView> tensors{view("layer.weight", ElementType::F32, {2, 2}, f32),
                                        view("layer.bias", ElementType::F64, {3}, f64),
                                        view("step", ElementType::I64, {}, i64),
                                        view("bytes", ElementType::U8, {2}, u8), none};
  write_safetensors(argv[1], tensors, {{"by", "scoresde"}, {"text", "\"quoted\"\n"}});
}
