// A file that is written whole or not at all.
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <scoresde/checkpoint/tensor_view.hpp>

namespace scoresde {

// Writes bytes to a new file beside the path and renames it when all are on the disk; what was
// there before stays until then, and where anything fails. Throws FileError.
class WholeFile {
 public:
  explicit WholeFile(const std::filesystem::path& path)
      : path_(path), partial_(path.string() + '.' + std::to_string(std::random_device{}())) {
    file_ = ::open(partial_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file_ < 0) fail();
  }
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  ~WholeFile() {
    ::close(file_);
    if (!done_) ::unlink(partial_.c_str());
  }
  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) fail();
      at_ += static_cast<std::uint64_t>(written);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }
  void commit() {
    if (::fsync(file_) != 0 || ::rename(partial_.c_str(), path_.c_str()) != 0) fail();
    done_ = true;
  }

 private:
  [[noreturn]] void fail() const {
    throw FileError(path_.string(), at_,
                    std::string("expected to write to it: ") + std::strerror(errno));
  }
  std::filesystem::path path_;
  std::string partial_;
  int file_ = -1;
  std::uint64_t at_ = 0;
  bool done_ = false;
};

}  // namespace scoresde
