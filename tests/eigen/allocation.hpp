// How often memory was allocated, and how much, by any thread: counted in allocation.cpp.
#pragma once

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SCORESDE_TEST_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SCORESDE_TEST_SANITIZER
#endif

namespace scoresde::test {

struct Allocations {
  long count = 0, bytes = 0, largest = 0;
};
Allocations allocations();  // so far; the largest since it was forgotten
void forget_largest();
long allocations_of_this_thread();
bool counts_allocations();  // whether this build can count

// Those made by f.
Allocations allocations_in(const auto& f) {
  forget_largest();
  const Allocations before = allocations();
  f();
  const Allocations after = allocations();
  return {after.count - before.count, after.bytes - before.bytes, after.largest};
}

}  // namespace scoresde::test
