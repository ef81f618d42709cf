// The whole torch backend: tensors as a value and a place, networks and their checkpoints.
#pragma once

// clang-format off: first, so that messages about an SDE show a short way to it
#include <scoresde/sde/concept.hpp>
// clang-format on

#include <scoresde/torch/checkpoint.hpp>
#include <scoresde/torch/dequantised.hpp>
#include <scoresde/torch/network/configurations.hpp>
#include <scoresde/torch/network/inference.hpp>
#include <scoresde/torch/network/score_net.hpp>
#include <scoresde/torch/network/wide_resnet.hpp>
#include <scoresde/torch/network_score.hpp>
#include <scoresde/torch/tensors.hpp>
