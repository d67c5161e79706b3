#if defined(__linux__)
#include <malloc.h>
#include <stdint.h>

/* fcntl.h has these for those only who ask for more than POSIX, which Swift's module of it does not. */
int sync_file_range(int descriptor, int64_t offset, int64_t count, unsigned int flags);
static const unsigned int lede_sync_file_range_write = 2;
#endif
