// Reading points from CSV, and what is said of files that hold none.
#include "../../examples/demo/points.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace {

std::vector<demo::Group> read(const std::string& text, const std::string& group = "") {
  std::istringstream in(text);
  return demo::read_points(in, "points.csv", group);
}
std::string refusal(const std::string& text, const std::string& group = "") {
  try {
    read(text, group);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "read";
}
void check_two_points(const std::string& text) {
  CAPTURE(text);
  const auto groups = read(text);
  REQUIRE(groups.size() == 1);
  const demo::Points& points = groups[0].points;
  REQUIRE(points.rows() == 2);
  CHECK(points(0, 0) == 1.5);
  CHECK(points(0, 1) == -2);
  CHECK(points(1, 0) == 3e2);
  CHECK(points(1, 1) == 0.25);
}

}  // namespace

TEST_CASE("points are read with and without a header, with either separator") {
  check_two_points("1.5,-2\n3e2,.25\n");
  check_two_points("1.5;-2\n3e2;.25");
  check_two_points("x,y\n1.5,-2\n3e2,0.25\n");
  check_two_points("x;y\n1.5;-2\n3e2;0.25\n");
}

TEST_CASE("quotes, spaces, blank lines, CRLF and a byte order mark are tolerated") {
  check_two_points("\"x\",\"y\"\n\"1.5\",\"-2\"\n \"300\" , +.25 \n");
  check_two_points("\xEF\xBB\xBFx;y\r\n\r\n1.5;-2\r\n3e2;0.25\r\n\r\n");
  CHECK(read("a;1;2\n\"b; \"\"c\"\"\";3;4\n", "1")[1].name == "b; \"c\"");
}

TEST_CASE("the group column is chosen by name or number, groups keep their order") {
  const std::string text = "kind,x,y\nmoon,1,2\nsun,3,4\nmoon,5,6\n";
  for (const char* group : {"kind", "1"}) {
    const auto groups = read(text, group);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].name == "moon");
    CHECK(groups[1].name == "sun");
    REQUIRE(groups[0].points.rows() == 2);
    CHECK(groups[0].points(1, 0) == 5);
    CHECK(groups[1].points(0, 1) == 4);
  }
  CHECK(read("1;moon;2\n3;sun;4\n", "2")[1].points(0, 1) == 4);
  CHECK(read("1;2;moon\n3;4;sun\n", "3")[1].points(0, 0) == 3);
  CHECK(read("x,y,7\n1,2,3\n", "7")[0].name == "3");
}

TEST_CASE("an empty file is refused by its name") {
  CHECK(refusal("") == "points.csv: expected rows of two numbers, found an empty file");
  CHECK(refusal("\n \r\n") == "points.csv: expected rows of two numbers, found an empty file");
  CHECK(refusal("x,y\n") ==
        "points.csv: expected rows of two numbers below the header, found none");
}

TEST_CASE("ragged rows are refused with their line") {
  CHECK(refusal("x,y\n1,2\n\n3\n") == "points.csv:4: expected 2 columns, as in line 1, found 1");
  CHECK(refusal("1;2\n3;4;5\n") == "points.csv:2: expected 2 columns, as in line 1, found 3");
}

TEST_CASE("a row of one column, or of three without a group, is refused") {
  CHECK(refusal("1\n2\n") == "points.csv:1: expected two columns, found 1");
  CHECK(refusal("kind;x;y\na;1;2\n") ==
        "points.csv:1: expected two columns, found 3 (--group says which one names groups)");
  CHECK(refusal("a;b;c;d\n1;2;3;4\n", "a") ==
        "points.csv:1: expected two columns of numbers beside the group's, found 4 columns in all");
}

TEST_CASE("what is not a number is refused with line, column and its name") {
  CHECK(refusal("x,y\n1,2\n3,oak\n") ==
        "points.csv:3: column 2 (y): expected a number, found \"oak\"");
  CHECK(refusal("1,2\n3,\n") == "points.csv:2: column 2: expected a number, found \"\"");
  CHECK(refusal("1,2\n1x,2\n") == "points.csv:2: column 1: expected a number, found \"1x\"");
  CHECK(refusal("1;2\n3,5;4\n") == "points.csv:2: column 1: expected a number, found \"3,5\"");
  // half a header is a mistake in a row of numbers
  CHECK(refusal("x,2\n3,4\n") == "points.csv:1: column 1: expected a number, found \"x\"");
}

TEST_CASE("NaN, infinity and what overflows are refused with line and column") {
  CHECK(refusal("nan,2\n") == "points.csv:1: column 1: expected a finite number, found \"nan\"");
  CHECK(refusal("x;y\n1;-inf\n") ==
        "points.csv:2: column 2 (y): expected a finite number, found \"-inf\"");
  CHECK(refusal("1,1e999\n") ==
        "points.csv:1: column 2: expected a finite number, found \"1e999\"");
}

TEST_CASE("a missing group column is refused with the columns that there are") {
  CHECK(refusal("kind,x,y\na,1,2\n", "sort") ==
        "points.csv:1: expected a column named or numbered \"sort\", found \"kind\", \"x\", \"y\"");
  CHECK(refusal("1;moon;2\n", "moon") ==
        "points.csv:1: expected a column named or numbered \"moon\", found \"1\", \"moon\", \"2\"");
  CHECK(refusal("kind,x,y\na,1,2\n", "4").starts_with("points.csv:1: expected a column named or"));
  CHECK(refusal("kind,x,y\na,1,2\n", "0").starts_with("points.csv:1: expected a column named or"));
}

TEST_CASE("a quote that is never closed is refused") {
  CHECK(refusal("1,2\n3,\"4\n") ==
        "points.csv:2: column 2: expected a closing quote before the end of the line");
}

TEST_CASE("a file that is not there, or a folder, is refused") {
  CHECK_THROWS_WITH(demo::read_points(std::filesystem::path("/nowhere/points.csv")),
                    "/nowhere/points.csv: expected a file that can be read");
  CHECK_THROWS_WITH(demo::read_points(std::filesystem::path("/")),
                    "/: expected a file, found a folder");
}
