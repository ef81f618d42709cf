// libFuzzer: whatever the bytes are, reading them throws FileError or gives tensors that can be
// read to the last number.
#include <scoresde/checkpoint/safetensors.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const scoresde::SafeTensors file("fuzz", std::as_bytes(std::span(data, size)));
    for (const auto& tensor : file.tensors())
      if (values(tensor).size() * bytes_of(tensor.type) != tensor.bytes.size()) __builtin_trap();
  } catch (const scoresde::FileError&) {
  }
  return 0;
}
