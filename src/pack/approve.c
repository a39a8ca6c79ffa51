#include "pack/approve.h"

#include <string.h>

#include "format/dsse.h"

int ts_approve(const void *statement, size_t len, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	int ret;

	ts_buf_add(&envelope.payload, statement, len);
	ret = ts_buf_ok(&envelope.payload) ? ts_signer_envelope(signer, &envelope, out, err)
					   : ts_err_nomem(err);
	ts_dsse_free(&envelope);
	return ret;
}

/* Copy the signatures of FROM; none of them may be by the key ID. */
static int copy_signatures(
    const struct ts_dsse *from, const char *id, struct ts_dsse *to, struct ts_err *err)
{
	for (size_t i = 0; i < from->n; i++) {
		struct ts_dsse_signature *copy;

		if (strcmp(from->signatures[i].keyid, id) == 0)
			return ts_err_set(
			    err, "approval.parse", "the key %s has already signed it", id);
		if (!from->signatures[i].ed25519)
			return ts_err_set(err, "approval.parse",
			    "the approval has a signature of another kind than Ed25519");
		copy = ts_dsse_add(to);
		if (copy == NULL)
			return ts_err_nomem(err);
		*copy = from->signatures[i];
	}
	return 0;
}

int ts_approve_add(const struct ts_approval *add, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	int ret;

	ts_buf_add(&envelope.payload, add->envelope.payload.data, add->envelope.payload.len);
	ret = ts_buf_ok(&envelope.payload) ? 0 : ts_err_nomem(err);
	if (ret == 0)
		ret = copy_signatures(&add->envelope, ts_signer_public(signer)->id, &envelope, err);
	if (ret == 0 && envelope.n == TS_DSSE_SIGNATURES_MAX)
		ret = ts_err_set(err, "approval.parse", "the approval already has 64 signatures");
	if (ret == 0)
		ret = ts_signer_envelope(signer, &envelope, out, err);
	ts_dsse_free(&envelope);
	return ret;
}
