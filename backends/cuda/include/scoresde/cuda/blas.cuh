// cuBLAS's matrix products in float and double, its errors as exceptions.
#pragma once
#include <cublas_v2.h>

#include <map>
#include <scoresde/cuda/device_array.hpp>
#include <scoresde/cuda/memory.cuh>

namespace scoresde::cuda {

// "cublasSgemm: CUBLAS_STATUS_ALLOC_FAILED (3)"
class BlasError : public std::runtime_error {
 public:
  BlasError(const char* call, cublasStatus_t code)
      : std::runtime_error(std::string(call) + ": " + cublasGetStatusName(code) + " (" +
                           std::to_string(code) + ")"),
        code_(code) {}
  cublasStatus_t code() const { return code_; }

 private:
  cublasStatus_t code_;
};
inline void check(const char* call, cublasStatus_t code) {
  if (code != CUBLAS_STATUS_SUCCESS) throw BlasError(call, code);
}

// Of the current device, which was current when it was made.
class Blas {
 public:
  Blas() { check("cublasCreate", cublasCreate(&handle_)); }
  Blas(const Blas&) = delete;
  Blas& operator=(const Blas&) = delete;
  ~Blas() { cublasDestroy(handle_); }

  // The calling thread's own; made once for each device.
  static const Blas& of_this_thread() {
    thread_local std::map<int, Blas> all;
    return all[current_device()];
  }

  // In full precision, unless factors may be rounded to ten bits (TF32).
  void set(cudaStream_t stream, bool tf32) const {
    check("cublasSetStream", cublasSetStream(handle_, stream));
    check("cublasSetMathMode",
          cublasSetMathMode(handle_, tf32 ? CUBLAS_TF32_TENSOR_OP_MATH : CUBLAS_DEFAULT_MATH));
  }
  // c = a b + beta c, b transposed or not.
  void multiply(const Matrix<const float>& a, const Matrix<const float>& b, cublasOperation_t turn,
                float beta, const Matrix<float>& c) const {
    const float one = 1;
    check("cublasSgemm",
          cublasSgemm_64(handle_, CUBLAS_OP_N, turn, c.rows, c.columns, a.columns, &one, a.first,
                         a.stride, b.first, b.stride, &beta, c.first, c.stride));
  }
  void multiply(const Matrix<const double>& a, const Matrix<const double>& b,
                cublasOperation_t turn, double beta, const Matrix<double>& c) const {
    const double one = 1;
    check("cublasDgemm",
          cublasDgemm_64(handle_, CUBLAS_OP_N, turn, c.rows, c.columns, a.columns, &one, a.first,
                         a.stride, b.first, b.stride, &beta, c.first, c.stride));
  }

 private:
  cublasHandle_t handle_ = nullptr;
};

}  // namespace scoresde::cuda
