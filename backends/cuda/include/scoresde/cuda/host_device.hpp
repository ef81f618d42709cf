// The host as a device: the text of a GPU's batches by plain loops, for tests and for looking into
// a model where there is no GPU.
#pragma once
#include <algorithm>
#include <limits>
#include <scoresde/cuda/device_array.hpp>

namespace scoresde::cuda {

struct HostDevice {
  template <class T>
  using Memory = std::vector<T>;

  template <class T>
  Memory<T> memory(std::size_t size) const {
    return Memory<T>(size);
  }
  template <class T>
  void write(const T* from, Memory<T>& to) const {
    std::copy_n(from, to.size(), to.data());
  }
  template <class T>
  void read(const Memory<T>& from, T* to) const {
    std::copy_n(from.data(), from.size(), to);
  }
  template <class T>
  void copy(const Memory<T>& from, Memory<T>& to) const {
    to = from;
  }
  template <class T>
  void release(Memory<T>&) const {}

  template <TravelsToDevice Text>
  void each(std::uint64_t count, const Text& text) const {
    for (std::uint64_t i = 0; i < count; ++i) text(i);
  }

  template <class Real>
  static constexpr double rounding() {
    return std::numeric_limits<Real>::epsilon();
  }
  template <class Real>
  void by_transposed(const Matrix<const Real>& a, const Matrix<const Real>& b,
                     const Matrix<Real>& c) const {
    multiply(a, b.first, 1, b.stride, c, false);
  }
  template <class Real>
  void by(const Matrix<const Real>& a, const Matrix<const Real>& b, const Matrix<Real>& c,
          bool add) const {
    multiply(a, b.first, b.stride, 1, c, add);
  }

 private:
  // The second factor's number (k, j) stands at b[j * across + k * along].
  template <class Real>
  static void multiply(const Matrix<const Real>& a, const Real* b, std::int64_t across,
                       std::int64_t along, const Matrix<Real>& c, bool add) {
    for (std::int64_t j = 0; j < c.columns; ++j) {
      Real* const column = c.first + j * c.stride;
      if (!add) std::fill_n(column, c.rows, Real(0));
      for (std::int64_t k = 0; k < a.columns; ++k) {
        const Real factor = b[j * across + k * along];
        const Real* const from = a.first + k * a.stride;
        for (std::int64_t i = 0; i < c.rows; ++i) column[i] += from[i] * factor;
      }
    }
  }
};

}  // namespace scoresde::cuda
