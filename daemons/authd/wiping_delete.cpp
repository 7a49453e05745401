// SPDX-License-Identifier: MIT
// Memory that is given back is overwritten first, in this program as a whole: passwords pass through lines,
// fields and base64 on their way, and each of these copies would otherwise stay readable in the heap until it
// is used again. Where a sanitizer brings its own operators, they are left alone.
#include <cstdlib>
#include <cstring>
#include <new>

#include <malloc.h>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

// A memset that stays although nobody reads the bytes again; not explicit_bzero, which costs a call for each
// string.
void wipe(void* memory, std::size_t size) noexcept {
  std::memset(memory, 0, size);
  asm volatile("" : : "r"(memory) : "memory");
}

void wipe_and_free(void* memory) noexcept {
  if (memory != nullptr) {
    wipe(memory, ::malloc_usable_size(memory));
    std::free(memory);
  }
}

void wipe_and_free(void* memory, std::size_t size) noexcept {
  if (memory != nullptr) {
    wipe(memory, size);
    std::free(memory);
  }
}

void* allocate(std::size_t size) {
  if (void* memory = std::malloc(size == 0 ? 1 : size)) {
    return memory;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  wipe_and_free(memory);
}
void operator delete[](void* memory) noexcept {
  wipe_and_free(memory);
}
void operator delete(void* memory, std::size_t size) noexcept {
  wipe_and_free(memory, size);
}
void operator delete[](void* memory, std::size_t size) noexcept {
  wipe_and_free(memory, size);
}

#endif
