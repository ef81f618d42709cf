// Files made by hand for the tests of the readers.
#pragma once
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <scoresde/checkpoint/mapped_file.hpp>
#include <string>

namespace scoresde::test {

// A file of these bytes that is gone at the end of the scope.
class Scratch {
 public:
  explicit Scratch(const std::string& bytes) {
    const std::string name = "scoresde-" + std::to_string(std::random_device{}());
    path_ = std::filesystem::temp_directory_path() / name;
    std::ofstream(path_, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::span<const std::byte> bytes(const std::string& text) {
  return std::as_bytes(std::span(text));
}
// A number of so many bytes, the lowest first.
inline std::string little(std::uint64_t n, int count) {
  std::string text;
  for (int i = 0; i < count; ++i, n >>= 8) text += static_cast<char>(n & 0xff);
  return text;
}
inline std::string word(std::uint64_t n) { return little(n, 8); }
inline std::string numbers(std::initializer_list<double> values) {
  std::string text;
  for (const double v : values) text += word(std::bit_cast<std::uint64_t>(v));
  return text;
}

// Reading throws a FileError at this byte, whose message names the file, the byte and why.
void check_refused(const auto& read, std::size_t offset, const std::string& why) {
  std::string message = "nothing was thrown";
  try {
    read();
  } catch (const FileError& error) {
    message = error.what();
  }
  INFO("message: ", message);
  CHECK(message.starts_with("f: byte " + std::to_string(offset) + ": "));
  CHECK(message.find(why) != std::string::npos);
}

}  // namespace scoresde::test
