#include "safetensors.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string_view>

namespace {

using scoresde::test::SafeTensors;
using scoresde::test::Tensor;

// A file of these bytes that is gone at the end of the scope.
class Scratch {
 public:
  explicit Scratch(const std::string& bytes) {
    const std::string name = "scoresde-" + std::to_string(std::random_device{}()) + ".safetensors";
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

std::string word(std::uint64_t n) {
  std::string bytes;
  for (int i = 0; i < 8; ++i, n >>= 8) bytes += static_cast<char>(n & 0xff);
  return bytes;
}
std::string numbers(std::initializer_list<double> values) {
  std::string bytes;
  for (const double v : values) bytes += word(std::bit_cast<std::uint64_t>(v));
  return bytes;
}
std::string file_of(const std::string& header, const std::string& data) {
  return word(header.size()) + header + data;
}
std::string f64(const std::string& name, const std::string& shape, const std::string& offsets) {
  return '"' + name + R"(":{"dtype":"F64","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         '}';
}

// Reading these bytes throws, and the message names the file, this byte and what is wrong.
void check_refused(const std::string& bytes, std::size_t offset, const std::string& why) {
  const Scratch file(bytes);
  std::string message = "nothing was thrown";
  try {
    const SafeTensors read(file.path());
  } catch (const std::runtime_error& error) {
    message = error.what();
  }
  INFO("message: ", message);
  CHECK(message.starts_with(file.path().string() + ": byte " + std::to_string(offset) + ": "));
  CHECK(message.find(why) != std::string::npos);
}
// The same for a header over two doubles; the offset is that of the entry "a".
void check_entry_refused(const std::string& header, const std::string& why) {
  check_refused(file_of(header, numbers({1, 2})), 8 + header.find("\"a\""), why);
}

}  // namespace

TEST_CASE("a safetensors file gives names, shapes, numbers and metadata") {
  const std::string header = R"({"__metadata__":{"snr":"0.16","by":"hand"},)"
                             R"("a":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},)"
                             R"("b":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},)"
                             R"("c":{"dtype":"I64","shape":[],"data_offsets":[20,28]},)"
                             R"("d":{"dtype":"I32","shape":[1],"data_offsets":[28,32]},)"
                             R"("e":{"dtype":"U8","shape":[2],"data_offsets":[32,34]},)"
                             R"("f":{"dtype":"F64","shape":[0,3],"data_offsets":[34,34]}}   )";
  const std::string data = numbers({0.1, -2}) + std::string("\x00\x00\xc0\x3f", 4) +
                           word(static_cast<std::uint64_t>(-7)) + "\xfe\xff\xff\xff" + "\x03\xff";
  const Scratch scratch(file_of(header, data));
  const SafeTensors file(scratch.path());

  CHECK(file.metadata("snr") == "0.16");
  CHECK(file.tensors().size() == 6);
  CHECK(file.at("a").shape == std::vector<std::size_t>{2, 1});
  CHECK(file.at("a").values == std::vector<double>{0.1, -2});
  CHECK(file.at("b").dtype == "F32");
  CHECK(file.at("b").values == std::vector<double>{1.5});
  CHECK(file.at("c").shape.empty());
  CHECK(file.at("c").values == std::vector<double>{-7});
  CHECK(file.at("d").values == std::vector<double>{-2});
  CHECK(file.at("e").values == std::vector<double>{3, 255});
  CHECK(file.at("f").values.empty());
}

TEST_CASE("a tensor or a metadata entry that is not there is refused by name") {
  const Scratch scratch(file_of("{}", ""));
  const SafeTensors file(scratch.path());
  CHECK_FALSE(file.contains("a"));
  CHECK_THROWS_WITH_AS(file.at("a"), (scratch.path().string() + ": has no tensor \"a\"").c_str(),
                       std::out_of_range);
  CHECK_THROWS_AS(file.metadata("a"), std::out_of_range);
}

TEST_CASE("a path that is no file is refused") {
  CHECK_THROWS_WITH_AS(SafeTensors{"/no/such/file"},
                       "/no/such/file: byte 0: expected a file that can be read",
                       std::runtime_error);
  CHECK_THROWS_AS(SafeTensors{std::filesystem::temp_directory_path()}, std::runtime_error);
}

TEST_CASE("a file cut at any byte is refused") {
  const std::string whole = file_of("{" + f64("a", "[2]", "[0,16]") + "}", numbers({1, 2}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Scratch file(whole.substr(0, size));
    CHECK_THROWS_AS(SafeTensors{file.path()}, std::runtime_error);
  }
  check_refused(whole.substr(0, 5), 0, "expected 8 bytes");
  check_refused(whole.substr(0, 20), 0, "must be in [2, 12]");
}

TEST_CASE("a header length that the file does not hold is refused") {
  const std::string header = "{" + f64("a", "[2]", "[0,16]") + "}", data = numbers({1, 2});
  for (const std::uint64_t size :
       {std::uint64_t{1'000'000}, ~std::uint64_t{0}, ~std::uint64_t{0} - 7, std::uint64_t{1} << 63})
    check_refused(word(size) + header + data, 0,
                  "header length = " + std::to_string(size) + " must be in [2, ");
  check_refused(word(0) + header + data, 8, "JSON");
  check_refused(word(header.size() - 1) + header + data, 8 + header.size(), "JSON");
  check_refused(word(header.size() + 16) + header + data, 8 + header.size(), "JSON");
}

TEST_CASE("a header that is not a JSON object of tensors is refused") {
  check_refused(file_of("[1,2]", ""), 8, "expected a JSON object");
  check_refused(file_of("{\"a\":}", ""), 8 + 6, "expected JSON");
  check_refused(file_of("{\"\xff\":1}", ""), 8 + 3, "expected JSON");
  const std::string open(100'000, '[');
  check_refused(file_of("{\"a\":" + open, ""), 8 + 5 + open.size() + 1, "expected JSON");
  check_entry_refused(R"({"a":1})", "expected with dtype, shape and data_offsets");
  check_entry_refused(R"({"a":{"dtype":"F64","shape":[2]}})", "expected with dtype, shape");
  check_refused(file_of(std::string("{}\0 ", 4), ""), 8 + 2, "not a zero byte");
}

TEST_CASE("metadata that are not strings are refused") {
  check_refused(file_of(R"({"__metadata__":{"n":1}})", ""), 9, "\"n\" is not");
  check_refused(file_of(R"({"__metadata__":[]})", ""), 9, "expected as an object of strings");
}

TEST_CASE("a tensor that stands in the header twice is refused") {
  check_entry_refused("{" + f64("a", "[1]", "[0,8]") + "," + f64("a", "[1]", "[8,16]") + "}",
                      "stands there twice");
}

TEST_CASE("a dtype that is not known is refused") {
  check_entry_refused(R"({"a":{"dtype":"F16","shape":[8],"data_offsets":[0,16]}})",
                      "dtype = F16 must be in {F64, F32, I64, I32, U8}");
  check_entry_refused(R"({"a":{"dtype":64,"shape":[2],"data_offsets":[0,16]}})",
                      "no name as its dtype");
}

TEST_CASE("offsets outside the file, reversed or overflowing are refused") {
  for (const std::string offsets :
       {"[0,24]", "[16,0]", "[0]", "[0,8,16]", "[8,18446744073709551615]",
        "[18446744073709551608,18446744073709551615]"})
    check_entry_refused("{" + f64("a", "[2]", offsets) + "}", "must be [begin, end]");
  for (const std::string offsets : {"[-8,8]", "[0,16.5]", "[0,1e99]", "[0,18446744073709551616]"})
    check_entry_refused("{" + f64("a", "[2]", offsets) + "}", "must hold whole numbers");
  check_entry_refused("{" + f64("a", "[2]", "\"all\"") + "}", "must be a list");
}

TEST_CASE("offsets that overlap or leave bytes to no tensor are refused") {
  const auto check = [](const std::string& first, const std::string& second, std::size_t at,
                        const std::string& why) {
    const std::string header = "{" + f64("a", "[1]", first) + "," + f64("b", "[1]", second) + "}";
    check_refused(file_of(header, numbers({1, 2, 3})), 8 + header.size() + at, why);
  };
  check("[0,8]", "[4,12]", 4, "\"b\" overlaps the tensor before it");
  check("[8,16]", "[8,16]", 0, "8 bytes belong to no tensor");
  check("[0,8]", "[0,8]", 0, "\"b\" overlaps the tensor before it");
  check("[0,8]", "[16,24]", 8, "8 bytes belong to no tensor");
  check("[0,8]", "[8,16]", 16, "8 bytes belong to no tensor");
}

TEST_CASE("a shape that does not fit its bytes is refused, however huge") {
  check_entry_refused("{" + f64("a", "[3]", "[0,16]") + "}", "must hold 24 bytes");
  check_entry_refused("{" + f64("a", "[2305843009213693951]", "[0,16]") + "}",
                      "must hold 18446744073709551608 bytes");
  for (const std::string shape :
       {"[18446744073709551615]", "[2305843009213693952]", "[4294967296,4294967296]",
        "[4294967296,4294967296,0]", "[1152921504606846977,2]"})
    check_entry_refused("{" + f64("a", shape, "[0,16]") + "}", "more numbers than can be counted");
  for (const std::string shape : {"[-2]", "[2.0]", "[\"2\"]", "[null]", "[[2]]"})
    check_entry_refused("{" + f64("a", shape, "[0,16]") + "}", "must hold whole numbers");
  check_entry_refused("{" + f64("a", "2", "[0,16]") + "}", "must be a list");
}

TEST_CASE("a whole number that a double cannot hold is refused") {
  const std::string header = R"({"n":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}})";
  const std::uint64_t most = std::uint64_t{1} << 53;
  check_refused(file_of(header, word(most) + word(most + 1)), 8 + header.size() + 8,
                "which a double cannot hold exactly");
}
