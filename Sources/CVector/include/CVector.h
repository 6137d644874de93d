#ifndef CVECTOR_H
#define CVECTOR_H

#include <stddef.h>
#include <stdint.h>

// The inner loops of the sentence encoder and of the exact search, over plain memory.
//
// Swift cannot say the processor's widening multiply-and-add, which does most of the work here; hence C.
// Whole numbers are multiplied and added exactly, and real numbers always in the same order, so that the AVX2 code and
// the portable code give the same bits. Nothing here allocates, keeps state or reads outside what it is given.

/// Whether the AVX2 code is in use on this machine.
int cvector_is_wide(void);

/// Multiplies rows of 16-bit numbers with a packed matrix of 8-bit numbers, exactly.
///
/// `rows`: `count` rows of `depth` numbers, each `stride` numbers after the one before; rows may overlap. Numbers are
/// within ±13,000, so that a sum of 1,280 products fits into 32 bits. `weights`: for each 16 columns, for each two
/// depths, 16 times the two numbers. `depth` is even, `width` divides by 16. `products`: `count` rows of `width`.
void cvector_multiply(
    const int16_t *rows, size_t stride, size_t count,
    const int8_t *weights, size_t depth, size_t width, int32_t *products);

/// The same, always by the portable code; for the test that compares both.
void cvector_multiply_portably(
    const int16_t *rows, size_t stride, size_t count,
    const int8_t *weights, size_t depth, size_t width, int32_t *products);

/// Unpacks 512 numbers of 6 bits and takes 32 off each.
///
/// 256 bytes hold the low four bits of numbers j (low half) and j + 256 (high half); 128 bytes hold the high two bits
/// of j, j + 128, j + 256 and j + 384, lowest first.
void cvector_unpack(const uint8_t *packed, int16_t *numbers);

/// Writes each number times `scale` plus `low`.
void cvector_scale(const int16_t *numbers, size_t count, float scale, float low, float *values);

/// Writes each product times `scale`, plus its `addend` times `factor`, plus its `bias`.
void cvector_finish_linear(
    const int32_t *products, size_t count, float scale, const float *addend, float factor, const float *bias,
    float *values);

/// Writes each product times `scale` plus its `bias`, zero where that is less, plus its `residual`.
void cvector_finish_convolution(
    const int32_t *products, size_t count, float scale, const float *bias, const float *residual, float *values);

/// Adds to each sum its product times `scale`.
void cvector_add_products(const int32_t *products, size_t count, float scale, float *sums);

/// Adds to each sum its number times `scale`.
void cvector_add_bytes(const int8_t *numbers, size_t count, float scale, float *sums);

/// Replaces each value by its sum with `bias`, zero where that is less, plus its number times `scale`.
void cvector_rectify(float *values, size_t count, const float *bias, const int16_t *numbers, float scale);

/// Adds to each sum its value times `scale`.
void cvector_add_scaled(const float *values, size_t count, float scale, float *sums);

/// Brings values to mean 0 and variance 1, then times `gain` plus `bias`.
void cvector_normalise(float *values, size_t count, const float *gain, const float *bias, float epsilon);

/// The greatest absolute value; `count` divides by 8.
float cvector_greatest(const float *values, size_t count);

/// The scalar product; `count` divides by 8.
float cvector_dot(const float *left, const float *right, size_t count);

/// Writes each value times `scale`, rounded, half away from zero.
void cvector_round16(const float *values, size_t count, float scale, int16_t *numbers);

/// Writes each value times `scale`, rounded, half away from zero.
void cvector_round8(const float *values, size_t count, float scale, int8_t *numbers);

/// Zero where a value is less.
void cvector_rectify_all(float *values, size_t count);

/// The hyperbolic tangent of each value, in place.
void cvector_tanh(float *values, size_t count);

/// The scalar products of a query of 16-bit numbers with `count` rows of 512 8-bit numbers, each times its row's scale
/// times `scale`. The query is within ±32,000.
void cvector_scan(
    const int16_t *query, const int8_t *rows, const float *row_scales, size_t count, float scale, float *scores);

#endif
