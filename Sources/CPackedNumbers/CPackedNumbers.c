#include "CPackedNumbers.h"

#include <stdbool.h>
#include <string.h>

// Four numbers are read at a time, in the manner of Masked VByte (Plaisance, Kurz, Lemire:
// Vectorized VByte Decoding, 2015). Which of the next twelve bytes are the last of a number tells
// where the four are, and so how to move their bytes to four words of 32 bits.
enum { numbers = 4, longest = 3, window = numbers * longest, shapes = 3 * 3 * 3 * 3 };

// The bytes whose ends are looked for together, and how far a word may be read behind the last of
// them.
enum { block = 64, slack = 16 };

#if defined(__x86_64__)
#include <smmintrin.h>
#define WITH_SHUFFLE __attribute__((target("sse4.1")))
#elif defined(__aarch64__)
#include <arm_neon.h>
#define WITH_SHUFFLE
#endif

#if defined(WITH_SHUFFLE)

typedef uint32_t words __attribute__((vector_size(16)));

#if defined(__x86_64__)

static bool has_shuffle(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.1");
}

static inline WITH_SHUFFLE words shuffled(const uint8_t *bytes, const uint8_t *shuffle) {
  return (words)_mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)bytes),
                                 _mm_load_si128((const __m128i *)shuffle));
}

static inline WITH_SHUFFLE words larger(words one, words other) {
  return (words)_mm_max_epu32((__m128i)one, (__m128i)other);
}

static inline WITH_SHUFFLE uint64_t upper_bits(const uint8_t *bytes) {
  uint64_t bits = 0;
  for (int part = 0; part < block / 16; part++) {
    __m128i some = _mm_loadu_si128((const __m128i *)(bytes + 16 * part));
    bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(some) << (16 * part);
  }
  return bits;
}

#else

static bool has_shuffle(void) { return true; }

static inline words shuffled(const uint8_t *bytes, const uint8_t *shuffle) {
  return (words)vqtbl1q_u8(vld1q_u8(bytes), vld1q_u8(shuffle));
}

static inline words larger(words one, words other) {
  return (words)vmaxq_u32((uint32x4_t)one, (uint32x4_t)other);
}

static inline uint64_t upper_bits(const uint8_t *bytes) {
  static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t parts[block / 16];
  for (int part = 0; part < block / 16; part++) {
    int8x16_t some = vreinterpretq_s8_u8(vld1q_u8(bytes + 16 * part));
    parts[part] = vandq_u8(vcltzq_s8(some), vld1q_u8(places));
  }
  uint8x16_t pairs = vpaddq_u8(vpaddq_u8(parts[0], parts[1]), vpaddq_u8(parts[2], parts[3]));
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
}

#endif

// What a window's ends tell.
struct step {
  // Which of the shuffles moves the bytes.
  uint8_t shape;
  // The bytes of the four numbers; more than a window has where one of them is too long.
  uint8_t size;
};

static struct step steps[1 << window];
static uint8_t shuffles[shapes][16] __attribute__((aligned(16)));

// Whether the tables are filled: where they aren't, nothing that was compiled for shuffles may run.
static bool is_ready = false;

__attribute__((constructor)) static void fill(void) {
  if (!has_shuffle()) return;
  for (int ends = 0; ends < 1 << window; ends++) steps[ends].size = UINT8_MAX;
  for (int shape = 0; shape < shapes; shape++) {
    int size = 0, ends = 0;
    // The numbers' sizes, less 1, are the digits of the shape's number to the base of 3.
    for (int number = 0, digits = shape; number < numbers; number++, digits /= 3) {
      for (int byte = 0; byte < 4; byte++)
        shuffles[shape][4 * number + byte] = byte <= digits % 3 ? size + byte : UINT8_MAX;
      size += digits % 3 + 1;
      ends |= 1 << (size - 1);
    }
    for (int rest = 0; rest < 1 << (window - size); rest++)
      steps[ends | rest << size] = (struct step){(uint8_t)shape, (uint8_t)size};
  }
  is_ready = true;
}

// Reads fours of numbers, up to the field's last ones or one that is too long, and moves on; returns
// the largest.
static WITH_SHUFFLE uint32_t read_fours(const uint8_t **field, const uint8_t *end,
                                        const uint8_t *readable, uint32_t **rows) {
  const uint8_t *at = *field;
  uint32_t *next = *rows;
  words largest = {0};
  while (at < end && readable - at >= block + slack) {
    uint64_t ends = ~upper_bits(at);
    const uint8_t *last = at + block - window;
    while (at <= last) {
      struct step step = steps[ends & ((1 << window) - 1)];
      if (step.size > window || step.size > end - at) goto done;
      words word = shuffled(at, shuffles[step.shape]);
      word = (word & 0x7f) | (word >> 1 & 0x3f80) | (word >> 2 & 0x1fc000);
      word -= 1;
      largest = larger(largest, word);
      memcpy(next, &word, sizeof word);
      next += numbers;
      at += step.size;
      ends >>= step.size;
    }
  }
done:
  *field = at;
  *rows = next;
  uint32_t most = 0;
  for (int place = 0; place < numbers; place++)
    if (most < largest[place]) most = largest[place];
  return most;
}

#else

static const bool is_ready = false;

static uint32_t read_fours(const uint8_t **field, const uint8_t *end, const uint8_t *readable,
                           uint32_t **rows) {
  (void)field, (void)end, (void)readable, (void)rows;
  return 0;
}

#endif

size_t cpackednumbers_rows(const uint8_t *field, size_t size, size_t readable, uint32_t *rows,
                           uint32_t *largest) {
  const uint8_t *end = field + size;
  uint32_t *next = rows;
  uint32_t top = is_ready ? read_fours(&field, end, field + readable, &next) : 0;
  while (field < end) {
    uint32_t number = 0;
    for (int shift = 0;; shift += 7) {
      if (field == end || shift == 7 * longest) return SIZE_MAX;
      uint8_t byte = *field++;
      number |= (uint32_t)(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    *next++ = number - 1;
    if (top < number - 1) top = number - 1;
  }
  *largest = top;
  return (size_t)(next - rows);
}
