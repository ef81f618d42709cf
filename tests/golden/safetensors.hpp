// A reader of safetensors files: an 8-byte little-endian length, a JSON header of that length, then
// the numbers of every tensor, without a gap. Nothing in the file is believed before it is checked.
//   const SafeTensors file("steps.safetensors");
//   file.at("gmm.mu").shape, file.at("gmm.mu").values, file.metadata("snr")
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scoresde::test {

// The numbers of a tensor as double, the last index fastest.
struct Tensor {
  std::string dtype;
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

class SafeTensors {
 public:
  explicit SafeTensors(std::filesystem::path path) : path_(std::move(path)) {
    const std::string bytes = read();
    const std::size_t header_size = size_of_header(bytes), data = 8 + header_size;
    const std::string header = bytes.substr(8, header_size);
    std::vector<Span> spans;
    const nlohmann::json entries = parse(header);
    for (const auto& [name, entry] : entries.items()) {
      const Place at{name, 8 + position(header, name)};
      if (name == "__metadata__")
        read_metadata(entry, at);
      else
        spans.push_back(read_tensor(entry, at, bytes, data));
    }
    check_that_all_is_covered(spans, data, bytes.size());
  }

  bool contains(const std::string& name) const { return tensors_.contains(name); }
  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  const Tensor& at(const std::string& name) const { return find(tensors_, name, "tensor"); }
  const std::string& metadata(const std::string& name) const {
    return find(metadata_, name, "metadata entry");
  }

 private:
  struct Place {  // of an entry of the header
    std::string name;
    std::size_t offset;
  };
  struct Span {  // of a tensor's bytes, from the start of the file
    std::size_t begin, end;
    std::string name;
  };

  [[noreturn]] void refuse(std::size_t offset, const std::string& what) const {
    throw std::runtime_error(path_.string() + ": byte " + std::to_string(offset) + ": " + what);
  }
  [[noreturn]] void refuse(const Place& at, const std::string& what) const {
    refuse(at.offset, "\"" + at.name + "\" " + what);
  }

  template <class T>
  const T& find(const std::map<std::string, T>& in, const std::string& name,
                const char* kind) const {
    const auto found = in.find(name);
    if (found == in.end())
      throw std::out_of_range(path_.string() + ": has no " + kind + " \"" + name + "\"");
    return found->second;
  }

  std::string read() const {
    if (!std::filesystem::is_regular_file(path_)) refuse(0, "expected a file that can be read");
    std::string bytes(std::filesystem::file_size(path_), '\0');
    std::ifstream file(path_, std::ios::binary);
    if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
      refuse(0, "expected " + std::to_string(bytes.size()) + " bytes that can be read");
    return bytes;
  }

  std::size_t size_of_header(const std::string& bytes) const {
    if (bytes.size() < 8)
      refuse(0, "expected 8 bytes with the length of the header, the file has " +
                    std::to_string(bytes.size()));
    const std::uint64_t size = little_endian(bytes.data(), 8);
    if (size > bytes.size() - 8)
      refuse(0, "header length = " + std::to_string(size) + " must be in [2, " +
                    std::to_string(bytes.size() - 8) + "], what the file holds after it");
    if (size < 2 || bytes[8] != '{') refuse(8, "expected a JSON object, from '{' on");
    return static_cast<std::size_t>(size);
  }

  nlohmann::json parse(const std::string& header) const {
    if (const auto zero = header.find('\0'); zero != std::string::npos)  // the parser stops there
      refuse(8 + zero, "expected JSON, not a zero byte");
    std::set<std::string> names;
    const auto once = [&](int depth, nlohmann::json::parse_event_t event,
                          const nlohmann::json& value) {
      if (event == nlohmann::json::parse_event_t::key && depth == 1) {
        const std::string name = value.get<std::string>();
        if (!names.insert(name).second)
          refuse(Place{name, 8 + position(header, name)}, "expected once, stands there twice");
      }
      return true;
    };
    try {
      return nlohmann::json::parse(header, once);
    } catch (const nlohmann::json::parse_error& error) {
      refuse(8 + error.byte, std::string("expected JSON; ") + error.what());
    }
  }

  // Where the header names it. A name that is written there with needless escapes is not found;
  // its entry is then said to be at the header's start.
  static std::size_t position(const std::string& header, const std::string& name) {
    const std::size_t found = header.find(nlohmann::json(name).dump());
    return found == std::string::npos ? 0 : found;
  }

  void read_metadata(const nlohmann::json& entry, const Place& at) {
    if (!entry.is_object()) refuse(at, "expected as an object of strings");
    for (const auto& [key, value] : entry.items()) {
      if (!value.is_string())
        refuse(at, "expected as an object of strings, \"" + key + "\" is not");
      metadata_[key] = value.get<std::string>();
    }
  }

  Span read_tensor(const nlohmann::json& entry, const Place& at, const std::string& bytes,
                   std::size_t data) {
    if (!entry.is_object() || entry.size() != 3 || !entry.contains("dtype") ||
        !entry.contains("shape") || !entry.contains("data_offsets"))
      refuse(at, "expected with dtype, shape and data_offsets, and nothing else");
    if (!entry["dtype"].is_string()) refuse(at, "has no name as its dtype");
    Tensor tensor{entry["dtype"].get<std::string>(), naturals(entry["shape"], "shape", at), {}};
    const std::size_t width = bytes_of(tensor.dtype, at);

    std::size_t count = 1;
    for (const std::size_t extent : tensor.shape) {
      if (extent != 0 && count > std::numeric_limits<std::size_t>::max() / width / extent)
        refuse(at, "shape " + entry["shape"].dump() + " has more numbers than can be counted");
      count *= extent;
    }

    const auto offsets = naturals(entry["data_offsets"], "data_offsets", at);
    const std::size_t size = bytes.size() - data;
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > size)
      refuse(at, "data_offsets = " + entry["data_offsets"].dump() +
                     " must be [begin, end] with begin <= end <= " + std::to_string(size));
    if (offsets[1] - offsets[0] != count * width)
      refuse(at, "data_offsets = " + entry["data_offsets"].dump() + " must hold " +
                     std::to_string(count * width) + " bytes, what shape and dtype need");

    const Span span{data + offsets[0], data + offsets[1], at.name};
    tensor.values.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
      tensor.values.push_back(number(bytes, span.begin + i * width, tensor.dtype, at.name));
    tensors_.emplace(at.name, std::move(tensor));
    return span;
  }

  std::vector<std::size_t> naturals(const nlohmann::json& list, const std::string& what,
                                    const Place& at) const {
    if (!list.is_array()) refuse(at, what + " = " + list.dump() + " must be a list");
    std::vector<std::size_t> made;
    for (const auto& item : list) {
      if (!item.is_number_unsigned())
        refuse(at, what + " = " + list.dump() + " must hold whole numbers in [0, 2^64)");
      made.push_back(item.get<std::size_t>());
    }
    return made;
  }

  std::size_t bytes_of(const std::string& dtype, const Place& at) const {
    static const std::map<std::string, std::size_t> known{
        {"F64", 8}, {"F32", 4}, {"I64", 8}, {"I32", 4}, {"U8", 1}};
    const auto found = known.find(dtype);
    if (found == known.end())
      refuse(at, "dtype = " + dtype + " must be in {F64, F32, I64, I32, U8}");
    return found->second;
  }

  double number(const std::string& bytes, std::size_t offset, const std::string& dtype,
                const std::string& name) const {
    const char* from = bytes.data() + offset;
    if (dtype == "F64") return std::bit_cast<double>(little_endian(from, 8));
    if (dtype == "F32")
      return std::bit_cast<float>(static_cast<std::uint32_t>(little_endian(from, 4)));
    if (dtype == "I32")
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(little_endian(from, 4)));
    if (dtype == "U8") return static_cast<double>(little_endian(from, 1));
    const auto whole = static_cast<std::int64_t>(little_endian(from, 8));
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    if (whole > exact || whole < -exact)
      refuse(offset, "\"" + name + "\" holds " + std::to_string(whole) +
                         ", which a double cannot hold exactly");
    return static_cast<double>(whole);
  }

  static std::uint64_t little_endian(const char* from, int bytes) {
    std::uint64_t word = 0;
    for (int i = bytes - 1; i >= 0; --i) word = word << 8 | static_cast<unsigned char>(from[i]);
    return word;
  }

  void check_that_all_is_covered(std::vector<Span>& spans, std::size_t data,
                                 std::size_t size) const {
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::size_t covered = data;
    for (const Span& span : spans) {
      if (span.begin < covered)
        refuse(span.begin, "\"" + span.name + "\" overlaps the tensor before it, which ends at " +
                               std::to_string(covered));
      if (span.begin > covered)
        refuse(covered, std::to_string(span.begin - covered) + " bytes belong to no tensor");
      covered = span.end;
    }
    if (covered != size)
      refuse(covered, std::to_string(size - covered) + " bytes belong to no tensor");
  }

  std::filesystem::path path_;
  std::map<std::string, Tensor> tensors_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace scoresde::test
