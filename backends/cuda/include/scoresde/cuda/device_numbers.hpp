// One number a sample, on a device: norms, step sizes, acceptances. They are never written to after
// they were made, so copies share them.
#pragma once
#include <cmath>
#include <memory>
#include <scoresde/cuda/device_array.hpp>

namespace scoresde::cuda {

enum class Operation { plus, minus, times, over, root };

// One number a sample, or the same for all.
template <class Real>
struct Operand {
  const Real* each;
  Real all;

  constexpr Real operator[](std::uint64_t row) const { return each ? each[row] : all; }
};

template <class Real>
struct OperationText {
  Operation operation;
  Operand<Real> a, b;
  Real* to;

  constexpr void operator()(std::uint64_t row) const {
    const Real p = a[row], q = b[row];
    switch (operation) {
      case Operation::plus: to[row] = p + q; break;
      case Operation::minus: to[row] = p - q; break;
      case Operation::times: to[row] = p * q; break;
      case Operation::over: to[row] = p / q; break;
      case Operation::root: to[row] = std::sqrt(p); break;
    }
  }
};

template <class K>
concept Arithmetic = std::is_arithmetic_v<K>;

template <class Number, class Device>
class DeviceNumbers {
 public:
  using Real = Number;
  using Scalar = Real;
  using Array = DeviceArray<Real, Device>;

  DeviceNumbers() = default;
  explicit DeviceNumbers(Array numbers)
      : array_(std::make_shared<const Array>(std::move(numbers))) {}

  const Real* data() const { return array_->data(); }
  std::uint64_t size() const { return array_->size(); }
  const Device& device() const { return array_->device(); }
  std::vector<Real> host() const { return array_->host(); }

  friend Operand<Real> operand(const DeviceNumbers& a) { return {a.data(), Real(0)}; }
  template <Arithmetic K>
  static Operand<Real> operand_of(K k) {
    return {nullptr, static_cast<Real>(k)};
  }

  friend DeviceNumbers operator+(const DeviceNumbers& a, const DeviceNumbers& b) {
    return a.made(Operation::plus, operand(a), operand(b));
  }
  friend DeviceNumbers operator-(const DeviceNumbers& a, const DeviceNumbers& b) {
    return a.made(Operation::minus, operand(a), operand(b));
  }
  friend DeviceNumbers operator*(const DeviceNumbers& a, const DeviceNumbers& b) {
    return a.made(Operation::times, operand(a), operand(b));
  }
  friend DeviceNumbers operator/(const DeviceNumbers& a, const DeviceNumbers& b) {
    return a.made(Operation::over, operand(a), operand(b));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator+(K k, const DeviceNumbers& a) {
    return a.made(Operation::plus, operand_of(k), operand(a));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator-(K k, const DeviceNumbers& a) {
    return a.made(Operation::minus, operand_of(k), operand(a));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator*(K k, const DeviceNumbers& a) {
    return a.made(Operation::times, operand_of(k), operand(a));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator/(K k, const DeviceNumbers& a) {
    return a.made(Operation::over, operand_of(k), operand(a));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator+(const DeviceNumbers& a, K k) {
    return a.made(Operation::plus, operand(a), operand_of(k));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator-(const DeviceNumbers& a, K k) {
    return a.made(Operation::minus, operand(a), operand_of(k));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator*(const DeviceNumbers& a, K k) {
    return a.made(Operation::times, operand(a), operand_of(k));
  }
  template <Arithmetic K>
  friend DeviceNumbers operator/(const DeviceNumbers& a, K k) {
    return a.made(Operation::over, operand(a), operand_of(k));
  }
  friend DeviceNumbers sqrt(const DeviceNumbers& a) {
    return a.made(Operation::root, operand(a), operand_of(0));
  }

 private:
  DeviceNumbers made(Operation operation, const Operand<Real>& a, const Operand<Real>& b) const {
    Array to(size(), device());
    const OperationText<Real> text{operation, a, b, to.data()};
    device().each(size(), text);
    return DeviceNumbers(std::move(to));
  }

  std::shared_ptr<const Array> array_;
};

}  // namespace scoresde::cuda
