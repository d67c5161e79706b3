// SHA256_Init and its kin are marked as old; what replaces them asks for memory, and so can fail.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
