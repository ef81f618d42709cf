// The sweeps over images that a GPU's blocks and the host's threads run alike.
#pragma once
#include <scoresde/torch/network/filter_text.hpp>
#include <scoresde/torch/network/normalise_text.hpp>
