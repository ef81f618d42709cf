// Points are written in the format of the file that was read.
#include <doctest/doctest.h>

#include "../../examples/demo/points_file.hpp"

namespace {

// The file that is written when the points of a file are.
std::string again(const std::string& text, const demo::Reading& reading = {}) {
  const demo::PointsFile file = demo::read_points(text, "points.csv", reading);
  std::vector<demo::Points> points;
  for (const demo::Group& group : file.groups) points.push_back(group.points);
  return demo::to_csv(file, points);
}

}  // namespace

TEST_CASE("separator, names, line ends, quotes, decimal mark and index are those of the file") {
  for (const char* text :
       {"448262.123,4623411.77\n448262.124,4623411.78\n", "x;y\r\n1.5;2.5\r\n3;4\r\n",
        "x\ty\r1\t2\r3\t4\r", "x y\n1 2\n3 4\n", "east, north\n1.5, 2\n3, 4\n",
        "\xEF\xBB\xBFost;nord\r\n1,5;-2,25\r\n3;4\r\n", "sep=|\nx|y\n1|2\n3|4\n",
        "\"a, b\",\"c \"\"d\"\"\"\n\"1.5\",\"2\"\n\"3\",\"4\"\n", "# x y\n1.5 2\n3 4\n",
        "x,y\n\"1,5\",\"2,5\"\n\"3,5\",\"4\"\n", ",x,y\n0,1.5,2\n1,3,4\n",
        "\"x\" \"y\"\n\"1\" 1.5 2\n\"2\" 3 4\n", "0.1,1e-310\n1e+300,-5e-324\n"})
    CHECK(again(text) == text);
}

TEST_CASE("groups keep the place, the name and the spelling of their column") {
  for (const char* text : {"kind;x;y\n\"a;b\";1;2\n\"a;b\";3;4\nc;5;6\n",
                           "x,kind,y\n1,a,2\n3,a,4\n5,b,6\n", "x y kind\n1 2 \"a b\"\n3 4 c\n"})
    CHECK(again(text, {.group = "kind"}) == text);
}

TEST_CASE("columns in another order and columns beside them keep the order of the file") {
  CHECK(again("north,t,east\n1,0.5,2\n3,0.7,4\n", {.columns = "east,north"}) ==
        "north,east\n1,2\n3,4\n");
  CHECK(again("x,y,\n1,2,\n3,4,\n") == "x,y\n1,2\n3,4\n");
}

TEST_CASE("numbers read back as they were") {
  demo::PointsFile file = demo::read_points("1;2\n", "points.csv");
  demo::Points points(2, 2);
  points << 448262.12345678901, 4623411.7700000005, 1.0 / 3, 2.2250738585072011e-308;
  for (const char decimal : {'.', ','}) {
    file.dialect.decimal = decimal;
    const std::string text = demo::to_csv(file, {points});
    CHECK((demo::read_points(text, "again.csv").groups[0].points == points).all());
  }
}
