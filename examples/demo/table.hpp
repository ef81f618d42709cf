// A short table of the runs, for the terminal.
#pragma once
#include <string>

#include "session.hpp"

namespace demo {

std::string toy_table(const Session& session);
std::string own_points_table(const Session& session);

}  // namespace demo
