// A reader of what torch.save writes: the zip files of PyTorch 1.6 and later, and the files of
// before that are several pickles in a row and then the numbers. No Python, no LibTorch; see
// pickle.hpp for what is believed.
#pragma once
#include <optional>
#include <scoresde/checkpoint/pickle.hpp>
#include <scoresde/checkpoint/zip_archive.hpp>

namespace scoresde {

class TorchFile {
 public:
  // Throws FileError with the offset of what is wrong.
  explicit TorchFile(const std::filesystem::path& path)
      : path_(path.string()), file_(path), bytes_(file_->bytes()) {
    read();
  }
  // The same from bytes that outlive this, under a name for messages.
  TorchFile(std::string name, std::span<const std::byte> bytes)
      : path_(std::move(name)), bytes_(bytes) {
    read();
  }
  // The saved value. Its tensors are valid for as long as this is.
  Pickled root() const { return {pickle_->root(), path_}; }
  const std::string& path() const { return path_; }

 private:
  bool starts_with(std::string_view start) const {
    return bytes_.size() >= start.size() &&
           std::memcmp(bytes_.data(), start.data(), start.size()) == 0;
  }
  void read() {
    using namespace std::string_view_literals;
    if (starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9"sv))
      read_in_a_row();
    else if (starts_with("PK\x03\x04"sv))
      read_zip();
    else
      throw FileError(path_, 0,
                      "expected a file of torch.save: a zip file, or the magic number of "
                      "those before PyTorch 1.6");
  }

  // <any name>/data.pkl, and data/<key> for every storage beside it.
  void read_zip() {
    const ZipArchive archive(path_, bytes_);
    const auto& entries = archive.entries();
    constexpr std::string_view wanted = "/data.pkl";
    const auto main = std::ranges::find_if(entries, [&](const auto& entry) {
      const std::size_t slash = entry.first.find('/');
      return slash != std::string::npos && entry.first.substr(slash) == wanted;
    });
    if (main == entries.end()) throw FileError(path_, 0, "expected an entry <name>/data.pkl");
    const std::string folder = main->first.substr(0, main->first.find('/') + 1);
    if (const auto order = entries.find(folder + "byteorder"); order != entries.end()) {
      const auto text = order->second.bytes;
      if (text.size() < 6 || std::memcmp(text.data(), "little", 6) != 0)
        throw FileError(path_, order->second.offset, "expected little as the order of bytes");
    }
    Cursor cursor(path_, main->second.bytes, main->second.offset);
    pickle_.emplace(cursor, [&](const Cursor& at, const std::string& key, ElementType type,
                                std::int64_t numbers) {
      const auto entry = entries.find(folder + "data/" + key);
      if (entry == entries.end())
        at.refuse("names the storage \"" + key + "\", which is not there");
      return checked(at, key, type, numbers, entry->second.bytes, entry->second.offset);
    });
  }

  // A magic number, a version, what machine it was, the value, the keys of its storages; then for
  // each key the count of its numbers and the numbers. The value is read twice: the first time to
  // learn the types that the storages have.
  void read_in_a_row() {
    struct Known {
      ElementType type;
      std::int64_t numbers;
    };
    std::map<std::string, Known> known;
    Cursor cursor(path_, bytes_);
    const auto learn = [&](const Cursor&, const std::string& key, ElementType type,
                           std::int64_t numbers) {
      known[key] = {type, numbers};
      return pickle::Storage{type, numbers, {}, 0};
    };
    constexpr std::size_t magic = 15;
    cursor.go_to(std::min(magic, bytes_.size()), "the magic number");
    for (int header = 0; header < 2; ++header) (void)Pickle(cursor, learn);
    const std::size_t start = cursor.at();
    (void)Pickle(cursor, learn);
    const Pickle keys(cursor, learn);
    std::map<std::string, ZipArchive::Entry> storages;
    const Pickled list(keys.root(), path_);
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string key = list[i].as_string();
      const auto found = known.find(key);
      if (found == known.end()) cursor.refuse("has a storage \"" + key + "\" that nothing names");
      const auto numbers = cursor.little_endian<std::uint64_t>("a count of numbers");
      if (numbers != static_cast<std::uint64_t>(found->second.numbers))
        cursor.refuse("expected the count of numbers that the storage was named with");
      const std::size_t at = cursor.at();
      const auto bytes = cursor.take(numbers * bytes_of(found->second.type), "a storage");
      storages.emplace(key, ZipArchive::Entry{bytes, at});
    }
    cursor.go_to(start, "the value");
    pickle_.emplace(cursor, [&](const Cursor& at, const std::string& key, ElementType type,
                                std::int64_t numbers) {
      const auto entry = storages.find(key);
      if (entry == storages.end())
        at.refuse("names the storage \"" + key + "\", which is not there");
      return checked(at, key, type, numbers, entry->second.bytes, entry->second.offset);
    });
  }

  static pickle::Storage checked(const Cursor& at, const std::string& key, ElementType type,
                                 std::int64_t numbers, std::span<const std::byte> bytes,
                                 std::uint64_t offset) {
    const std::uint64_t needed = static_cast<std::uint64_t>(numbers) * bytes_of(type);
    if (bytes.size() != needed)
      at.refuse("names the storage \"" + key + "\" of " + std::to_string(needed) +
                " bytes, it has " + std::to_string(bytes.size()));
    return {type, numbers, bytes, offset};
  }

  std::string path_;
  std::optional<MappedFile> file_;
  std::span<const std::byte> bytes_;
  std::optional<Pickle> pickle_;
};

}  // namespace scoresde
