// libFuzzer: whatever the bytes are, reading them throws FileError or gives tensors that can be
// read to the last number. Every input is tried as a file, and as the pickle of a file that is in
// order.
#include <scoresde/checkpoint/published.hpp>

namespace {

using namespace scoresde;

void read_all(const Pickled& value, int depth) {
  if (value.is_tensor()) {
    const TensorView view = value.as_tensor();
    if (values(view).size() != static_cast<std::size_t>(count_of(view))) __builtin_trap();
  }
  if (depth == 0) return;
  if (value.is_list())
    for (std::size_t i = 0; i < value.size() && i < 4; ++i) read_all(value[i], depth - 1);
  if (value.is_dict()) value.each([&](const auto&, const Pickled& m) { read_all(m, depth - 1); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  try {
    const TorchFile file("fuzz", bytes);
    read_all(file.root(), 3);
    (void)read_published(file);
  } catch (const std::runtime_error&) {
  }
  try {
    static constexpr std::byte numbers[64] = {};
    Cursor cursor("fuzz", bytes);
    const Pickle pickle(
        cursor, [](const Cursor& at, const std::string& key, ElementType type, std::int64_t count) {
          if (key != "0" || static_cast<std::uint64_t>(count) * bytes_of(type) != sizeof numbers)
            at.refuse("expected a storage of 64 bytes");
          return pickle::Storage{type, count, numbers, 0};
        });
    read_all(Pickled(pickle.root(), "fuzz"), 3);
  } catch (const std::runtime_error&) {
  }
  return 0;
}
