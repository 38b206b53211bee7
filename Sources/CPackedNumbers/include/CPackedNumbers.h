// Packed varints with the byte shuffles of x86-64 and arm64, which Swift can't express yet.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Reads the varints of a field, and writes each, less 1, to the rows; they must have room for as many
// as the field has bytes.
//
// `readable` is how many bytes may be read from the field's beginning on: its own, and those behind
// it. `largest` becomes the largest row, 0 where there is none.
//
// Returns how many there are; SIZE_MAX where one has more than three bytes or the field ends early,
// with any of them written.
size_t cpackednumbers_rows(const uint8_t *field, size_t size, size_t readable, uint32_t *rows,
                           uint32_t *largest);
