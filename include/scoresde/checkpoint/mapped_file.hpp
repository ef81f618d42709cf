// A file's bytes, mapped to be read, and a cursor over bytes that refuses to leave them.
#pragma once
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <scoresde/checkpoint/tensor_view.hpp>
#include <utility>

namespace scoresde {

class MappedFile {
 public:
  // Throws FileError unless the path is a regular file that can be read.
  explicit MappedFile(const std::filesystem::path& path) {
    const auto refuse = [&](const std::string& why) {
      throw FileError(path.string(), 0, "expected a file that can be read: " + why);
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) refuse(std::strerror(errno));
    struct stat status{};
    const bool regular = ::fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    void* mapped = nullptr;
    if (regular && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    }
    const int error = errno;
    ::close(file);
    if (!regular) refuse("not a regular file");
    if (mapped == MAP_FAILED) refuse(std::strerror(error));
    data_ = static_cast<const std::byte*>(mapped);
  }
  MappedFile(MappedFile&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  MappedFile& operator=(MappedFile other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~MappedFile() {
    if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
  }

  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Reads numbers and texts from a part of a file, one after another. What is not there is refused.
class Cursor {
 public:
  Cursor(std::string path, std::span<const std::byte> bytes, std::uint64_t offset_in_file = 0)
      : path_(std::move(path)), bytes_(bytes), base_(offset_in_file) {}

  [[noreturn]] void refuse(const std::string& expected) const { refuse_at(at_, expected); }
  [[noreturn]] void refuse_at(std::size_t at, const std::string& expected) const {
    throw FileError(path_, base_ + at, expected);
  }

  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  const std::string& path() const { return path_; }
  void go_to(std::size_t at, const char* what) {
    if (at > bytes_.size()) refuse(std::string("expected ") + what + " within the file");
    at_ = at;
  }
  std::span<const std::byte> take(std::uint64_t count, const char* what) {
    if (count > left())
      refuse("expected " + std::to_string(count) + " bytes of " + what + ", the file has " +
             std::to_string(left()) + " more");
    const auto part = bytes_.subspan(at_, static_cast<std::size_t>(count));
    at_ += part.size();
    return part;
  }
  std::string text(std::uint64_t count, const char* what) {
    const auto part = take(count, what);
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }
  template <class T>  // an unsigned number, the lowest byte first
  T little_endian(const char* what) {
    T number = 0;
    const auto part = take(sizeof(T), what);
    for (std::size_t i = sizeof(T); i-- > 0;)
      number = static_cast<T>(number << 8 | std::to_integer<T>(part[i]));
    return number;
  }
  std::uint8_t byte(const char* what) { return std::to_integer<std::uint8_t>(take(1, what)[0]); }

 private:
  std::string path_;
  std::span<const std::byte> bytes_;
  std::uint64_t base_;
  std::size_t at_ = 0;
};

}  // namespace scoresde
