/*
 * A stage profile (docs/gates.md): what a stage consumes, what its record may contain, and which
 * gates must pass. Profiles are data; this parses and checks their language.
 */
#ifndef TS_MODEL_PROFILE_H
#define TS_MODEL_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/encode.h"
#include "format/json.h"
#include "format/pointer.h"
#include "format/value.h"
#include "model/condition.h"
#include "model/subject_name.h"

struct ts_field {
	struct ts_pointer at; /* below /record; "*" stands for any member or element */
	enum ts_type type;
	const struct ts_json *labels; /* for TS_TYPE_LABEL, otherwise NULL */
};

struct ts_gate {
	const char *id, *title;
	struct ts_conditions when, all, any;
	bool has_each;
	struct ts_pointer each;
};

struct ts_profile {
	struct ts_json *json; /* owned; all texts and values below are borrowed from it */
	unsigned char digest[TS_DIGEST_BYTES]; /* SHA-256 of the file */
	const char *id, *title, *consumes, *evidence, *record;
	struct ts_pointer subject;
	struct ts_subject_name subject_name;
	/* Times that an audit needs (docs/audit.md), where the profile says where they are: when
	 * what the bundle is about expired, and when it was dealt with. */
	struct ts_pointer expired, delivered;
	bool has_expired, has_delivered;
	bool sealed;
	struct ts_field *fields; /* owned */
	size_t fields_n;
	struct ts_gate *gates; /* owned */
	size_t gates_n;
	bool builtin;
};

/*
 * Parse the bytes of a profile. The caller frees *PROFILE. Errors: "profile.valid" with a pointer
 * into the profile and the reason; "io".
 */
int ts_profile_parse(const void *data, size_t len, struct ts_profile **profile, struct ts_err *err);
void ts_profile_free(struct ts_profile *profile);

#endif
