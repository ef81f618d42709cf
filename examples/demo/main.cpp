// scoresde_demo: noise turns into data. See --help.
#include <exception>
#include <iostream>

#include "own_points.hpp"
#include "picture.hpp"
#include "table.hpp"
#include "toy_demo.hpp"

int main(int argc, char** argv) {
  using namespace demo;
  const auto parsed = parse(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const Options& options = std::get<Options>(parsed);
  try {
    Session session{options, Files(options.out)};
    if (options.data) {
      draw_own_points(session);
    } else {
      draw_samples(session);
      draw_journeys(session);
      draw_likelihood(session);
      draw_accuracy(session);
    }
    session.files.add("report.json", session.report());
    session.files.write();
    show_progress("");
    if (const std::string missing = missing_font(); !missing.empty())
      std::cerr << "scoresde_demo: " << missing << "\n";
    std::cout << (options.data ? own_points_table(session) : toy_table(session)) << "\n"
              << (options.data ? own_points_columns : toy_columns)
              << "\nPictures and report.json are in " << options.out << "\n";
    for (const std::string& warning : session.warnings)
      std::cerr << "scoresde_demo: note: " << warning << "\n";
  } catch (const std::exception& error) {
    show_progress("");
    std::cerr << "scoresde_demo: " << error.what() << "\n";
    return 2;
  }
}
