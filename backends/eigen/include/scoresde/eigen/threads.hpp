// Work in parallel on std::jthread: the thread sanitizer sees through it, and it needs no other
// runtime. The first exception of any thread is thrown again where the work was asked for.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace scoresde::eigen {

// f(i) for i in 0 ... count - 1; threads = 0 takes all cores.
template <class F>
void in_parallel(std::size_t count, int threads, const F& f) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr thrown;
  std::once_flag first;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) f(i);
    } catch (...) {
      next = count;  // the others stop at their next item
      std::call_once(first, [&] { thrown = std::current_exception(); });
    }
  };
  const std::size_t wanted = threads > 0
                                 ? static_cast<std::size_t>(threads)
                                 : std::max<std::size_t>(1, std::thread::hardware_concurrency());
  {
    std::vector<std::jthread> others;
    for (std::size_t k = 1; k < std::min(wanted, count); ++k) others.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace scoresde::eigen
