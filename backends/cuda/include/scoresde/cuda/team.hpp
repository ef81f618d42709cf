// The threads that work on samples together: a block of a GPU (cuda/block.cuh), or as many threads
// of the host, which run the same text where there is no GPU. A Team is static, so that a value
// that belongs to one weighs nothing:
//   rank(), size()   which of the team's threads this is, and how many there are
//   barrier()        no thread goes on before all are there
//   memory()         bytes that the team shares, aligned to 16
//   lower(to, n)     to becomes the smaller of the two, whoever else lowers it
#pragma once
#include <atomic>
#include <barrier>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace scoresde::cuda {

class HostTeam {
 public:
  static int rank() { return seat().rank; }
  static int size() { return seat().team->size; }
  static void barrier() { seat().team->barrier.arrive_and_wait(); }
  static std::byte* memory() { return reinterpret_cast<std::byte*>(seat().team->memory.data()); }
  static void lower(std::uint64_t& to, std::uint64_t n) {
    const std::atomic_ref shared(to);
    for (std::uint64_t now = shared; n < now && !shared.compare_exchange_weak(now, n);) {
    }
  }

  // Calls text() on each of so many threads, which share memory of so many bytes, and waits for
  // all. The first exception of any of them is thrown again here.
  static void run(int threads, std::size_t bytes, const auto& text) {
    Team team{threads, std::barrier<>(threads), std::vector<Sixteen>(bytes / sizeof(Sixteen) + 1)};
    std::exception_ptr thrown;
    std::once_flag first;
    {
      std::vector<std::jthread> members;
      for (int rank = 0; rank < threads; ++rank)
        members.emplace_back([&, rank] {
          seat() = {&team, rank};
          try {
            text();
          } catch (...) {
            std::call_once(first, [&] { thrown = std::current_exception(); });
          }
          team.barrier.arrive_and_drop();  // the others do not wait for this one
        });
    }
    if (thrown) std::rethrow_exception(thrown);
  }

 private:
  struct alignas(16) Sixteen {
    std::byte bytes[16];
  };
  struct Team {
    int size;
    std::barrier<> barrier;
    std::vector<Sixteen> memory;
  };
  struct Seat {
    Team* team = nullptr;
    int rank = 0;
  };
  static Seat& seat() {
    thread_local Seat own;
    return own;
  }
};

}  // namespace scoresde::cuda
