/* Tells the thread sanitizer about the waiting of Swift's `Mutex`, whose slow path is in a library that was built without
   it: where two threads wanted a lock at once, it would otherwise see no order between them and report a race that is none.
   Loaded before the library (LD_PRELOAD), by `make tsan`. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

/* There in programs that were built with the sanitizer; this is loaded into those that they start as well. */
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);

SWIFT void lede_lock_slow(uint32_t thread, SELF void *handle) __asm__(LOCK);
SWIFT void lede_lock_slow(uint32_t thread, SELF void *handle) {
    SWIFT void (*lock)(uint32_t, SELF void *) = (void *)dlsym(RTLD_NEXT, LOCK);
    lock(thread, handle);
    if (__tsan_acquire != NULL) __tsan_acquire(handle);
}

SWIFT void lede_unlock_slow(SELF void *handle) __asm__(UNLOCK);
SWIFT void lede_unlock_slow(SELF void *handle) {
    SWIFT void (*unlock)(SELF void *) = (void *)dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release != NULL) __tsan_release(handle);
    unlock(handle);
}
