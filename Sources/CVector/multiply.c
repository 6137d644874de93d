#include "CVector.h"
#include "wide.h"

#ifdef CVECTOR_AVX2
#include <immintrin.h>
#endif

typedef int8_t packed32 __attribute__((vector_size(32), aligned(1)));
typedef int8_t half16 __attribute__((vector_size(16)));
typedef int16_t columns16 __attribute__((vector_size(32)));
typedef int32_t sums16 __attribute__((vector_size(64)));

void cvector_multiply_portably(
    const int16_t *rows, size_t stride, size_t count,
    const int8_t *weights, size_t depth, size_t width, int32_t *products)
{
    for (size_t block = 0; block < width / 16; block++) {
        for (size_t row = 0; row < count; row++) {
            const int16_t *x = rows + row * stride;
            const int8_t *w = weights + block * depth * 16;
            sums16 sums = {0};
            for (size_t k = 0; k < depth; k += 2, w += 32) {
                const packed32 packed = *(const packed32 *)w;
                const half16 even = __builtin_shufflevector(
                    packed, packed, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
                const half16 odd = __builtin_shufflevector(
                    packed, packed, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
                sums += __builtin_convertvector(even, sums16) * (int32_t)x[k]
                    + __builtin_convertvector(odd, sums16) * (int32_t)x[k + 1];
            }
            __builtin_memcpy(products + row * width + block * 16, &sums, sizeof sums);
        }
    }
}

#ifdef CVECTOR_AVX2

/// Sixteen columns of up to six rows at once; `n` is known where this is inlined, so that all sums stay in registers.
static inline __attribute__((always_inline)) WIDE void multiply_block(
    const int n, const int16_t *x, size_t stride, const int8_t *w, size_t depth, size_t width, int32_t *out)
{
    __m256i left[6], right[6];
    for (int r = 0; r < n; r++) left[r] = right[r] = _mm256_setzero_si256();
    for (size_t k = 0; k < depth; k += 2, w += 32) {
        const __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)w));
        const __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 16)));
        for (int r = 0; r < n; r++) {
            int32_t two;
            __builtin_memcpy(&two, x + r * stride + k, sizeof two);
            const __m256i both = _mm256_set1_epi32(two);
            left[r] = _mm256_add_epi32(left[r], _mm256_madd_epi16(both, a));
            right[r] = _mm256_add_epi32(right[r], _mm256_madd_epi16(both, b));
        }
    }
    for (int r = 0; r < n; r++) {
        _mm256_storeu_si256((__m256i *)(out + r * width), left[r]);
        _mm256_storeu_si256((__m256i *)(out + r * width + 8), right[r]);
    }
}

static WIDE void multiply_wide(
    const int16_t *rows, size_t stride, size_t count,
    const int8_t *weights, size_t depth, size_t width, int32_t *products)
{
    for (size_t block = 0; block < width / 16; block++) {
        const int8_t *w = weights + block * depth * 16;
        int32_t *out = products + block * 16;
        const int16_t *x = rows;
        size_t left = count;
        for (; left >= 6; left -= 6, x += 6 * stride, out += 6 * width) multiply_block(6, x, stride, w, depth, width, out);
        switch (left) {
        case 5: multiply_block(5, x, stride, w, depth, width, out); break;
        case 4: multiply_block(4, x, stride, w, depth, width, out); break;
        case 3: multiply_block(3, x, stride, w, depth, width, out); break;
        case 2: multiply_block(2, x, stride, w, depth, width, out); break;
        case 1: multiply_block(1, x, stride, w, depth, width, out); break;
        default: break;
        }
    }
}

#endif

int cvector_is_wide(void)
{
#ifdef CVECTOR_AVX2
    return __builtin_cpu_supports("avx2") != 0;
#else
    return 0;
#endif
}

void cvector_multiply(
    const int16_t *rows, size_t stride, size_t count,
    const int8_t *weights, size_t depth, size_t width, int32_t *products)
{
#ifdef CVECTOR_AVX2
    if (cvector_is_wide()) {
        multiply_wide(rows, stride, count, weights, depth, width, products);
        return;
    }
#endif
    cvector_multiply_portably(rows, stride, count, weights, depth, width, products);
}
