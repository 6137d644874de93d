#include "CVector.h"
#include "wide.h"

#include <math.h>

/// Eight sums side by side, added up at the end: the same order with and without AVX2.
typedef float lanes __attribute__((vector_size(32), aligned(4)));

#define SUM(v) ((((v)[0] + (v)[4]) + ((v)[2] + (v)[6])) + (((v)[1] + (v)[5]) + ((v)[3] + (v)[7])))

CLONED void cvector_unpack(const uint8_t *packed, int16_t *numbers)
{
    const uint8_t *high = packed + 256;
    for (size_t j = 0; j < 128; j++) {
        numbers[j] = (int16_t)(((packed[j] & 15) | (high[j] & 3) << 4) - 32);
        numbers[j + 128] = (int16_t)(((packed[j + 128] & 15) | (high[j] & 12) << 2) - 32);
        numbers[j + 256] = (int16_t)((packed[j] >> 4 | (high[j] & 48)) - 32);
        numbers[j + 384] = (int16_t)((packed[j + 128] >> 4 | (high[j] & 192) >> 2) - 32);
    }
}

CLONED void cvector_scale(
    const int16_t *restrict numbers, size_t count, float scale, float low, float *restrict values)
{
    for (size_t j = 0; j < count; j++) values[j] = (float)numbers[j] * scale + low;
}

CLONED void cvector_finish_linear(
    const int32_t *restrict products, size_t count, float scale, const float *restrict addend, float factor,
    const float *restrict bias, float *restrict values)
{
    for (size_t j = 0; j < count; j++) values[j] = (float)products[j] * scale + addend[j] * factor + bias[j];
}

CLONED void cvector_finish_convolution(
    const int32_t *restrict products, size_t count, float scale, const float *restrict bias,
    const float *restrict residual, float *restrict values)
{
    for (size_t j = 0; j < count; j++) {
        const float value = (float)products[j] * scale + bias[j];
        values[j] = (value > 0 ? value : 0) + residual[j];
    }
}

CLONED void cvector_add_products(const int32_t *restrict products, size_t count, float scale, float *restrict sums)
{
    for (size_t j = 0; j < count; j++) sums[j] += (float)products[j] * scale;
}

CLONED void cvector_add_bytes(const int8_t *restrict numbers, size_t count, float scale, float *restrict sums)
{
    for (size_t j = 0; j < count; j++) sums[j] += (float)numbers[j] * scale;
}

CLONED void cvector_rectify(
    float *restrict values, size_t count, const float *restrict bias, const int16_t *restrict numbers, float scale)
{
    for (size_t j = 0; j < count; j++) {
        const float value = values[j] + bias[j];
        values[j] = (value > 0 ? value : 0) + (float)numbers[j] * scale;
    }
}

CLONED void cvector_add_scaled(const float *restrict values, size_t count, float scale, float *restrict sums)
{
    for (size_t j = 0; j < count; j++) sums[j] += values[j] * scale;
}

CLONED void cvector_normalise(
    float *restrict values, size_t count, const float *restrict gain, const float *restrict bias, float epsilon)
{
    lanes sums = {0}, squares = {0};
    for (size_t j = 0; j < count; j += 8) sums += *(const lanes *)(values + j);
    const float mean = SUM(sums) / (float)count;
    for (size_t j = 0; j < count; j += 8) {
        const lanes off = *(const lanes *)(values + j) - mean;
        squares += off * off;
    }
    const float scale = 1 / sqrtf(SUM(squares) / (float)count + epsilon);
    for (size_t j = 0; j < count; j++) values[j] = (values[j] - mean) * scale * gain[j] + bias[j];
}

CLONED float cvector_greatest(const float *values, size_t count)
{
    float greatest[8] = {0};
    for (size_t j = 0; j < count; j += 8) {
        for (size_t lane = 0; lane < 8; lane++) {
            const float value = values[j + lane], size = value < 0 ? -value : value;
            greatest[lane] = size > greatest[lane] ? size : greatest[lane];
        }
    }
    float all = 0;
    for (size_t lane = 0; lane < 8; lane++) all = greatest[lane] > all ? greatest[lane] : all;
    return all;
}

CLONED float cvector_dot(const float *left, const float *right, size_t count)
{
    lanes sums = {0};
    for (size_t j = 0; j < count; j += 8) sums += *(const lanes *)(left + j) * *(const lanes *)(right + j);
    return SUM(sums);
}

CLONED void cvector_round16(const float *restrict values, size_t count, float scale, int16_t *restrict numbers)
{
    for (size_t j = 0; j < count; j++) {
        const float value = values[j] * scale;
        numbers[j] = (int16_t)(int32_t)(value + (value < 0 ? -0.5f : 0.5f));
    }
}

CLONED void cvector_round8(const float *restrict values, size_t count, float scale, int8_t *restrict numbers)
{
    for (size_t j = 0; j < count; j++) {
        const float value = values[j] * scale;
        numbers[j] = (int8_t)(int32_t)(value + (value < 0 ? -0.5f : 0.5f));
    }
}

CLONED void cvector_rectify_all(float *values, size_t count)
{
    for (size_t j = 0; j < count; j++) values[j] = values[j] > 0 ? values[j] : 0;
}

void cvector_tanh(float *values, size_t count)
{
    for (size_t j = 0; j < count; j++) values[j] = tanhf(values[j]);
}
