// A short table of the runs, for the terminal, and what its columns mean.
#pragma once
#include <string>

#include "session.hpp"

namespace demo {

std::string toy_table(const Session& session);
std::string own_points_table(const Session& session);

constexpr const char* toy_columns =
    "sliced W2    how far samples and data lie apart, 0 at best (200000 perfect samples: 0.015):\n"
    "             the distance between their quantiles along a line, root mean square over lines\n"
    "corrector    Identity: the predictor alone; Langevin: a step of it before each\n"
    "off by       |log p by the flow - the true log p|, the mean over the mixture\n"
    "evaluations  of the score for a point, also called nfe\n";

constexpr const char* own_points_columns =
    "points       data in the group\n"
    "bandwidth    deviation of the blur of each datum, in deviations of its column\n"
    "sliced W2    how far new points and data lie apart, in the same unit: the distance between\n"
    "             their quantiles along a line, root mean square over lines\n"
    "bootstrap    the same distance for data drawn again from the data, with replacement\n"
    "ratio        sliced W2 / bootstrap: near 1, the new points are as near as data drawn again;\n"
    "             far above 1, the blur is too wide for the shape, or the steps are too few\n"
    "apart        new points that copy no datum: none is within a tenth of the bandwidth\n";

// Further keys of report.json.
constexpr const char* report_keys =
    "nfe                  evaluations of the score for a sample\n"
    "ns_per_sample_step   nanoseconds by the clock for a step of a sample, all threads at work\n"
    "mode_weights_error   half the sum over the modes of |share of the samples - weight|\n"
    "finite               whether the run finished with numbers that are finite\n"
    "neighbour_ratio      how far the new points are from the data, over the data from each other:\n"
    "                     near 1 for a fit, above 3 a warning\n"
    "input, warnings      how the file was read, and what a user must know of it and of the fit\n"
    "centres              data that carry the score: at most 2000\n"
    "mean, deviation      of the columns x and y\n"
    "mean_error           \"off by\" of the table;  tolerance, mean_nfe, us_per_point: of that "
    "flow\n";

}  // namespace demo
