// A reader of safetensors files: an 8-byte little-endian length, a JSON header of that length that
// names every tensor's type, shape and range of bytes, then the bytes, without a gap
// (huggingface/safetensors, README, "Format"). Nothing in the file is believed before it is
// checked.
//   const SafeTensors file("model.safetensors");
//   file.at("conv.weight").shape, values(file.at("conv.weight")), file.metadata()
#pragma once
#include <algorithm>
#include <map>
#include <optional>
#include <scoresde/checkpoint/json_text.hpp>

namespace scoresde {

class SafeTensors {
 public:
  // Throws FileError with the offset of what is wrong.
  explicit SafeTensors(const std::filesystem::path& path)
      : path_(path.string()), file_(path), bytes_(file_->bytes()) {
    read();
  }
  // The same from bytes that outlive this, under a name for messages.
  SafeTensors(std::string name, std::span<const std::byte> bytes)
      : path_(std::move(name)), bytes_(bytes) {
    read();
  }

  // In the order of their bytes. The views are valid for as long as this is.
  const std::vector<TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  bool contains(const std::string& name) const { return index_.contains(name); }
  // Throws std::out_of_range where there is none of the name.
  const TensorView& at(const std::string& name) const {
    const auto found = index_.find(name);
    if (found == index_.end()) throw std::out_of_range(path_ + ": has no tensor \"" + name + "\"");
    return tensors_[found->second];
  }

 private:
  void read() {
    Cursor cursor(path_, bytes_);
    constexpr std::uint64_t largest_header = 100'000'000;  // the format's own limit
    const auto size = cursor.little_endian<std::uint64_t>("the length of the header");
    const std::uint64_t most = std::min<std::uint64_t>(cursor.left(), largest_header);
    if (size < 2 || size > most)
      cursor.refuse_at(0, "header length = " + std::to_string(size) + " must lie in [2, " +
                              std::to_string(most) + "], what the file holds after it");
    const auto header = cursor.take(size, "the header");
    data_ = bytes_.subspan(cursor.at());
    JsonText json(path_, header, 8);
    if (header[0] != std::byte{'{'}) json.refuse_at(0, "expected a JSON object, from '{' on");
    json.object([&](const std::string& name, std::size_t start) {
      if (name == "__metadata__")
        read_metadata(json, start);
      else
        read_tensor(json, name, start);
    });
    json.end();
    check_that_all_is_covered(json);
  }

  void read_metadata(JsonText& json, std::size_t start) {
    if (std::exchange(has_metadata_, true)) refuse_twice(json, "__metadata__", start);
    json.object([&](const std::string& key, std::size_t at) {
      if (!metadata_.emplace(key, json.string()).second) refuse_twice(json, key, at);
    });
  }

  void read_tensor(JsonText& json, const std::string& name, std::size_t start) {
    const auto refuse = [&](const std::string& what) {
      json.refuse_at(start, "\"" + name + "\" " + what);
    };
    TensorView view{.name = name};
    bool has_type = false, has_shape = false, has_range = false;
    std::vector<std::int64_t> range;
    json.object([&](const std::string& key, std::size_t at) {
      const auto once = [&](bool& seen) {
        if (std::exchange(seen, true)) refuse_twice(json, key, at);
      };
      if (key == "dtype") {
        once(has_type);
        const std::string type = json.string();
        const auto* known = std::ranges::find(element_types, type, &NamedType::name);
        if (known == element_types.end()) refuse("has the unknown dtype \"" + type + "\"");
        view.type = known->type;
      } else if (key == "shape") {
        once(has_shape);
        json.array([&] { view.shape.push_back(json.natural()); });
      } else if (key == "data_offsets") {
        once(has_range);
        json.array([&] { range.push_back(json.natural()); });
      } else {
        refuse("has \"" + key + "\", expected are dtype, shape and data_offsets");
      }
    });
    if (!has_type || !has_shape || !has_range || range.size() != 2)
      refuse("expected with dtype, shape and two data_offsets");
    const auto held = static_cast<std::int64_t>(data_.size());
    if (range[0] > range[1] || range[1] > held)
      refuse("data_offsets = [" + std::to_string(range[0]) + ", " + std::to_string(range[1]) +
             "] must be ordered and in [0, " + std::to_string(held) + "]");
    std::int64_t needed = count_of(view.shape);
    const auto width = static_cast<std::int64_t>(bytes_of(view.type));
    if (needed < 0 || !multiplied(needed, width, needed)) refuse("has a shape too large to count");
    if (needed != range[1] - range[0])
      refuse("has a shape of " + std::to_string(needed) + " bytes in a range of " +
             std::to_string(range[1] - range[0]));
    view.stride = contiguous_stride(view.shape);
    view.bytes =
        data_.subspan(static_cast<std::size_t>(range[0]), static_cast<std::size_t>(needed));
    view.offset = (bytes_.size() - data_.size()) + static_cast<std::uint64_t>(range[0]);
    if (!index_.emplace(name, tensors_.size()).second) refuse_twice(json, name, start);
    starts_.push_back(start);
    tensors_.push_back(std::move(view));
  }

  // From the first byte after the header to the file's last one, each belongs to one tensor.
  void check_that_all_is_covered(const JsonText& json) {
    std::vector<std::size_t> order(tensors_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto place = [&](std::size_t i) {
      return std::pair(tensors_[i].offset, tensors_[i].bytes.size());
    };
    std::ranges::sort(order, {}, place);
    std::uint64_t next = bytes_.size() - data_.size();
    for (const std::size_t i : order) {
      const TensorView& view = tensors_[i];
      if (view.offset != next)
        json.refuse_at(starts_[i], "\"" + view.name + "\" expected to begin at byte " +
                                       std::to_string(next) + ", where the one before it ends");
      next += view.bytes.size();
    }
    if (next != bytes_.size())
      throw FileError(path_, next,
                      "expected the end of the file, where the last tensor ends; " +
                          std::to_string(bytes_.size() - next) + " bytes follow");
    std::vector<TensorView> sorted;
    for (const std::size_t i : order) sorted.push_back(std::move(tensors_[i]));
    tensors_ = std::move(sorted);
    for (std::size_t i = 0; i < tensors_.size(); ++i) index_[tensors_[i].name] = i;
  }
  [[noreturn]] static void refuse_twice(const JsonText& json, const std::string& name,
                                        std::size_t at) {
    json.refuse_at(at, "\"" + name + "\" expected once, stands there twice");
  }

  std::string path_;
  std::optional<MappedFile> file_;
  std::span<const std::byte> bytes_, data_;
  std::vector<TensorView> tensors_;
  std::vector<std::size_t> starts_;  // of each tensor's entry in the header
  std::map<std::string, std::size_t> index_;
  std::map<std::string, std::string> metadata_;
  bool has_metadata_ = false;
};

}  // namespace scoresde
