// Random words of 32 bits on a tensor, so that Threefry and Box-Muller are the same text on every
// device: each word is held in 64 bits and cut to 32 after what could carry.
#pragma once
#include <ATen/ops/arange.h>

#include <cstdint>
#include <scoresde/torch/elements.hpp>

namespace scoresde {

class TensorWords {
 public:
  TensorWords(std::uint32_t word) : words_(at::scalar_tensor(std::int64_t{word}, at::kLong)) {}
  template <std::same_as<at::Tensor> T>
  explicit TensorWords(T words) : words_(std::move(words)) {}

  const at::Tensor& tensor() const { return words_; }

  friend TensorWords operator+(const TensorWords& a, const TensorWords& b) {
    return cut(a.words_ + b.words_);
  }
  friend TensorWords operator^(const TensorWords& a, const TensorWords& b) {
    return TensorWords(a.words_.bitwise_xor(b.words_));
  }
  friend TensorWords operator|(const TensorWords& a, const TensorWords& b) {
    return TensorWords(a.words_.bitwise_or(b.words_));
  }
  friend TensorWords operator<<(const TensorWords& a, int n) {
    return cut(a.words_.bitwise_left_shift(n));
  }
  friend TensorWords operator>>(const TensorWords& a, int n) {
    return TensorWords(a.words_.bitwise_right_shift(n));
  }

 private:
  static TensorWords cut(const at::Tensor& words) {
    return TensorWords(words.bitwise_and(std::int64_t{0xffffffff}));
  }
  at::Tensor words_;
};

template <class E>
  requires requires { typename E::Scalar; }
E from_unsigned(const TensorWords& w) {
  return E(w.tensor().to(tensor_type<typename E::Scalar>));
}
template <class E>
  requires requires { typename E::Scalar; }
E from_signed(const TensorWords& w) {
  const at::Tensor top = w.tensor().bitwise_right_shift(31).bitwise_left_shift(32);
  return E((w.tensor() - top).to(tensor_type<typename E::Scalar>));
}

// The parts of x = mantissa 2^exponent, for a normal positive x.
template <class Number>
Elements<Number> exponent(const Elements<Number>& x) {
  constexpr bool narrow = sizeof(Number) == 4;
  const at::Tensor bits = x.tensor().view(narrow ? at::kInt : at::kLong);
  const at::Tensor e = bits.bitwise_right_shift(narrow ? 23 : 52) - (narrow ? 127 : 1023);
  return Elements<Number>(e.to(tensor_type<Number>));
}
template <class Number>
Elements<Number> mantissa(const Elements<Number>& x) {
  constexpr bool narrow = sizeof(Number) == 4;
  const at::Tensor bits = x.tensor().view(narrow ? at::kInt : at::kLong);
  const at::Tensor one_to_two =
      bits.bitwise_and(narrow ? std::int64_t{0x7fffff} : std::int64_t{0xfffffffffffff})
          .bitwise_or(narrow ? std::int64_t{0x3f800000} : std::int64_t{0x3ff0000000000000});
  return Elements<Number>(one_to_two.view(tensor_type<Number>));
}
template <class Number>
Elements<Number> flip_sign(const Elements<Number>& x, const TensorWords& w) {
  const at::Tensor odd = w.tensor().bitwise_and(1) > 0;
  return Elements<Number>(at::where(odd, x.tensor().neg(), x.tensor()));
}

}  // namespace scoresde
