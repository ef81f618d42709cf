// xtensor's containers at every door of the CPU's places: their engine is the Eigen backend's, so a
// sample is the same bits, at the same speed.
#pragma once
#include <scoresde/eigen/cpu.hpp>
#include <scoresde/eigen/recorder.hpp>
#include <scoresde/eigen/whole_batch.hpp>
#include <scoresde/xtensor/arrays.hpp>

namespace scoresde {

// Cpu, WholeBatch, Replay and Recorder (see there), with samples and numbers in xt::xtensor.
template <int D, class Number = float, int tile = tile_size(D)>
using XtensorCpu = Cpu<D, Number, tile, XtensorArrays>;
template <class Number, int D = Eigen::Dynamic>
using XtensorWholeBatch = WholeBatch<Number, D, XtensorArrays>;
template <class Number, int D = Eigen::Dynamic>
using XtensorReplay = Replay<Number, D, XtensorArrays>;
template <class Real, int D = Eigen::Dynamic>
using XtensorRecorder = Recorder<Real, D, XtensorArrays>;

// A model of the whole batch written in xtensor: f(x, t) is given the container of all samples, one
// a row, and returns an expression of that shape.
template <class Kind, class F>
struct XtensorFunction {
  using Prediction = Kind;
  static constexpr bool whole_batch = true;
  F f;

  struct Prepared {
    double t;  // in double at every place
  };
  Prepared prepare(const auto&, double t) const {
    const Prepared prepared{t};
    return prepared;
  }
  template <class Real, int D>
  Batch<Real, D, XtensorArrays> operator()(const Prepared& p,
                                           const Batch<Real, D, XtensorArrays>& x) const {
    return {typename Batch<Real, D, XtensorArrays>::Array(f(x.array, p.t)), x.ghosts};
  }
};
template <class Kind, class F>
XtensorFunction<Kind, F> predicts_on_xtensors(F f) {
  return {std::move(f)};
}

}  // namespace scoresde
