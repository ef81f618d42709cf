// A writer of safetensors files. What is written is there whole, or what was there before is.
#pragma once
#include <algorithm>
#include <map>
#include <scoresde/checkpoint/whole_file.hpp>
#include <set>

namespace scoresde {

namespace safetensors {

inline std::string quoted(const std::string& text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (json += '\\') += c;
    else if (code < 0x20)
      ((json += "\\u00") += digits[code >> 4]) += digits[code & 15];
    else
      json += c;
  }
  return json + '"';
}
inline std::string list(const auto& numbers) {
  std::string json = "[";
  for (const auto n : numbers) (json += json.size() > 1 ? "," : "") += std::to_string(n);
  return json + ']';
}
inline void check(std::span<const TensorView> tensors) {
  std::set<std::string_view> names{"__metadata__"};
  for (const TensorView& t : tensors) {
    const auto refuse = [&](const std::string& why) {
      throw std::invalid_argument("tensor \"" + t.name + "\" " + why);
    };
    if (!names.insert(t.name).second)
      refuse("must be in the tensors once, under a name of its own");
    if (!is_contiguous(t)) refuse("must be in C order");
    const auto needed = static_cast<std::uint64_t>(count_of(t)) * bytes_of(t.type);
    if (count_of(t) < 0 || needed != t.bytes.size()) refuse("must have the bytes of its shape");
  }
}

}  // namespace safetensors

// Tensors and texts of one's own into a file: the widest types first, then by name, the data from a
// multiple of 8 on. Throws std::invalid_argument for a name that stands twice or a tensor that is
// not contiguous, and FileError where the file cannot be written.
inline void write_safetensors(const std::filesystem::path& path,
                              std::span<const TensorView> tensors,
                              const std::map<std::string, std::string>& metadata = {}) {
  safetensors::check(tensors);
  std::vector<const TensorView*> order;
  for (const TensorView& t : tensors) order.push_back(&t);
  std::ranges::sort(order, [](const TensorView* a, const TensorView* b) {
    const std::size_t wide = bytes_of(a->type), other = bytes_of(b->type);
    return wide != other ? wide > other : a->name < b->name;
  });
  std::string header = "{", separator;
  const auto entry = [&](const std::string& name, const std::string& value) {
    header += separator + safetensors::quoted(name) + ':' + value;
    separator = ",";
  };
  if (!metadata.empty()) {
    std::string texts;
    for (const auto& [key, text] : metadata)
      texts +=
          (texts.empty() ? "" : ",") + safetensors::quoted(key) + ':' + safetensors::quoted(text);
    entry("__metadata__", '{' + texts + '}');
  }
  std::uint64_t at = 0;
  for (const TensorView* t : order) {
    const std::array<std::uint64_t, 2> range{at, at += t->bytes.size()};
    entry(t->name, "{\"dtype\":\"" + std::string(name_of(t->type)) +
                       "\",\"shape\":" + safetensors::list(t->shape) +
                       ",\"data_offsets\":" + safetensors::list(range) + '}');
  }
  header += '}';
  header.resize((header.size() + 7) / 8 * 8, ' ');

  WholeFile file(path);
  std::array<std::byte, 8> length;
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<std::byte>(header.size() >> 8 * i);
  file.write(length);
  file.write(std::as_bytes(std::span(header)));
  for (const TensorView* t : order) file.write(t->bytes);
  file.commit();
}

}  // namespace scoresde
