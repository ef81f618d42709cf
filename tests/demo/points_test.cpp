// Reading points from the CSV files that people make, and what is said of files that hold none.
#include <doctest/doctest.h>

#include "../../examples/demo/points_file.hpp"

namespace {

using demo::Reading;

// What is read points into the text.
struct Read {
  std::string text;
  demo::PointsFile file;

  Read(std::string all, const Reading& reading)
      : text(std::move(all)), file(demo::read_points(text, "points.csv", reading)) {}
  const demo::Points& points() const { return file.groups.at(0).points; }
};
Read read(const std::string& text, const Reading& reading = {}) { return {text, reading}; }

std::string refusal(const std::string& text, const Reading& reading = {}) {
  try {
    read(text, reading);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "read";
}
void check_two_points(const std::string& text, const Reading& reading = {}) {
  CAPTURE(text);
  const Read found = read(text, reading);
  REQUIRE(found.file.groups.size() == 1);
  REQUIRE(found.points().rows() == 2);
  CHECK(found.points()(0, 0) == 1.5);
  CHECK(found.points()(0, 1) == -2);
  CHECK(found.points()(1, 0) == 3e2);
  CHECK(found.points()(1, 1) == 0.25);
}
std::size_t warnings(const std::string& text) { return read(text).file.layout.warnings.size(); }

}  // namespace

TEST_CASE("points are read with and without a header, whatever separates them") {
  for (const std::string header : {"", "x,y\n", "a word,\"another, word\"\n"})
    for (const std::string separator : {",", ";", "\t", "|", " ", "    ", " \t ", ", ", " ; "}) {
      std::string text = (header == "x,y\n" ? "x" + separator + "y\n" : "");
      if (separator == ",") text = header;
      check_two_points(text + "1.5" + separator + "-2\n3e2" + separator + ".25\n");
    }
  check_two_points("1.5:-2\n300:0.25", {.separator = ':'});
  check_two_points("sep=|\r\nx|y\r\n1.5|-2\r\n300|0.25");
}

TEST_CASE("quotes, blanks, blank lines, comments and a byte order mark are tolerated") {
  check_two_points("\"x\",\"y\"\n\"1.5\",\"-2\"\n \"300\" , +.25 \n");
  check_two_points("\xEF\xBB\xBFx;y\r\n\r\n1.5;-2\r\n3e2;0.25\r\n\r\n");
  check_two_points("\"the\nx\"\"s\"\"\",y\n1.5,-2\n300,\" 0.25 \"\n");
  check_two_points("# made by hand\n1.5 -2\n  # half way\n300 0.25\n% done\n");
  check_two_points("  x      y\n  1.5   -2.00\n300.0    0.25\n");
  check_two_points("x,y\n1.5,\u22122\n300,0.25");
  Reading by_number{.group = "1"};
  CHECK(read("a;1;2\n\"b; \"\"c\"\"\";3;4\n", by_number).file.groups[1].name == "b; \"c\"");
}

TEST_CASE("lines end with CR LF, LF or CR alone, and errors count them") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    check_two_points("x,y" + end + "1.5,-2" + end + "300,0.25" + end);
    CHECK(refusal("x,y" + end + end + "1,oak" + end) ==
          "points.csv:3: column 2 (y): expected a number, found \"oak\"");
  }
}

TEST_CASE("fractions may begin with a comma where it does not separate") {
  check_two_points("x;y\n1,5;-2\n300;,25\n");
  check_two_points("1,5\t-2\n3e2\t0,25\n");
  check_two_points("1,5 -2,0\n300 0,25\n");
  check_two_points("x,y\n\"1,5\",-2\n300,\"0,25\"\n");
}

TEST_CASE("marks between thousands are refused, and what may be thousands is asked about") {
  CHECK(refusal("1.234,5;2\n3;4\n")
            .starts_with(
                "points.csv:1: column 1: expected a number without marks between thousands, found "
                "\"1.234,5\""));
  CHECK(
      refusal("x;y\n1 234,5;2 345,6\n").starts_with("points.csv:2: column 1 (x): expected a num"));
  CHECK(
      refusal("x;y\n1'234.5;2\n").starts_with("points.csv:2: column 1 (x): expected a number wi"));
  CHECK(
      refusal("x;y\n1,234.5;2,000.5\n").starts_with("points.csv:2: column 1 (x): expected a num"));
  for (const char* text : {"x\ty\n1,234\t5,678\n", "x,y\n\"1,234\",\"5,678\"\n"}) {
    CHECK(refusal(text) ==
          "points.csv:2: expected a fraction that begins with a point, found "
          "\"1,234\", which may be a fraction or thousands (--decimal , or "
          "--decimal . says which)");
    CHECK(read(text, {.decimal = ','}).points()(0, 1) == 5.678);
  }
}

TEST_CASE("the smallest doubles are read, what is smaller is 0, what is too large is refused") {
  const Read found = read("1e-310,4.9e-324\n-1e-400,2.2250738585072014e-308\n");
  CHECK(found.points()(0, 0) == 1e-310);
  CHECK(found.points()(0, 1) == 5e-324);
  CHECK(found.points()(1, 0) == 0);
  CHECK(found.points()(1, 1) == 2.2250738585072014e-308);
  CHECK(refusal("1,1e400\n") ==
        "points.csv:1: column 2: expected a number below 1.8e308, found \"1e400\"");
}

TEST_CASE("a row of words is a header, a row without numbers or of numbers is not") {
  CHECK(read("NA,NA\n1,2\n3,4\n").file.incomplete == std::vector<long>{1});
  CHECK(read("nan,nan\n1,2\n3,4\n").file.layout.names.empty());
  CHECK(read("1,2\n3,4\n").points().rows() == 2);
  CHECK(read("NA,y\n1,2\n3,4\n").file.layout.names.size() == 2);
}

TEST_CASE("numbers are names where they count the columns, as pandas writes them") {
  // over nothing but fractions, and the user is told
  CHECK(read("0,1\n1.5,2.5\n3.0,4.25\n").points().rows() == 2);
  CHECK(warnings("0,1\n1.5,2.5\n3.0,4.25\n") == 1);
  CHECK(read("0,1\n1.5,2.5\n3.0,4.25\n", {.header = false}).points().rows() == 3);
  // beside an index without a name
  CHECK(read(",0,1\n0,5,7\n1,8,2\n").points().rows() == 2);
  CHECK(warnings(",0,1\n0,5,7\n1,8,2\n") == 0);
  // over other numbers they are a point, and the user is told
  CHECK(read("0,1\n5,7\n8,2\n").points().rows() == 3);
  CHECK(warnings("0,1\n5,7\n8,2\n") == 1);
  CHECK(read("0,1\n5,7\n8,2\n", {.header = true}).points().rows() == 2);
  CHECK(read("0.0,1.0\n1.5,2.5\n").points().rows() == 2);
  CHECK(warnings("3,1\n1.5,2.5\n") == 0);
}

TEST_CASE("a comment right above the rows names the columns, as numpy writes it") {
  const Read found = read("# made by hand\n# east,north\n1,2\n3,4\n");
  CHECK(found.file.layout.name_of(1) == "column 2 (north)");
  CHECK(found.points().rows() == 2);
  CHECK(read("# made by hand\n1,2\n3,4\n").file.layout.names.empty());
}

TEST_CASE("an index before the columns is none of them") {
  for (const char* text : {",x,y\n0,1.5,-2\n1,300,0.25\n", ",x,y\n7,1.5,-2\n3,300,0.25\n",
                           "\"\",\"x\",\"y\"\n\"1\",1.5,-2\n\"2\",300,0.25\n",
                           "\"x\" \"y\"\n\"1\" 1.5 -2\n\"2\" 300 0.25\n",
                           "\"x\" \"y\"\n\"Mazda RX4\" 1.5 -2\n\"Fiat 128\" 300 0.25\n"}) {
    check_two_points(text);
    CHECK(warnings(text) == 0);
  }
  check_two_points("index,x,y\n4,1.5,-2\n5,300,0.25\n");
  CHECK(warnings("index,x,y\n4,1.5,-2\n5,300,0.25\n") == 1);
  CHECK(read("0,1.5\n1,2.5\n").points()(1, 0) == 1);  // two columns are the points
}

TEST_CASE("columns are chosen by name or number") {
  const std::string text = "t,north,kind,east\n0.5,-2,a,1.5\n0.1,0.25,b,3e2\n";
  for (const char* columns : {"east,north", "4,2", "4, north", "\"east\",2"})
    check_two_points(text, {.columns = columns});
  CHECK(read(text, {.columns = "4,2", .group = "kind"}).file.groups[1].points(0, 0) == 300);
  // names come before numbers
  CHECK(read("2,1,a\n5.5,6.5,x\n", {.columns = "1,2", .header = true}).points()(0, 0) == 6.5);
  CHECK(refusal(text) ==
        "points.csv:1: expected two columns of numbers, found 4: \"t\", \"north\", \"kind\", "
        "\"east\" (--columns says which, --group which one names groups)");
  CHECK(refusal(text, {.group = "kind"}) ==
        "points.csv:1: expected two columns of numbers beside the group's, found 3: \"t\", "
        "\"north\", \"east\" (--columns says which)");
  CHECK(refusal(text, {.columns = "east"}) ==
        "--columns: expected two columns as in x,y, found \"east\"");
  CHECK(refusal(text, {.columns = "east,5"}).starts_with("points.csv:1: expected a column named"));
  CHECK(refusal(text, {.columns = "east,4"}) ==
        "points.csv:1: expected different columns for x, y and the group");
  CHECK(refusal("x,x\n1,2\n", {.columns = "x,2"}) ==
        "points.csv:1: expected one column named \"x\", found 2 (their numbers tell them apart)");
  CHECK(refusal("1\n2\n") == "points.csv:1: expected two columns of numbers, found 1: \"1\"");
}

TEST_CASE("the group column is chosen by name or number, groups keep their order") {
  const std::string text = "kind,x,y\nmoon,1,2\nsun,3,4\nmoon,5,6\n";
  for (const char* group : {"kind", "1"}) {
    const Read found = read(text, {.group = group});
    const auto& groups = found.file.groups;
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].name == "moon");
    CHECK(groups[1].name == "sun");
    REQUIRE(groups[0].points.rows() == 2);
    CHECK(groups[0].points(1, 0) == 5);
    CHECK(groups[0].lines == std::vector<long>{2, 4});
    CHECK(groups[1].points(0, 1) == 4);
  }
  CHECK(read("1;moon;2\n3;sun;4\n", {.group = "2"}).file.groups[1].points(0, 1) == 4);
  CHECK(read("1;2;moon\n3;4;sun\n", {.group = "3"}).file.groups[1].points(0, 0) == 3);
  CHECK(read("x,y,7\n1,2,3\n", {.group = "7"}).file.groups[0].name == "3");
}

TEST_CASE("a missing group column is refused with the columns that there are") {
  CHECK(refusal("kind,x,y\na,1,2\n", {.group = "sort"}) ==
        "points.csv:1: expected a column named or numbered \"sort\", found \"kind\", \"x\", \"y\"");
  CHECK(refusal("1;moon;2\n", {.group = "moon"}) ==
        "points.csv:1: expected a column named or numbered \"moon\", found \"1\", \"moon\", \"2\"");
  for (const char* group : {"0", "4"})
    CHECK(
        refusal("kind,x,y\na,1,2\n", {.group = group}).starts_with("points.csv:1: expected a co"));
}

TEST_CASE("rows without a number are left out and remembered, and codes for none can be named") {
  const std::string text = "x,y\n1.5,-2\nNA,3\n4,\nnull,nan\n-,7\n#N/A,2\n300,0.25\n?,.\n";
  check_two_points(text);
  CHECK(read(text).file.incomplete == std::vector<long>{3, 4, 5, 6, 7, 9});
  CHECK(read(text).file.rows == 8);
  check_two_points("1.5,-2\n-9999,1\n2,-9999.0\n300,0.25\nn.d.,1\ninf,1\n",
                   {.missing = {"-9999", "n.d.", "inf"}});
  check_two_points("#DIV/0!,1\n1.5,-2\n# no point\n300,0.25\n#VALUE!,#REF!\n");
  CHECK(refusal("x,y\nNA,1\n2,\n") == "points.csv: expected rows of two numbers, found 2 without");
  CHECK(read("x,y,note\n1,2,\n3,4,\n").points().rows() == 2);  // nothing is noted
}

TEST_CASE("separators at the ends of lines hold nothing") {
  check_two_points("x,y,\n1.5,-2,\n300,0.25,\n");
  check_two_points("x,y\n1.5,-2,\n300,0.25,\n");
  check_two_points("x,y,\n1.5,-2\n300,0.25\n");
}

TEST_CASE("an empty file is refused by its name") {
  CHECK(refusal("") == "points.csv: expected rows of two numbers, found an empty file");
  CHECK(refusal("\n \r\n") == "points.csv: expected rows of two numbers, found an empty file");
  CHECK(refusal("# a\n# b\n") == "points.csv: expected rows of two numbers, found comments alone");
  CHECK(refusal("x,y\n") ==
        "points.csv: expected rows of two numbers below the header, found none");
}

TEST_CASE("ragged rows are refused with their line") {
  CHECK(refusal("x,y\n1,2\n\n3\n") == "points.csv:4: expected 2 columns, as in line 1, found 1");
  CHECK(refusal("1;2\n3;4;5\n") == "points.csv:2: expected 2 columns, as in line 1, found 3");
  CHECK(refusal("x;y\n1;2;3\n") == "points.csv:2: expected 2 columns, as in line 1, found 3");
}

TEST_CASE("what is not a number is refused with line, column and its name") {
  CHECK(refusal("x,y\n1,2\n3,oak\n") ==
        "points.csv:3: column 2 (y): expected a number, found \"oak\"");
  for (const std::string cell : {"1x", "+-5", "0x1A", "5%", "1.0D+03"})
    CHECK(refusal("1,2\n" + cell + ",2\n") ==
          "points.csv:2: column 1: expected a number, found \"" + cell + "\"");
  // half a header is a mistake in a row of numbers
  CHECK(refusal("x,2\n3,4\n") ==
        "points.csv:1: column 1: expected a number, found \"x\" "
        "(--header if this line names the columns)");
  CHECK(refusal("x,y\n" + std::string(1'000'000, 'a') + ",2\n").size() < 160);
}

TEST_CASE("infinity is refused with line and column") {
  CHECK(refusal("x;y\n1;-inf\n") ==
        "points.csv:2: column 2 (y): expected a finite number, found "
        "\"-inf\" (--missing -inf leaves such rows out)");
}

TEST_CASE("wrong quotes are refused where they open or end") {
  CHECK(refusal("1,2\n3,\"4\n5,6\n") ==
        "points.csv:2: column 2: expected a closing quote before the end of the file");
  CHECK(refusal("\"1\"2,3\n4,5\n") ==
        "points.csv:1: column 1: expected nothing more after the closing quote");
}

TEST_CASE("what is no text is refused") {
  using namespace std::string_literals;
  CHECK(refusal("\xFF\xFEx\0,\0y\0"s) ==
        "points.csv: expected text in UTF-8, found UTF-16; save it as UTF-8");
  CHECK(refusal("x,y\n1\0,2\n"s) ==
        "points.csv:2: expected text in UTF-8, found a byte of value 0, "
        "as in UTF-16 or in what is no text");
  CHECK(refusal("x,y\n1,\x1B[31m2\n") ==
        "points.csv:2: expected text in UTF-8, found a byte of value 27");
  CHECK(refusal("PK\x03\x04 and so on") ==
        "points.csv: expected text in UTF-8, found a workbook or an archive; save it as CSV");
}

TEST_CASE("any bytes are read or refused, and nothing else") {
  const std::string bytes = "01.,;\"\n\r \txe-#NA";
  std::uint32_t state = 1;
  for (int file = 0; file < 3000; ++file) {
    std::string text;
    for (int i = 0; i < file % 40; ++i) {
      state = state * 1664525 + 1013904223;
      text += bytes[(state >> 16) % bytes.size()];
    }
    try {
      const Read found = read(text);
      for (const demo::Group& group : found.file.groups) CHECK(group.points.allFinite());
    } catch (const std::runtime_error& error) {
      CHECK(std::string(error.what()).find("expected") != std::string::npos);
    }
  }
}

TEST_CASE("a file that is not there, or a folder, is refused") {
  CHECK_THROWS_WITH(demo::read_text("/nowhere/points.csv"),
                    "/nowhere/points.csv: expected a file that can be read");
  CHECK_THROWS_WITH(demo::read_text("/"), "/: expected a file, found a folder");
}
