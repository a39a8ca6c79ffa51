#include "show/json.h"

static void add_optional(struct ts_json_writer *w, const char *name, const char *text)
{
	if (text != NULL)
		ts_jw_string(w, name, text);
}

static void add_check(struct ts_json_writer *w, const struct ts_finding *f)
{
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "id", f->id);
	add_optional(w, "in", f->in);
	ts_jw_string(w, "class", ts_class_name(f->class));
	ts_jw_string(w, "result", ts_result_name(f->result));
	add_optional(w, "message", f->message);
	add_optional(w, "at", f->at);
	add_optional(w, "expected", f->expected);
	add_optional(w, "found", f->found);
	add_optional(w, "fix", f->fix);
	ts_jw_close(w, '}');
}

/* Whether the time of sealing is proven or only claimed, and by whom. */
static void add_time(struct ts_json_writer *w, const struct ts_verdict *v)
{
	ts_jw_string(w, "time", v->sealed_before == NULL ? "claimed" : "proven");
	ts_jw_string(w, "sealed_before", v->sealed_before);
	ts_jw_string(w, "not_before", v->not_before);
	ts_jw_open(w, "proofs", '[');
	for (size_t i = 0; i < v->proofs_n; i++) {
		const struct ts_verdict_proof *p = &v->proofs[i];

		ts_jw_open(w, NULL, '{');
		ts_jw_string(w, "kind", p->kind);
		ts_jw_string(w, "path", p->path);
		ts_jw_string(w, "owner", p->owner);
		ts_jw_string(w, "at", p->at);
		if (p->accuracy < 0)
			ts_jw_string(w, "accuracy", NULL);
		else
			ts_jw_int(w, "accuracy", p->accuracy);
		ts_jw_close(w, '}');
	}
	ts_jw_close(w, ']');
}

void ts_show_json_bundle(struct ts_json_writer *w, const struct ts_verdict *v)
{
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "path", v->path);
	ts_jw_string(w, "statement_sha256", v->statement_sha256);
	ts_jw_string(w, "seal_sha256", v->seal_sha256);
	ts_jw_string(w, "sha256", v->sha256);
	ts_jw_int(w, "bytes", (int64_t)v->bytes);
	ts_jw_string(w, "name", v->name);
	ts_jw_string(w, "verdict",
	    v->class == TS_ACCEPTED    ? "accepted"
	    : v->class == TS_UNDECIDED ? "undecided"
				       : "rejected");
	ts_jw_string(w, "class", ts_class_name(v->class));
	ts_jw_string(w, "stage", v->stage);
	ts_jw_string(w, "subject", v->subject);
	ts_jw_string(w, "created", v->created);
	add_time(w, v);
	ts_jw_string(w, "actor", v->actor);
	ts_jw_open(w, "approvers", '[');
	for (size_t i = 0; i < v->approvers_n; i++)
		ts_jw_string(w, NULL, v->approvers[i]);
	ts_jw_close(w, ']');
	ts_jw_open(w, "conditions", '[');
	for (size_t i = 0; i < v->conditions_n; i++)
		ts_jw_string(w, NULL, v->conditions[i]);
	ts_jw_close(w, ']');
	ts_jw_open(w, "checks", '[');
	for (size_t i = 0; i < v->n; i++)
		add_check(w, &v->findings[i]);
	ts_jw_close(w, ']');
	ts_jw_close(w, '}');
}

void ts_show_json_line(const struct ts_verdict *verdict, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out, .compact = true};

	ts_show_json_bundle(&w, verdict);
}

void ts_show_json_begin(struct ts_json_writer *w, const char *trust_sha256)
{
	ts_jw_open(w, NULL, '{');
	ts_jw_string(w, "tarseal", "verdict/1");
	if (trust_sha256 == NULL) {
		ts_jw_string(w, "trust", NULL);
	} else {
		ts_jw_open(w, "trust", '{');
		ts_jw_string(w, "sha256", trust_sha256);
		ts_jw_close(w, '}');
	}
	ts_jw_open(w, "bundles", '[');
}

void ts_show_json_end(struct ts_json_writer *w, enum ts_class exit_class)
{
	ts_jw_close(w, ']');
	/* It comes last, because it is known last. */
	ts_jw_int(w, "exit", exit_class);
	ts_jw_close(w, '}');
}

void ts_show_json(struct ts_verdict *const *verdicts, size_t n, enum ts_class exit_class,
    const char *trust_sha256, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	ts_show_json_begin(&w, trust_sha256);
	for (size_t i = 0; i < n; i++) {
		ts_show_json_bundle(&w, verdicts[i]);
		ts_buf_flush(out);
	}
	ts_show_json_end(&w, exit_class);
}
