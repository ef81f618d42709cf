// Numbers on a tensor: one number a sample, or one coordinate of every sample. As the element of a
// point it lets any score that is written per sample run on tensors, on every device. A number that
// is the same for all stays on the host. Nothing is written to after it was made, so copies share.
#pragma once
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/exp2.h>
#include <ATen/ops/log.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/where.h>

#include <cmath>
#include <concepts>
#include <scoresde/value/element.hpp>
#include <scoresde/value/rows.hpp>
#include <span>
#include <utility>

namespace scoresde {

template <std::floating_point Number>
constexpr at::ScalarType tensor_type = at::kFloat;
template <>
inline constexpr at::ScalarType tensor_type<double> = at::kDouble;

template <class Number>
class Elements {
 public:
  using Scalar = Number;

  Elements(Number all = 0) : all_(all) {}
  template <std::same_as<at::Tensor> T>
  explicit Elements(T each) : each_(std::move(each)) {}

  bool same_for_all() const { return !each_.defined(); }
  Number all() const { return all_; }
  at::Tensor tensor() const {  // of no dimension where one number serves all
    return same_for_all() ? at::scalar_tensor(all_, tensor_type<Number>) : each_;
  }

  friend Elements operator+(const Elements& a, const Elements& b) {
    return joined(a, b, [](const auto& p, const auto& q) { return p + q; });
  }
  friend Elements operator-(const Elements& a, const Elements& b) {
    return joined(a, b, [](const auto& p, const auto& q) { return p - q; });
  }
  friend Elements operator*(const Elements& a, const Elements& b) {
    return joined(a, b, [](const auto& p, const auto& q) { return p * q; });
  }
  friend Elements operator/(const Elements& a, const Elements& b) {
    return joined(a, b, [](const auto& p, const auto& q) { return p / q; });
  }
  friend Elements operator-(const Elements& a) { return Elements(Number(0)) - a; }

  friend Elements sqrt(const Elements& a) {
    return a.same_for_all() ? Elements(std::sqrt(a.all_)) : Elements(at::sqrt(a.each_));
  }
  friend Elements exp2(const Elements& a) {
    return a.same_for_all() ? Elements(std::exp2(a.all_)) : Elements(at::exp2(a.each_));
  }
  friend Elements log(const Elements& a) {
    return a.same_for_all() ? Elements(std::log(a.all_)) : Elements(at::log(a.each_));
  }
  friend Elements max(const Elements& a, const Elements& b) {
    if (a.same_for_all() && b.same_for_all()) return a.all_ > b.all_ ? a : b;
    return Elements(at::where(a.tensor() > b.tensor(), a.tensor(), b.tensor()));
  }
  friend Elements choose(const Elements& k, const Elements& a, const Elements& b) {
    if (k.same_for_all()) return k.all_ > 0 ? a : b;
    return Elements(at::where(k.each_ > 0, a.tensor(), b.tensor()));
  }

  // One number a sample, to be read and written on the host, where they lie from then on. Numbers
  // that others share are written for them too: those that reduce makes are shared with nothing.
  friend std::span<Number> numbers(Elements& a) {
    a.each_ = a.each_.cpu().contiguous();
    return {a.each_.template data_ptr<Number>(), static_cast<std::size_t>(a.each_.numel())};
  }
  friend Number number_of(const Elements& a, std::size_t i) {
    if (a.same_for_all()) return a.all_;
    return a.each_[static_cast<std::int64_t>(i)].template item<Number>();
  }
  friend const Elements& summand(const Elements& a) { return a; }

 private:
  static Elements joined(const Elements& a, const Elements& b, const auto& f) {
    if (a.same_for_all() && b.same_for_all()) return Elements(Number(f(a.all_, b.all_)));
    if (b.same_for_all()) return Elements(f(a.each_, at::Scalar(b.all_)));
    if (a.same_for_all()) return Elements(f(at::Scalar(a.all_), b.each_));
    return Elements(f(a.each_, b.each_));
  }

  at::Tensor each_;
  Number all_ = 0;
};

template <>
struct SumOf<at::Tensor> {
  static Sum sum(const at::Tensor& a) {
    const at::Tensor here = a.to(at::kCPU, at::kDouble).contiguous();
    return sum_of(std::span(here.const_data_ptr<double>(), static_cast<std::size_t>(here.numel())));
  }
};

}  // namespace scoresde
