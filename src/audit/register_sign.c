#include "audit/register_sign.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/name.h"
#include "pack/tree.h"

/* Find the first and the last expiry of all lines. */
static void find_range(const struct ts_register *reg, struct ts_time *from, struct ts_time *to)
{
	*from = *to = reg->lines[0].expired;
	for (size_t i = 1; i < reg->n; i++) {
		const struct ts_time *expired = &reg->lines[i].expired;

		if (ts_time_compare(expired, from) < 0)
			*from = *expired;
		if (ts_time_compare(expired, to) > 0)
			*to = *expired;
	}
}

/* Check that every subject expired in the period that the statement covers. */
static int check_range(const struct ts_register *reg, const struct ts_time *from,
    const struct ts_time *to, struct ts_err *err)
{
	for (size_t i = 0; i < reg->n; i++)
		if (ts_time_compare(&reg->lines[i].expired, from) < 0 ||
		    ts_time_compare(&reg->lines[i].expired, to) > 0)
			return ts_err_set(err, "register.covers",
			    "%s expired outside the period that the statement would "
			    "cover",
			    reg->lines[i].ref);
	return 0;
}

/* Fill in the period that the statement covers, in canonical form. */
static int fill_range(const struct ts_register *reg, const char *issued, const char *from,
    const char *to, struct ts_register_range *range, struct ts_err *err)
{
	struct ts_time first, last, now;

	find_range(reg, &first, &last);
	/* Whoever issues a register today says what expired until today. */
	if (ts_time_parse(issued, &now) && ts_time_compare(&now, &last) > 0)
		last = now;
	if ((from != NULL && !ts_time_parse(from, &first)) ||
	    (to != NULL && !ts_time_parse(to, &last)))
		return ts_err_set(err, "register.covers",
		    "--from and --to take a time such as "
		    "2026-11-22T12:00:00Z");
	first.nsec = 0;
	if (last.nsec > 0)
		last = (struct ts_time){.sec = last.sec + 1};
	if (ts_time_compare(&first, &last) > 0)
		return ts_err_set(
		    err, "register.covers", "the period that it would cover ends before it begins");
	if (!ts_time_format(&first, range->from) || !ts_time_format(&last, range->to))
		return ts_err_set(
		    err, "register.covers", "a time is outside the years 1970 to 9999");
	return check_range(reg, &first, &last, err);
}

int ts_register_sign(const char *path, const char *issued, const char *from, const char *to,
    const struct ts_signer *signer, struct ts_register_range *range, struct ts_buf *out,
    struct ts_err *err)
{
	struct ts_register_claim claim = {.issued_text = issued};
	char *name = ts_tree_base_name(path);
	struct ts_buf text = TS_BUF_INIT;
	struct ts_register *reg = NULL;
	struct ts_dsse envelope = {0};
	int ret = -1;

	if (name == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	if (ts_name_path_fault(name, strlen(name)) != NULL) {
		ts_err_set(err, "register.valid", "the name of the register %s",
		    ts_name_path_fault(name, strlen(name)));
		goto done;
	}
	if (ts_file_slurp(path, TS_REGISTER_MAX, &text, err) != 0 ||
	    ts_register_parse(text.data, text.len, &reg, err) != 0 ||
	    fill_range(reg, issued, from, to, range, err) != 0)
		goto done;
	claim.name = name;
	claim.from_text = range->from;
	claim.to_text = range->to;
	memcpy(claim.sha256, reg->sha256, TS_DIGEST_HEX);
	ts_register_claim_write(&claim, &envelope.payload);
	ret = ts_buf_ok(&envelope.payload) ? 0 : ts_err_nomem(err);
	if (ret == 0)
		ret = ts_signer_envelope(signer, &envelope, out, err);
done:
	ts_dsse_free(&envelope);
	ts_register_free(reg);
	ts_buf_free(&text);
	free(name);
	return ret;
}
