// The whole Eigen backend.
#pragma once

#include <scoresde/eigen/cpu.hpp>
#include <scoresde/eigen/data_set.hpp>
#include <scoresde/eigen/recorder.hpp>
#include <scoresde/eigen/whole_batch.hpp>
