// The rows of a run over several devices, and the stream in which each has its turn.
#pragma once
#include <algorithm>
#include <scoresde/cuda/memory.cuh>

namespace scoresde::cuda {

struct Share {
  int device;
  std::uint64_t first, rows;  // of the run's
};

// Rows over devices in whole teams; all of them on the current device where none is named.
inline std::vector<Share> shares(std::uint64_t rows, const std::vector<int>& devices, int team) {
  if (devices.empty()) return {{current_device(), 0, rows}};
  const auto size = static_cast<std::uint64_t>(team), teams = (rows + size - 1) / size;
  std::vector<Share> made;
  for (std::size_t k = 0; k < devices.size(); ++k) {
    const std::uint64_t from = std::min(rows, teams * k / devices.size() * size),
                        to = std::min(rows, teams * (k + 1) / devices.size() * size);
    if (to > from) made.push_back({devices[k], from, to - from});
  }
  return made;
}

// The user's stream, or one of the run's own.
class Lane {
 public:
  Lane(cudaStream_t given, bool own) : given_(given) {
    if (own) own_.emplace_back();
  }
  operator cudaStream_t() const { return own_.empty() ? given_ : cudaStream_t(own_[0]); }

 private:
  cudaStream_t given_;
  std::vector<Stream> own_;
};

// What is under way on one device: its rows, its stream, and x, which outlives both.
template <class Real, int D>
struct Running {
  Share share;
  Lane lane;
  DeviceMemory<Real> x;

  Running(const Share& rows, cudaStream_t given, bool own_stream)
      : share(rows), lane(given, own_stream), x(rows.rows * D, lane) {}

  unsigned blocks(int threads) const {
    const auto size = static_cast<std::uint64_t>(threads);
    return static_cast<unsigned>((share.rows + size - 1) / size);
  }
  // Waits for the stream's end.
  void finish() const { check("cudaStreamSynchronize", cudaStreamSynchronize(lane)); }
  // Memory of this run as a part of its samples.
  typename DeviceSamples<Real, D>::Part part(DeviceMemory<Real>&& numbers) const {
    numbers.release_to_any();
    return {share.first, share.rows, std::move(numbers)};
  }
};

}  // namespace scoresde::cuda
