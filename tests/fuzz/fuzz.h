/*
 * What the fuzz targets share. A target is one file, fuzz_NAME.c. It defines
 * LLVMFuzzerTestOneInput() and set_up(), and calls holds() with what must be true of every input.
 * libFuzzer is the program around it (https://llvm.org/docs/LibFuzzer.html).
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/source.h"
#include "format/json.h"
#include "model/case.h"
#include "model/trust.h"
#include "model/verdict.h"

/* from libFuzzer: what it calls, and the mutation that it offers */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

/* A target's own preparation, once, before the first input. */
void set_up(void);

/* End the program with a crash, so that libFuzzer keeps the input. WHAT is the property that does
 * not hold. */
_Noreturn void broken(const char *what);

#define holds(truth, what)                                                                         \
	do {                                                                                       \
		if (!(truth))                                                                      \
			broken(what);                                                              \
	} while (0)

/* A returned error must have a check id from the table (or CHECK) and a message. */
void holds_err(const struct ts_err *err, const char *check);

/* The file NAME in the folder of the targets; the caller frees it. Ends the program if it cannot be
 * read. */
unsigned char *read_beside(const char *name, size_t *len);

/* All files in the folder NAME there. */
struct sample {
	unsigned char *data; /* owned */
	size_t len;
};
size_t read_samples(const char *name, struct sample **samples);

/* The policy in this file of the folder. */
struct ts_trust *read_trust(const char *name);

/* A source that returns at most PIECE bytes at a time; 0: as many as are asked for. */
struct pieces {
	const unsigned char *data;
	size_t len, piece;
};
struct ts_source source_pieces(struct pieces *pieces);

/* The properties of every finished verdict. */
void holds_verdict(const struct ts_verdict *verdict);

/* Append everything in a verdict, as text and as JSON. */
void tell_verdict(struct ts_verdict *verdict, struct ts_buf *out);

bool same(const struct ts_buf *a, const struct ts_buf *b);

/* A copy with nothing readable after it, and a NUL after a text. The caller frees them. */
unsigned char *exact_copy(const uint8_t *data, size_t size);
char *text_copy(const uint8_t *data, size_t size);

#endif
