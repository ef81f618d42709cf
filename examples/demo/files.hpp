// What a run of the demo writes: all of it at the end, each file whole or not at all.
#pragma once
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace demo {

class Files {
 public:
  // Throws std::runtime_error at once where nothing could be written later.
  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {
    namespace fs = std::filesystem;
    std::error_code error;
    if (folder_.empty()) fail(folder_, "the name of a folder to write to");
    fs::path existing = fs::absolute(folder_);
    while (!fs::exists(existing, error) && existing.has_relative_path())
      existing = existing.parent_path();
    if (!fs::is_directory(existing, error)) fail(existing, "a folder to write to, found a file");
    const fs::path probe = beside(existing / "probe");
    const bool writes = std::ofstream(probe).good();
    fs::remove(probe, error);
    if (!writes) fail(existing, "a folder that can be written to");
  }

  // Throws where a file of one of these names would replace somebody's own.
  void spare(const std::filesystem::path& own, const std::vector<std::string>& names) const {
    std::error_code not_there;
    for (const std::string& name : names)
      if (std::filesystem::equivalent(folder_ / name, own, not_there))
        fail(own, "another folder to write to, where " + name + " replaces no data");
  }

  void add(const std::string& name, std::string bytes) { contents_[name] = std::move(bytes); }

  // Makes the folder and writes every file beside its place first, then moves them all there. Files
  // of the same names are replaced, others stay.
  void write() const {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) fail(folder_, "a folder that can be made (" + error.message() + ")");
    Partial partial;
    for (const auto& [name, bytes] : contents_) {
      const fs::path& path = partial.files.emplace_back(beside(folder_ / name));
      std::ofstream out(path, std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      out.close();
      if (!out) fail(path, "room to write " + std::to_string(bytes.size()) + " bytes");
    }
    auto written = partial.files.begin();
    for (const auto& [name, bytes] : contents_) {
      fs::rename(*written++, folder_ / name, error);
      if (error) fail(folder_ / name, "a file that can be replaced (" + error.message() + ")");
    }
  }

 private:
  struct Partial {  // removes what was not moved to its place
    std::vector<std::filesystem::path> files = {};
    ~Partial() {
      std::error_code ignored;
      for (const auto& file : files) std::filesystem::remove(file, ignored);
    }
  };
  // A hidden file in the same folder that no other process has.
  static std::filesystem::path beside(const std::filesystem::path& path) {
    return path.parent_path() /
           ("." + path.filename().string() + "." + std::to_string(getpid()) + ".part");
  }
  [[noreturn]] static void fail(const std::filesystem::path& path, const std::string& expected) {
    throw std::runtime_error('"' + path.string() + '"' + ": expected " + expected);
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> contents_;
};

}  // namespace demo
