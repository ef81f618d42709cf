#include <scoresde/checkpoint/safetensors.hpp>
#include <scoresde/checkpoint/write_safetensors.hpp>

#include "bytes.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;

std::string file_of(const std::string& header, const std::string& data) {
  return word(header.size()) + header + data;
}
std::string f64(const std::string& name, const std::string& shape, const std::string& offsets) {
  return '"' + name + R"(":{"dtype":"F64","shape":)" + shape + R"(,"data_offsets":)" + offsets +
         '}';
}
void check_refused(const std::string& file, std::size_t offset, const std::string& why) {
  test::check_refused([&] { (void)SafeTensors("f", bytes(file)); }, offset, why);
}
// The same for a header over two doubles; the offset is that of the entry "a".
void check_entry_refused(const std::string& header, const std::string& why) {
  check_refused(file_of(header, numbers({1, 2})), 8 + header.find("\"a\""), why);
}
TensorView view(const std::string& name, ElementType type, std::vector<std::int64_t> shape,
                const std::string& data) {
  return {name, type, shape, contiguous_stride(shape), bytes(data), 0};
}

}  // namespace

TEST_CASE("a safetensors file gives names, shapes, numbers and metadata") {
  const std::string header = R"({"__metadata__":{"snr":"0.16","by":"\u00e9\ud83d\ude00\n"},)"
                             R"("a":{"dtype":"F64","shape":[2,1],"data_offsets":[0,16]},)"
                             R"("b":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},)"
                             R"("c":{"shape":[],"data_offsets":[20,28],"dtype":"I64"},)"
                             R"("d" : {"dtype":"I32", "shape":[ 1 ],"data_offsets":[28, 32]},)"
                             R"("e":{"dtype":"U8","shape":[2],"data_offsets":[32,34]},)"
                             R"("h":{"dtype":"F16","shape":[3],"data_offsets":[34,40]},)"
                             R"("i":{"dtype":"BF16","shape":[1],"data_offsets":[40,42]},)"
                             R"("f":{"dtype":"F64","shape":[0,3],"data_offsets":[42,42]}}   )";
  const std::string data = numbers({0.1, -2}) + std::string("\x00\x00\xc0\x3f", 4) +
                           word(static_cast<std::uint64_t>(-7)) + "\xfe\xff\xff\xff" + "\x03\xff" +
                           std::string("\x00\x3c\x00\xc0\x01\x00", 6) + "\xc0\x3f";
  const Scratch scratch(file_of(header, data));
  const SafeTensors file(scratch.path());

  CHECK(file.metadata().at("snr") == "0.16");
  CHECK(file.metadata().at("by") == "\u00e9\U0001f600\n");
  CHECK(file.tensors().size() == 8);
  CHECK(file.at("a").shape == std::vector<std::int64_t>{2, 1});
  CHECK(values(file.at("a")) == std::vector<double>{0.1, -2});
  CHECK((file.at("b").type == ElementType::F32));
  CHECK(values(file.at("b")) == std::vector<double>{1.5});
  CHECK(file.at("c").shape.empty());
  CHECK(values(file.at("c")) == std::vector<double>{-7});
  CHECK(values(file.at("d")) == std::vector<double>{-2});
  CHECK(values(file.at("e")) == std::vector<double>{3, 255});
  CHECK(values(file.at("h")) == std::vector<double>{1, -2, 0x1p-24});
  CHECK(values(file.at("i")) == std::vector<double>{1.5});
  CHECK(values(file.at("f")).empty());
  CHECK(file.at("e").offset == 8 + header.size() + 32);
}
TEST_CASE("a tensor that is not there is refused by name") {
  const std::string file = file_of("{}", "");
  const SafeTensors read("f", bytes(file));
  CHECK_FALSE(read.contains("a"));
  CHECK_THROWS_WITH_AS(read.at("a"), "f: has no tensor \"a\"", std::out_of_range);
}
TEST_CASE("a path that is no file is refused") {
  CHECK_THROWS_WITH_AS(
      SafeTensors{std::filesystem::path("/no/such/file")},
      "/no/such/file: byte 0: expected a file that can be read: No such file or directory",
      FileError);
  CHECK_THROWS_AS(SafeTensors{std::filesystem::temp_directory_path()}, FileError);
}
TEST_CASE("a file cut at any byte is refused") {
  const std::string whole = file_of("{" + f64("a", "[2]", "[0,16]") + "}", numbers({1, 2}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const Scratch file(whole.substr(0, size));
    CHECK_THROWS_AS(SafeTensors{file.path()}, FileError);
  }
  check_refused(whole.substr(0, 5), 0, "expected 8 bytes");
  check_refused(whole.substr(0, 20), 0, "must lie in [2, 12]");
}
TEST_CASE("a header length that the file does not hold, or the format, is refused") {
  const std::string header = "{" + f64("a", "[2]", "[0,16]") + "}", data = numbers({1, 2});
  for (const std::uint64_t size :
       {std::uint64_t{1'000'000}, ~std::uint64_t{0}, ~std::uint64_t{0} - 7, std::uint64_t{1} << 63})
    check_refused(word(size) + header + data, 0,
                  "header length = " + std::to_string(size) + " must lie in [2, ");
  check_refused(word(0) + header + data, 0, "must lie in [2, ");
  check_refused(word(header.size() - 1) + header + data, 8 + header.size() - 1, "expected '}'");
  check_refused(word(header.size() + 16) + header + data, 9, "must be ordered and in [0, 0]");
}
TEST_CASE("a header that is not a JSON object of tensors is refused") {
  check_refused(file_of("[1,2]", ""), 8, "expected a JSON object");
  check_refused(file_of(" {}", ""), 8, "expected a JSON object");
  check_refused(file_of("{\"a\":}", ""), 8 + 5, "expected '{'");
  check_refused(file_of("{\"a\":" + std::string(100'000, '['), ""), 8 + 5, "expected '{'");
  check_entry_refused(R"({"a":{"dtype":"F64","shape":[2]}})", "expected with dtype, shape");
  check_entry_refused(R"({"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16],"x":1}})",
                      "has \"x\", expected are");
  check_refused(file_of(std::string("{}\0 ", 4), ""), 8 + 2, "expected the end");
  check_refused(file_of("{,}", ""), 9, "expected a string");
  check_refused(file_of("{\"__metadata__\":{},}", ""), 8 + 19, "expected a string");
}
TEST_CASE("text that is no UTF-8, and escapes that are none, are refused") {
  for (const std::string text : {"\xff", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                                 "\xf4\x90\x80\x80", "\x80", "\xc3(", "\xf0\x28\x8c\x28"})
    check_refused(file_of("{\"" + text + "\":1}", ""), 8 + 2, "expected UTF-8");
  for (const std::string text : {"\\x", "\\ud800", "\\udc00", "\\ud800\\u0041", "\\ud800zzzzzz"})
    check_refused(file_of("{\"" + text + "\":1}   ", ""), 8 + 2, "expected");
  check_refused(file_of("{\"\\u12g4\":1}", ""), 8 + 6, "hexadecimal");
  check_refused(file_of("{\"a\nb\":1}", ""), 8 + 3, "control character");
  check_refused(file_of("{\"abc", ""), 8 + 5, "a string in JSON");
}
TEST_CASE("metadata that are not strings, or stand there twice, are refused") {
  check_refused(file_of(R"({"__metadata__":{"n":1}})", ""), 8 + 21, "expected a string");
  check_refused(file_of(R"({"__metadata__":[]})", ""), 8 + 16, "expected '{'");
  check_refused(file_of(R"({"__metadata__":{"n":"1","n":"2"}})", ""), 8 + 25, "twice");
  check_refused(file_of(R"({"__metadata__":{},"__metadata__":{}})", ""), 8 + 19, "twice");
}
TEST_CASE("a tensor or a property that stands in the header twice is refused") {
  const std::string header = "{" + f64("a", "[1]", "[0,8]") + "," + f64("a", "[1]", "[8,16]") + "}";
  check_refused(file_of(header, numbers({1, 2})), 8 + header.rfind("\"a\""), "stands there twice");
  const std::string twice = R"({"a":{"dtype":"F64","dtype":"F64"}})";
  check_refused(file_of(twice, numbers({1, 2})), 8 + twice.rfind("\"dtype\""), "twice");
}
TEST_CASE("a dtype that is not known is refused") {
  check_entry_refused(R"({"a":{"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]}})",
                      "has the unknown dtype \"F8_E4M3\"");
  const std::string header = R"({"a":{"dtype":64,"shape":[2],"data_offsets":[0,16]}})";
  check_refused(file_of(header, numbers({1, 2})), 8 + 14, "expected a string");
}
TEST_CASE("offsets outside the file, reversed or overflowing are refused") {
  for (const std::string offsets : {"[0,24]", "[16,0]", "[8,9223372036854775807]"})
    check_entry_refused("{" + f64("a", "[2]", offsets) + "}", "must be ordered and in [0, 16]");
  for (const std::string offsets : {"[0]", "[0,8,16]", "[]"})
    check_entry_refused("{" + f64("a", "[2]", offsets) + "}", "two data_offsets");
  for (const std::string offsets : {"[-8,8]", "[0,16.5]", "[0,1e99]", "[0,18446744073709551616]",
                                    "[00,16]", "\"all\"", "[0,16", "[\"0\",16]"}) {
    const std::string file = file_of("{" + f64("a", "[2]", offsets) + "}", numbers({1, 2}));
    CHECK_THROWS_AS(SafeTensors("f", bytes(file)), FileError);
  }
}
TEST_CASE("offsets that overlap or leave bytes to no tensor are refused") {
  const auto refused = [](const std::string& first, const std::string& second, const char* entry,
                          const std::string& why) {
    const std::string header = "{" + f64("a", "[1]", first) + "," + f64("b", "[1]", second) + "}";
    const std::size_t at = entry ? 8 + header.find(entry) : 8 + header.size() + 16;
    check_refused(file_of(header, numbers({1, 2, 3})), at, why);
  };
  refused("[0,8]", "[4,12]", "\"b\"", "\"b\" expected to begin at byte");
  refused("[8,16]", "[8,16]", "\"a\"", "\"a\" expected to begin at byte");
  refused("[0,8]", "[0,8]", "\"b\"", "\"b\" expected to begin at byte");
  refused("[0,8]", "[16,24]", "\"b\"", "\"b\" expected to begin at byte");
  refused("[0,8]", "[8,16]", nullptr, "8 bytes follow");
}
TEST_CASE("a shape that does not fit its bytes is refused, however huge") {
  check_entry_refused("{" + f64("a", "[3]", "[0,16]") + "}", "shape of 24 bytes in a range of 16");
  for (const std::string shape : {"[2305843009213693951]", "[4294967296,4294967296]",
                                  "[1152921504606846977,8]", "[4294967296,1,4294967296]"})
    check_entry_refused("{" + f64("a", shape, "[0,16]") + "}", "too large to count");
  check_entry_refused("{" + f64("a", "[4294967296,4294967296,0]", "[0,16]") + "}",
                      "shape of 0 bytes");
}

TEST_CASE("what is written is read again, wide types first, and texts of every kind") {
  const Scratch scratch("");
  const std::string wide = numbers({1, 2}), narrow = little(0x3f80, 2) + little(0x4000, 2);
  const std::vector<TensorView> tensors{view("n\"\\\x01\u00e9", ElementType::BF16, {2}, narrow),
                                        view("b", ElementType::F64, {2, 1}, wide),
                                        view("a", ElementType::F64, {1, 2}, wide),
                                        view("z", ElementType::F32, {0, 4}, "")};
  write_safetensors(scratch.path(), tensors, {{"key", "a \"text\"\n"}});
  const SafeTensors file(scratch.path());
  CHECK(file.tensors()[0].name == "a");
  CHECK(file.tensors()[1].name == "b");
  CHECK(file.at("a").offset % 8 == 0);
  CHECK(values(file.at("b")) == std::vector<double>{1, 2});
  CHECK(values(file.at("n\"\\\x01\u00e9")) == std::vector<double>{1, 2});
  CHECK(file.at("z").shape == std::vector<std::int64_t>{0, 4});
  CHECK(file.metadata().at("key") == "a \"text\"\n");
}
TEST_CASE("what cannot be written leaves the file that was there, and no other beside it") {
  const auto folder = std::filesystem::temp_directory_path() /
                      ("scoresde-" + std::to_string(std::random_device{}()));
  std::filesystem::create_directory(folder);
  const std::string data = numbers({1, 2});
  const std::vector<TensorView> good{view("a", ElementType::F64, {2}, data)};
  const auto path = folder / "model.safetensors";
  write_safetensors(path, good);
  const auto entries = [&] {
    const std::filesystem::directory_iterator all(folder);
    return std::distance(begin(all), end(all));
  };
  const std::vector<TensorView> twice{good[0], good[0]};
  CHECK_THROWS_WITH_AS(write_safetensors(path, twice),
                       "tensor \"a\" must be in the tensors once, under a name of its own",
                       std::invalid_argument);
  std::vector<TensorView> strided = good;
  strided[0].stride = {2};
  CHECK_THROWS_WITH_AS(write_safetensors(path, strided), "tensor \"a\" must be in C order",
                       std::invalid_argument);
  std::vector<TensorView> longer = good;
  longer[0].shape = {3};
  CHECK_THROWS_WITH_AS(write_safetensors(path, longer),
                       "tensor \"a\" must have the bytes of its shape", std::invalid_argument);
  CHECK_THROWS_AS(write_safetensors(folder / "none" / "model", good), FileError);
  CHECK_THROWS_AS(write_safetensors(folder, good), FileError);  // a folder is not replaced
  CHECK(entries() == 1);
  CHECK(values(SafeTensors(path).at("a")) == std::vector<double>{1, 2});
  std::filesystem::remove_all(folder);
}
