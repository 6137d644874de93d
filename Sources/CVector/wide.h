#ifndef CVECTOR_WIDE_H
#define CVECTOR_WIDE_H

// Products and sums are rounded one after the other on every machine, so that a text has the same vector everywhere.
#pragma STDC FP_CONTRACT OFF

// On x86-64 each loop is compiled for AVX2 as well, and chosen when the program runs; elsewhere NEON is the baseline.
#if defined(__x86_64__) && defined(__linux__)
#define CVECTOR_AVX2 1
#define WIDE __attribute__((target("avx2")))
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// Choosing happens while the program is loaded, before the sanitizer can bear to be called.
#define CLONED
#endif
#endif
#ifndef CLONED
#define CLONED __attribute__((target_clones("avx2", "default")))
#endif
#else
#define CLONED
#endif

#endif
