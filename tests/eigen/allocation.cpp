// Eigen takes its memory from malloc, the standard library from operator new, which takes it from
// malloc: so malloc is what is counted. Where a sanitizer has taken its place, it is asked to tell;
// elsewhere glibc's is wrapped.
#include "allocation.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

std::atomic<long> count{0}, bytes{0}, largest{0};
thread_local long of_this_thread = 0;
void note(std::size_t size) {
  count.fetch_add(1, std::memory_order_relaxed);
  ++of_this_thread;
  const auto now = static_cast<long>(size);
  bytes.fetch_add(now, std::memory_order_relaxed);
  for (long seen = largest.load(std::memory_order_relaxed);
       seen < now && !largest.compare_exchange_weak(seen, now, std::memory_order_relaxed);) {
  }
}

}  // namespace

namespace scoresde::test {

Allocations allocations() { return {count.load(), bytes.load(), largest.load()}; }
void forget_largest() { largest = 0; }
long allocations_of_this_thread() { return of_this_thread; }

}  // namespace scoresde::test

#if defined(SCORESDE_TEST_SANITIZER)

extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*allocated)(const volatile void*,
                                                                           std::size_t),
                                                         void (*freed)(const volatile void*));

namespace scoresde::test {

bool counts_allocations() {
  static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void*, std::size_t size) { note(size); }, [](const volatile void*) {});
  return installed > 0;
}

}  // namespace scoresde::test

#elif defined(__GLIBC__)

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);

void* malloc(std::size_t size) noexcept {
  note(size);
  return __libc_malloc(size);
}
void* calloc(std::size_t n, std::size_t size) noexcept {
  note(n * size);
  return __libc_calloc(n, size);
}
void* realloc(void* from, std::size_t size) noexcept {
  note(size);
  return __libc_realloc(from, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  note(size);
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memalign(alignment, size);
}
int posix_memalign(void** to, std::size_t alignment, std::size_t size) noexcept {
  *to = memalign(alignment, size);
  return *to ? 0 : ENOMEM;
}
}

namespace scoresde::test {

bool counts_allocations() { return true; }

}  // namespace scoresde::test

#else

namespace scoresde::test {

bool counts_allocations() { return false; }

}  // namespace scoresde::test

#endif
