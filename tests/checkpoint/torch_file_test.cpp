#include <scoresde/checkpoint/published.hpp>
#include <scoresde/checkpoint/safetensors.hpp>

#include "bytes.hpp"

namespace {

using namespace scoresde;
using namespace scoresde::test;
using namespace std::string_literals;

// Zip files and pickles by hand.
struct ZipEntry {
  std::string name, data;
  std::uint16_t method = 0, flags = 0;
};
std::string zip(const std::vector<ZipEntry>& entries) {
  std::string file, directory;
  for (const auto& [name, data, method, flags] : entries) {
    const std::string common = little(flags, 2) + little(method, 2) + little(0, 4) + little(0, 4) +
                               little(data.size(), 4) + little(data.size(), 4) +
                               little(name.size(), 2);
    const std::size_t offset = file.size();
    file += "PK\x03\x04" + little(20, 2) + common + little(3, 2) + name + "FB\0"s + data;
    directory += "PK\x01\x02" + little(20, 2) + little(20, 2) + common + little(0, 2) +
                 little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(offset, 4) +
                 name;
  }
  return file + directory + "PK\x05\x06" + little(0, 4) + little(entries.size(), 2) +
         little(entries.size(), 2) + little(directory.size(), 4) + little(file.size(), 4) +
         little(0, 2);
}
std::string text(const std::string& t) { return 'X' + little(t.size(), 4) + t; }
std::string integer(std::int64_t n) {
  return "\x8a\x08" + little(static_cast<std::uint64_t>(n), 8);
}
std::string storage(const std::string& type, const std::string& key, std::int64_t count) {
  return "(" + text("storage") + "ctorch\n" + type + "\n" + text(key) + text("cpu") +
         integer(count) + "tQ";
}
std::string integers(std::initializer_list<std::int64_t> all) {
  std::string code = "(";
  for (const std::int64_t n : all) code += integer(n);
  return code + "t";
}
std::string tensor(const std::string& made_of, std::int64_t offset,
                   std::initializer_list<std::int64_t> size,
                   std::initializer_list<std::int64_t> stride) {
  return "ctorch._utils\n_rebuild_tensor_v2\n(" + made_of + integer(offset) + integers(size) +
         integers(stride) + "\x89" + "ccollections\nOrderedDict\n)R" + "tR";
}
std::string pickled(const std::string& code) { return "\x80\x02" + code + "."; }
std::string saved(const std::string& code, const std::string& data = numbers({1, 2, 3, 4, 5, 6})) {
  return zip({{"any/data.pkl", pickled(code)},
              {"any/byteorder", "little"},
              {"any/data/0", data},
              {"any/version", "3\n"}});
}
const std::string doubles = storage("DoubleStorage", "0", 6);

void check_refused(const std::string& file, const std::string& why) {
  std::string message = "nothing was thrown";
  try {
    (void)TorchFile("f", bytes(file));
  } catch (const FileError& error) {
    message = error.what();
    CHECK(error.offset() <= file.size());
  }
  INFO("message: ", message);
  CHECK(message.starts_with("f: byte "));
  CHECK(message.find(why) != std::string::npos);
}

}  // namespace

TEST_CASE("a saved value is read: numbers, texts, containers, tensors and their strides") {
  const std::string code = "}(" + text("step") + "K\x07" + text("decay") + "G" +
                           "\x3f\xef\xf7\xce\xd9\x16\x87\x2b" + text("none") + "N" + text("long") +
                           integer(-3) + text("list") + "](K\x01\x88\x89" + "e" + text("t") +
                           tensor(doubles, 1, {2, 2}, {1, 2}) + "u";
  const std::string file = saved(code);
  const TorchFile read("f", bytes(file));
  const Pickled root = read.root();
  CHECK(root.size() == 6);
  CHECK(root.at("step").as_integer() == 7);
  CHECK(root.at("decay").as_number() == 0.999);
  CHECK(root.at("none").is_none());
  CHECK(root.at("long").as_integer() == -3);
  CHECK(root.at("list").size() == 3);
  CHECK(root.at("list")[0].as_integer() == 1);
  const TensorView t = root.at("t").as_tensor();
  CHECK(t.name == "t");
  CHECK(t.stride == std::vector<std::int64_t>{1, 2});
  CHECK_FALSE(is_contiguous(t));
  CHECK(values(t) == std::vector<double>{2, 4, 3, 5});
  CHECK_THROWS_WITH_AS(root.at("list").as_integer(), "f: \"list\" expected a whole number",
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(root.at("x"), "f: the whole expected with a member \"x\"",
                       std::runtime_error);
}
TEST_CASE(
    "a pickle that names any other callable is refused where it names it, and calls nothing") {
  const std::string harmful = "cos\nsystem\n(" + text("echo harm") + "tR";
  check_refused(saved(harmful), "names the callable \"os.system\"");
  for (const std::string name :
       {"posix\nsystem", "builtins\neval", "torch\nload", "torch._utils\n_rebuild_qtensor",
        "numpy.core.multiarray\n_reconstruct", "builtins\ngetattr", "torch\n"})
    check_refused(saved("c" + name + "\n"), "names the callable");
  check_refused(saved(text("os") + text("system") + "\x93"), "names the callable \"os.system\"");
  // the known ones with what is not theirs
  check_refused(saved("ctorch\nFloatStorage\n)R"), "expected a tensor made of six arguments");
  check_refused(saved("ccollections\nOrderedDict\n" + integers({1}) + "R"), "made empty");
  check_refused(saved("K\x01)R"), "expected a callable");
}
TEST_CASE("a tensor that leaves its storage, or whose storage is not what was said, is refused") {
  check_refused(saved(tensor(doubles, 0, {7}, {1})),
                "no more numbers in a tensor than in its storage");
  check_refused(saved(tensor(doubles, 1, {6}, {1})), "within its storage of 6 numbers");
  check_refused(saved(tensor(doubles, 0, {2, 2}, {5, 2})), "within its storage");
  check_refused(saved(tensor(doubles, 7, {0}, {1})), "within its storage");
  check_refused(saved(tensor(doubles, -1, {1}, {1})), "expected a tensor with an offset");
  check_refused(saved(tensor(doubles, 0, {-1}, {1})), "expected natural numbers");
  check_refused(saved(tensor(doubles, 0, {2}, {-1})), "expected natural numbers");
  check_refused(saved(tensor(doubles, 0, {2}, {std::int64_t{1} << 62})), "within its storage");
  check_refused(saved(tensor(doubles, 0, {3}, {std::int64_t{1} << 62})), "strides that stay");
  check_refused(saved(tensor(doubles, 0, {std::int64_t{1} << 40, std::int64_t{1} << 40}, {0, 0})),
                "expected a shape that can be counted");
  check_refused(saved(tensor(doubles, 0, {std::int64_t{1} << 40}, {0})), "no more numbers");
  check_refused(saved(tensor(doubles, 0, {2}, {1, 1})), "as many strides as sides");
  check_refused(saved(storage("DoubleStorage", "0", 5)), "of 40 bytes, it has 48");
  check_refused(saved(storage("FloatStorage", "0", 6)), "of 24 bytes, it has 48");
  check_refused(saved(storage("DoubleStorage", "1", 6)), "storage \"1\", which is not there");
  check_refused(saved(storage("DoubleStorage", "0", -6)), "expected a storage that can be counted");
  check_refused(saved(storage("DoubleStorage", "0", std::int64_t{1} << 61)), "can be counted");
  check_refused(saved(storage("QUInt8Storage", "0", 6)), "names the callable");
}
TEST_CASE("pickles that lie about their stack, their memory or their lengths are refused") {
  for (const std::string& code :
       {""s,     "0"s,          "1"s,  "t"s,     "e"s,       "u"s,        "s"s,    "a"s,
        "R"s,    "b"s,          "Q"s,  "q\x01"s, "]K\x01u"s, "}(K\x01u"s, "(((("s, "(K\x01K\x02"s,
        "\x85"s, "K\x01K\x02"s, "Na"s, "N(e"s,   "N(u"s,     "N)b"s})
    check_refused(saved(code), "expected");
  check_refused(saved("h\x05"), "expected a value that was put there before");
  check_refused(saved("X" + little(0xffffffff, 4)), "expected a text within the file");
  check_refused(saved("\x8d" + word(~0ull)), "expected a text within the file");
  check_refused(saved("\x8a\x09" + std::string(9, 'x')), "expected a number of 64 bits");
  check_refused(saved("i"), "has the instruction 105");
  check_refused(zip({{"a/data.pkl", "\x80\x06N."}}), "protocol 5 or before");
  check_refused(zip({{"a/data.pkl", "N"}}), "an instruction of a pickle");
}
TEST_CASE("structures that multiply when they are copied, or hold themselves, cost what they say") {
  std::string wide =
      "Nq\x01"
      "0";
  for (char level = 1; level < 100; ++level) {
    wide += "(";
    for (int i = 0; i < 10; ++i) wide += std::string("h") + level;
    wide += std::string("tq") + static_cast<char>(level + 1) + "0";
  }
  const std::string deep(100'000, ']'), itself = "]q\x01h\x01" + "a"s;
  wide += "hd";  // ten of ten of ten, a hundred levels of them
  const std::string file = saved(wide), held = saved(itself);
  CHECK(TorchFile("f", bytes(file)).root().size() == 10);
  const TorchFile cycle("f", bytes(held));
  CHECK(cycle.root()[0][0][0][0].size() == 1);
  check_refused(saved(deep), "expected one value at the end");
}
TEST_CASE("zip files that are compressed, encrypted, overlapping or doubled are refused") {
  const std::string data(48, 'x'), code = pickled("N");
  check_refused(zip({{"a/data.pkl", code, 8}}), "is compressed, expected stored as it is");
  check_refused(zip({{"a/data.pkl", code, 0, 1}}), "is encrypted");
  check_refused(zip({{"a/data.pkl", code}, {"a/data.pkl", code}}), "stands there twice");
  check_refused(zip({{"data.pkl", code}}), "expected an entry <name>/data.pkl");
  check_refused(zip({{"a/data.pkl", code}, {"a/byteorder", "big"}}), "expected little");
  std::string overlapping = zip({{"a/data.pkl", code}, {"a/data.pk2", code}});
  const std::size_t second = overlapping.rfind("PK\x01\x02");  // its offset becomes the first's
  overlapping.replace(second + 42, 4, little(0, 4));
  check_refused(overlapping, "has another name where its bytes are");
  std::string longer = zip({{"a/data.pkl", code}, {"a/version", "3"}});
  const std::size_t first = longer.find("PK\x01\x02");  // the first entry reaches into the second
  for (const std::size_t at : {first + 20, first + 24})
    longer.replace(at, 4, little(code.size() + 8, 4));
  check_refused(longer, "it lies within another");
  std::string beyond = zip({{"a/data.pkl", code}});
  const std::size_t only = beyond.find("PK\x01\x02");
  for (const std::size_t at : {only + 20, only + 24}) beyond.replace(at, 4, little(1 << 30, 4));
  check_refused(beyond, "with all its bytes before the zip directory");
  std::string many = zip({{"a/data.pkl", code}});
  const std::size_t end = many.rfind("PK\x05\x06");
  many.replace(end + 8, 4, little(2, 2) + little(2, 2));
  check_refused(many, "expected an entry of the zip directory");
}
TEST_CASE("a file of torch.save cut at any byte is refused, and so is one that is no such file") {
  const std::string whole = saved(tensor(doubles, 0, {2, 3}, {3, 1}));
  CHECK(values(TorchFile("f", bytes(whole)).root().as_tensor()) ==
        std::vector<double>{1, 2, 3, 4, 5, 6});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string part = whole.substr(0, size);
    CHECK_THROWS_AS(TorchFile("f", bytes(part)), FileError);
  }
  check_refused("", "expected a file of torch.save");
  check_refused(
      "\x7f"
      "ELF",
      "expected a file of torch.save");
}
TEST_CASE("files from before PyTorch 1.6 are read: pickles in a row, then the numbers") {
  const std::string magic = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.";
  const std::string old_storage =
      "(" + text("storage") + "ctorch\nDoubleStorage\n" + text("77") + text("cuda:0") + "K\x06NtQ";
  const std::string file = magic + pickled("M\xe9\x03") +
                           pickled("}" + text("little_endian") + "\x88s") +
                           pickled("}" + text("w") + tensor(old_storage, 0, {2, 3}, {3, 1}) + "s") +
                           pickled("]" + text("77") + "a") + word(6) + numbers({1, 2, 3, 4, 5, 6});
  const TorchFile read("f", bytes(file));
  CHECK(values(read.root().at("w").as_tensor()) == std::vector<double>{1, 2, 3, 4, 5, 6});
  for (std::size_t size = 0; size < file.size(); ++size) {
    const std::string part = file.substr(0, size);
    CHECK_THROWS_AS(TorchFile("f", bytes(part)), FileError);
  }
  std::string wrong = file;
  wrong.replace(file.size() - 56, 8, word(7));
  check_refused(wrong, "the count of numbers that the storage was named with");
}
TEST_CASE("a checkpoint that PyTorch wrote in the published layout is read whole") {
  const auto folder = std::filesystem::path(SCORESDE_TESTS_DIR) / "checkpoint";
  const TorchFile file(folder / "published_small.pth");
  const PublishedCheckpoint checkpoint = read_published(file);
  const SafeTensors beside(folder / "published_small.safetensors");
  CHECK(checkpoint.step == 2);
  CHECK(checkpoint.updates == 2);
  CHECK(checkpoint.decay > 0.9);
  CHECK(checkpoint.model.front().name == "sigmas");
  CHECK((checkpoint.model.front().type == ElementType::F64));
  CHECK(checkpoint.model.size() == 158);
  CHECK(checkpoint.moving_average.size() == 156);  // no Fourier frequencies
  std::string names;  // of parameters(), in order, as PyTorch gave them
  for (std::size_t i = 1; i < checkpoint.model.size(); ++i)
    names += (i > 1 ? " " : "") + checkpoint.model[i].name;
  CHECK(names == beside.metadata().at("parameters"));
}
TEST_CASE("a checkpoint with a part missing is refused by the part's name") {
  const auto refused = [](const std::string& code, const std::string& why) {
    const std::string file = saved(code);
    const TorchFile read("f", bytes(file));
    CHECK_THROWS_WITH_AS(read_published(read), why.c_str(), std::runtime_error);
  };
  refused("}", "f: the whole expected with a member \"ema\"");
  refused("}" + text("ema") + "}s", "f: \"ema\" expected with a member \"shadow_params\"");
  refused("}(" + text("ema") + "}" + text("shadow_params") + "]s" + "u",
          "f: the whole expected with a member \"model\"");
  refused("}(" + text("ema") + "}" + text("shadow_params") + "]s" + text("model") + "}" +
              text("a") + "K\x01s" + "u",
          "f: \"model.a\" expected a tensor");
}
