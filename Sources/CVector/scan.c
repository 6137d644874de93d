#include "CVector.h"
#include "wide.h"

#ifdef CVECTOR_AVX2
#include <immintrin.h>
#endif

static int32_t product_portably(const int16_t *query, const int8_t *row)
{
    int32_t sum = 0;
    for (size_t j = 0; j < 512; j++) sum += (int32_t)query[j] * row[j];
    return sum;
}

#ifdef CVECTOR_AVX2

static inline __attribute__((always_inline)) WIDE __m256i sixteen(const int16_t *query, const int8_t *row)
{
    const __m256i numbers = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)row));
    return _mm256_madd_epi16(numbers, _mm256_loadu_si256((const __m256i *)query));
}

static WIDE void scan_wide(
    const int16_t *query, const int8_t *rows, const float *row_scales, size_t count, float scale, float *scores)
{
    for (size_t row = 0; row < count; row++, rows += 512) {
        __m256i even = _mm256_setzero_si256(), odd = _mm256_setzero_si256();
        for (size_t j = 0; j < 512; j += 32) {
            even = _mm256_add_epi32(even, sixteen(query + j, rows + j));
            odd = _mm256_add_epi32(odd, sixteen(query + j + 16, rows + j + 16));
        }
        const __m256i both = _mm256_add_epi32(even, odd);
        __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4E));
        sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xB1));
        scores[row] = (float)_mm_cvtsi128_si32(sum) * (row_scales[row] * scale);
    }
}

#endif

void cvector_scan(
    const int16_t *query, const int8_t *rows, const float *row_scales, size_t count, float scale, float *scores)
{
#ifdef CVECTOR_AVX2
    if (cvector_is_wide()) {
        scan_wide(query, rows, row_scales, count, scale, scores);
        return;
    }
#endif
    for (size_t row = 0; row < count; row++) {
        scores[row] = (float)product_portably(query, rows + row * 512) * (row_scales[row] * scale);
    }
}
