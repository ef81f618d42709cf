// Files are written whole or not at all.
#include "../../examples/demo/files.hpp"

#include <doctest/doctest.h>

namespace {

namespace fs = std::filesystem;

struct Scratch {  // a folder of its own for each case
  fs::path path = fs::temp_directory_path() / ("scoresde-files-test-" + std::to_string(getpid()));
  Scratch() { fs::create_directory(path); }
  ~Scratch() { fs::remove_all(path); }

  long entries() const {
    return std::distance(fs::recursive_directory_iterator(path),
                         fs::recursive_directory_iterator());
  }
};
std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("files appear in a new folder, replace those of their name and leave others alone") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "a" / "b";
  for (const std::string bytes : {"first", "second"}) {
    demo::Files files(folder);
    files.add("one.txt", bytes);
    files.add("two.bin", std::string("\0\n", 2));
    files.write();
    CHECK(read(folder / "one.txt") == bytes);
    CHECK(read(folder / "two.bin") == std::string("\0\n", 2));
    std::ofstream(folder / "theirs.txt") << "kept";
  }
  CHECK(read(folder / "theirs.txt") == "kept");
  CHECK(scratch.entries() == 5);  // two folders, three files
}

TEST_CASE("where a file cannot be replaced, nothing half-written stays") {
  const Scratch scratch;
  fs::create_directories(scratch.path / "out" / "one.txt" / "in the way");
  demo::Files files(scratch.path / "out");
  files.add("one.txt", "bytes");
  CHECK_THROWS_AS(files.write(), std::runtime_error);
  CHECK(scratch.entries() == 3);
}

TEST_CASE("a file in the place of the folder is refused before anything is run") {
  const Scratch scratch;
  std::ofstream(scratch.path / "taken") << "text";
  CHECK_THROWS_AS(demo::Files(scratch.path / "taken"), std::runtime_error);
  CHECK_THROWS_AS(demo::Files(scratch.path / "taken" / "below"), std::runtime_error);
  CHECK(scratch.entries() == 1);
}

TEST_CASE("data are not replaced by what is made of them") {
  const Scratch scratch;
  std::ofstream(scratch.path / "new_points.csv") << "1,2\n";
  const demo::Files files(scratch.path);
  files.spare(scratch.path / "new_points.csv", {"report.json"});
  files.spare(scratch.path / "elsewhere.csv", {"new_points.csv"});
  CHECK_THROWS_AS(files.spare(scratch.path / "." / "new_points.csv", {"new_points.csv"}),
                  std::runtime_error);
}
