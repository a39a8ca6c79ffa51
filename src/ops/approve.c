#include "ops/approve.h"

#include <string.h>

#include "format/dsse.h"

/* Sign the envelope's payload, and write the envelope. */
static int sign_and_write(struct ts_dsse *envelope, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse_signature *signature = ts_dsse_add(envelope);
	struct ts_buf pae = TS_BUF_INIT;
	int ret = -1;

	ts_dsse_pae(envelope, &pae);
	if (!ts_buf_ok(&pae) || signature == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	memcpy(signature->keyid, ts_signer_public(signer)->id, TS_KEY_ID);
	if (ts_signer_sign(signer, pae.data, pae.len, signature->bytes, err) != 0)
		goto done;
	ts_dsse_sort(envelope);
	ts_dsse_write(envelope, out);
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	ts_buf_free(&pae);
	return ret;
}

int ts_approve(const struct ts_approval_draft *draft, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	int ret = ts_approval_write(draft, &envelope.payload, err);

	if (ret == 0)
		ret = sign_and_write(&envelope, signer, out, err);
	ts_dsse_free(&envelope);
	return ret;
}

/* Copy the signatures of FROM, none of which may be of the key ID. */
static int copy_signatures(
    const struct ts_dsse *from, const char *id, struct ts_dsse *to, struct ts_err *err)
{
	for (size_t i = 0; i < from->n; i++) {
		struct ts_dsse_signature *copy;

		if (strcmp(from->signatures[i].keyid, id) == 0)
			return ts_err_set(
			    err, "approval.parse", "the key %s has signed it already", id);
		if (!from->signatures[i].ed25519)
			return ts_err_set(err, "approval.parse",
			    "the approval bears a signature that is not of the kind Ed25519");
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
		ret = ts_err_set(err, "approval.parse", "the approval has 64 signatures already");
	if (ret == 0)
		ret = sign_and_write(&envelope, signer, out, err);
	ts_dsse_free(&envelope);
	return ret;
}
