// The directory of a zip file whose entries are stored as they are, as torch.save writes them
// (PKWARE APPNOTE 6.3.9; zip64 included). Entries that are compressed are refused, so nothing grows
// when it is read. Checksums are not verified: a model of gigabytes would be read twice.
#pragma once
#include <algorithm>
#include <map>
#include <scoresde/checkpoint/mapped_file.hpp>

namespace scoresde {

class ZipArchive {
 public:
  struct Entry {
    std::span<const std::byte> bytes;
    std::uint64_t offset;  // in the file
  };

  // Throws FileError with the offset of what is wrong.
  ZipArchive(const std::string& path, std::span<const std::byte> bytes)
      : cursor_(path, bytes), bytes_(bytes) {
    const Directory directory = find_directory();
    cursor_.go_to(directory.offset, "the zip directory");
    std::vector<Part> parts;
    for (std::uint64_t i = 0; i < directory.entries; ++i) parts.push_back(read_entry(directory));
    if (cursor_.at() != directory.end) cursor_.refuse("expected the end of the zip directory");
    check_that_none_overlap(parts, directory);
  }

  const std::map<std::string, Entry>& entries() const { return entries_; }

 private:
  struct Directory {
    std::uint64_t entries, offset, end;
  };
  struct Part {  // of the file, an entry's header included
    std::uint64_t begin, end;
  };
  static constexpr std::uint32_t all_ones = 0xffffffff;

  std::uint16_t u16(const char* what) { return cursor_.little_endian<std::uint16_t>(what); }
  std::uint32_t u32(const char* what) { return cursor_.little_endian<std::uint32_t>(what); }
  std::uint64_t u64(const char* what) { return cursor_.little_endian<std::uint64_t>(what); }
  void signature(std::uint32_t wanted, const char* what) {
    const std::size_t start = cursor_.at();
    if (u32(what) != wanted) cursor_.refuse_at(start, std::string("expected ") + what);
  }

  // The record at the end of the file; a comment of up to 65535 bytes may follow it.
  Directory find_directory() {
    constexpr std::size_t size = 22, longest_comment = 0xffff;
    if (bytes_.size() < size)
      cursor_.refuse("expected a zip file, this is shorter than an empty one");
    const std::size_t last = bytes_.size() - size;
    const std::size_t first = last - std::min(last, longest_comment);
    for (std::size_t at = last + 1; at-- > first;) {
      const auto is = [&](std::size_t i, int byte) { return bytes_[at + i] == std::byte(byte); };
      if (!is(0, 'P') || !is(1, 'K') || !is(2, 5) || !is(3, 6)) continue;
      const std::size_t comment = std::to_integer<std::size_t>(bytes_[at + 20]) |
                                  std::to_integer<std::size_t>(bytes_[at + 21]) << 8;
      if (at + size + comment == bytes_.size()) return read_end(at);
    }
    cursor_.refuse_at(last, "expected the end record of a zip file");
  }
  Directory read_end(std::size_t at) {
    cursor_.go_to(at + 4, "the end record");
    const std::uint16_t disk = u16("a disk"), start_disk = u16("a disk");
    const std::uint16_t here = u16("a count"), all = u16("a count");
    std::uint64_t entries = all, size = u32("a size"), offset = u32("an offset");
    if (disk != 0 || start_disk != 0 || here != all)
      cursor_.refuse_at(at, "expected a zip file on a single disk");
    if (entries == 0xffff || size == all_ones || offset == all_ones) {
      if (at < 20) cursor_.refuse_at(at, "expected a zip64 locator before the end record");
      cursor_.go_to(at - 20, "the zip64 locator");
      signature(0x07064b50, "a zip64 locator");
      (void)u32("a disk");
      const std::uint64_t record = u64("an offset");
      if (record > at) cursor_.refuse_at(at - 20, "expected the zip64 record within the file");
      cursor_.go_to(static_cast<std::size_t>(record), "the zip64 record");
      signature(0x06064b50, "a zip64 end record");
      (void)cursor_.take(20, "a zip64 end record");
      const std::uint64_t entries_here = u64("a count");
      entries = u64("a count");
      size = u64("a size");
      offset = u64("an offset");
      if (entries_here != entries) cursor_.refuse("expected a zip file on a single disk");
      at = static_cast<std::size_t>(record);
    }
    if (offset > at || size > at - offset)
      cursor_.refuse_at(at, "expected the zip directory within the file");
    return {entries, offset, offset + size};
  }

  Part read_entry(const Directory& directory) {
    const std::size_t start = cursor_.at();
    signature(0x02014b50, "an entry of the zip directory");
    (void)u32("versions");
    const std::uint16_t flags = u16("flags"), method = u16("a method");
    (void)cursor_.take(8, "a time and a checksum");
    std::uint64_t packed = u32("a size"), size = u32("a size");
    const std::uint16_t name_size = u16("a length"), extra_size = u16("a length");
    const std::uint16_t comment_size = u16("a length"), disk = u16("a disk");
    (void)cursor_.take(6, "attributes");
    std::uint64_t offset = u32("an offset");
    const std::string name = cursor_.text(name_size, "a name");
    const std::size_t extra_end = cursor_.at() + extra_size;
    if (extra_size > cursor_.left()) cursor_.refuse("expected an extra field within the file");
    while (cursor_.at() + 4 <= extra_end) {
      const std::uint16_t id = u16("an extra field"), length = u16("an extra field");
      if (length > extra_end - cursor_.at())
        cursor_.refuse("expected an extra field as long as it says");
      const std::size_t next = cursor_.at() + length;
      if (id == 1)  // zip64: what did not fit above, in this order
        for (std::uint64_t* value : {&size, &packed, &offset})
          if (*value == all_ones && cursor_.at() + 8 <= next) *value = u64("a size");
      cursor_.go_to(next, "an extra field");
    }
    cursor_.go_to(extra_end, "an extra field");
    (void)cursor_.take(comment_size, "a comment");
    const auto refuse = [&](const char* what) {
      cursor_.refuse_at(start, "entry \"" + name + "\" " + what);
    };
    if (flags & 1) refuse("is encrypted, expected as it is");
    if (method != 0 || packed != size) refuse("is compressed, expected stored as it is");
    if (disk != 0) refuse("is on another disk");

    const std::size_t next = cursor_.at();
    if (offset > directory.offset) refuse("expected before the zip directory");
    cursor_.go_to(static_cast<std::size_t>(offset), "an entry");
    signature(0x04034b50, "an entry of the zip file");
    (void)cursor_.take(22, "an entry's header");
    const std::uint16_t own_name = u16("a length"), own_extra = u16("a length");
    if (cursor_.text(own_name, "a name") != name) refuse("has another name where its bytes are");
    (void)cursor_.take(own_extra, "an extra field");
    const std::size_t data = cursor_.at();
    if (data > directory.offset || size > directory.offset - data)
      refuse("expected with all its bytes before the zip directory");
    if (!entries_.emplace(name, Entry{bytes_.subspan(data, static_cast<std::size_t>(size)), data})
             .second)
      refuse("expected once, stands there twice");
    cursor_.go_to(next, "the zip directory");
    return {offset, data + size};
  }
  void check_that_none_overlap(std::vector<Part>& parts, const Directory& directory) const {
    std::ranges::sort(parts, {}, &Part::begin);
    for (std::size_t i = 1; i < parts.size(); ++i)
      if (parts[i].begin < parts[i - 1].end)
        cursor_.refuse_at(static_cast<std::size_t>(parts[i].begin),
                          "expected an entry of its own, it lies within another");
    if (!parts.empty() && parts.back().end > directory.offset)
      cursor_.refuse_at(static_cast<std::size_t>(directory.offset),
                        "expected the zip directory alone");
  }

  Cursor cursor_;
  std::span<const std::byte> bytes_;
  std::map<std::string, Entry> entries_;
};

}  // namespace scoresde
