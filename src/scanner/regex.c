#define PCRE2_CODE_UNIT_WIDTH 8
#include "scanner/regex.h"

#include <pcre2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

/* Far more than an honest rule needs in its window, and at most a few milliseconds. */
#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 10000
#define HEAP_KIB    4096
#define JIT_STACK   ((size_t)256 << 10)
#define GROUPS_MAX  16

/* Compiling to machine code takes as long as some matches do without it, so it must pay off. */
#define JIT_AFTER 16

struct ts_regex {
	pcre2_code *code; /* owned */
	uint32_t groups;
	unsigned matches; /* so far, counted up to JIT_AFTER */
	bool compiled;    /* to machine code */
};

struct ts_regex_scratch {
	pcre2_match_data *data;       /* owned, as are the next two */
	pcre2_match_context *context; /* holds the limits */
	pcre2_jit_stack *stack;       /* NULL until a pattern is compiled to machine code */
};

int ts_regex_new(
    const char *pattern, const char *check, struct ts_regex **result, struct ts_err *err)
{
	struct ts_regex *regex = calloc(1, sizeof(*regex));
	PCRE2_UCHAR reason[256];
	PCRE2_SIZE at;
	int code;

	if (regex == NULL)
		return ts_err_nomem(err);
	regex->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT,
	    &code, &at, NULL);
	if (regex->code == NULL && code == PCRE2_ERROR_HEAP_FAILED) {
		ts_regex_free(regex);
		return ts_err_nomem(err);
	}
	if (regex->code == NULL) {
		pcre2_get_error_message(code, reason, sizeof(reason));
		ts_regex_free(regex);
		return ts_err_set(err, check, "the regular expression is malformed at byte %zu: %s",
		    (size_t)at, (const char *)reason);
	}
	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
	if (regex->groups >= GROUPS_MAX) {
		ts_regex_free(regex);
		return ts_err_set(
		    err, check, "the regular expression has %d groups or more", GROUPS_MAX);
	}
	*result = regex;
	return 0;
}

int ts_regex_write(const struct ts_regex *regex, struct ts_buf *out, struct ts_err *err)
{
	const pcre2_code *codes[] = {regex->code};
	PCRE2_SIZE len;
	uint8_t *bytes;

	if (pcre2_serialize_encode(codes, 1, &bytes, &len, NULL) != 1)
		return ts_err_set(err, "io", "the pattern cannot be serialised");
	ts_buf_add(out, bytes, len);
	pcre2_serialize_free(bytes);
	return ts_buf_ok(out) ? 0 : ts_err_nomem(err);
}

struct ts_regex *ts_regex_load(const unsigned char *bytes)
{
	struct ts_regex *regex = calloc(1, sizeof(*regex));

	if (regex == NULL || pcre2_serialize_decode(&regex->code, 1, bytes, NULL) != 1) {
		free(regex);
		return NULL;
	}
	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
	return regex;
}

void ts_regex_free(struct ts_regex *regex)
{
	if (regex == NULL)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

unsigned ts_regex_groups(const struct ts_regex *regex)
{
	return regex->groups;
}

struct ts_regex_scratch *ts_regex_scratch_new(void)
{
	struct ts_regex_scratch *scratch = calloc(1, sizeof(*scratch));

	if (scratch == NULL)
		return NULL;
	scratch->data = pcre2_match_data_create(GROUPS_MAX, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	if (scratch->data == NULL || scratch->context == NULL) {
		ts_regex_scratch_free(scratch);
		return NULL;
	}
	pcre2_set_match_limit(scratch->context, MATCH_LIMIT);
	pcre2_set_depth_limit(scratch->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(scratch->context, HEAP_KIB);
	return scratch;
}

void ts_regex_scratch_free(struct ts_regex_scratch *scratch)
{
	if (scratch == NULL)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	pcre2_jit_stack_free(scratch->stack);
	free(scratch);
}

/* If the JIT compiler is missing or out of memory, patterns are interpreted. */
static void compile_to_machine_code(struct ts_regex *regex, struct ts_regex_scratch *scratch)
{
	regex->matches = JIT_AFTER;
	if (scratch->stack == NULL) {
		scratch->stack = pcre2_jit_stack_create((size_t)32 << 10, JIT_STACK, NULL);
		if (scratch->stack != NULL)
			pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
	}
	regex->compiled = pcre2_jit_compile(regex->code, PCRE2_JIT_PARTIAL_SOFT) == 0;
}

/* Did the match end without an answer although there was memory? */
static bool took_too_much(int found)
{
	return found < 0 && found != PCRE2_ERROR_NOMATCH && found != PCRE2_ERROR_PARTIAL &&
	       found != PCRE2_ERROR_NOMEMORY;
}

/*
 * A match is interpreted at first, and done by machine code once there were enough matches. The
 * two count their work differently, so one may reach the limit where the other finds an answer. A
 * match counts as too much work only if it is for both: what is found must not depend on what was
 * matched before.
 */
static int match(struct ts_regex *regex, struct ts_regex_scratch *scratch, const char *subject,
    size_t len, size_t start)
{
	const PCRE2_SPTR text = (PCRE2_SPTR)subject;
	const bool compiled = regex->compiled;
	int found = pcre2_match(
	    regex->code, text, len, start, PCRE2_PARTIAL_SOFT, scratch->data, scratch->context);

	if (!took_too_much(found))
		return found;
	if (!compiled)
		compile_to_machine_code(regex, scratch);
	if (!regex->compiled)
		return found;
	return pcre2_match(regex->code, text, len, start,
	    PCRE2_PARTIAL_SOFT | (compiled ? PCRE2_NO_JIT : 0), scratch->data, scratch->context);
}

enum ts_matched ts_regex_match(struct ts_regex *regex, struct ts_regex_scratch *scratch,
    const char *subject, size_t len, size_t start, size_t latest, unsigned number,
    struct ts_span *whole, struct ts_span *group)
{
	const PCRE2_SIZE *ends;
	int found;

	if (regex->matches < JIT_AFTER && ++regex->matches == JIT_AFTER)
		compile_to_machine_code(regex, scratch);
	pcre2_set_offset_limit(scratch->context, latest);
	found = match(regex, scratch, subject, len, start);
	if (found == PCRE2_ERROR_NOMATCH)
		return TS_NO_MATCH;
	if (found == PCRE2_ERROR_PARTIAL)
		return TS_NO_MATCH_YET;
	if (found == PCRE2_ERROR_NOMEMORY)
		return TS_MATCH_NOMEM;
	if (found < 0)
		return TS_MATCH_LIMIT;
	ends = pcre2_get_ovector_pointer(scratch->data);
	if (ends[0] > latest) /* machine code looks at one byte more */
		return TS_NO_MATCH;
	*whole = (struct ts_span){ends[0], ends[1]};
	*group = *whole;
	if (number > 0) {
		const size_t at = (size_t)2 * number;

		*group = (int)number < found && ends[at] != PCRE2_UNSET
			     ? (struct ts_span){ends[at], ends[at + 1]}
			     : (struct ts_span){ends[0], ends[0]};
	}
	return TS_MATCH;
}

void ts_regex_version(char text[static TS_REGEX_VERSION])
{
	/* "10.42 2022-12-11" */
	if (pcre2_config(PCRE2_CONFIG_VERSION, NULL) > TS_REGEX_VERSION ||
	    pcre2_config(PCRE2_CONFIG_VERSION, text) < 0)
		text[0] = '\0';
	text[strcspn(text, " ")] = '\0';
}

bool ts_regex_is_compiled(void)
{
	uint32_t jit = 0;

	return pcre2_config(PCRE2_CONFIG_JIT, &jit) == 0 && jit == 1;
}
