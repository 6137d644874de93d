#ifdef __linux__
#include <malloc.h>
#else
// Other systems give memory back by themselves.
static inline int malloc_trim(unsigned long kept) { return 0; }
#endif
