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

/* Copy the signatures of FROM; none of them may be by KEY, whether or not they name it. */
static int copy_signatures(const struct ts_dsse *from, const struct ts_public_key *key,
    const struct ts_buf *pae, struct ts_dsse *to, struct ts_err *err)
{
	for (size_t i = 0; i < from->n; i++) {
		const struct ts_dsse_signature *signature = &from->signatures[i];
		struct ts_dsse_signature *copy;

		if (!signature->ed25519)
			return ts_err_set(err, "approval.parse",
			    "the approval has a signature of another kind than Ed25519");
		if (strcmp(signature->keyid, key->id) == 0 ||
		    (signature->keyid[0] == '\0' &&
			ts_sign_verify(key, pae->data, pae->len, signature->bytes)))
			return ts_err_set(
			    err, "approval.parse", "the key %s has already signed it", key->id);
		copy = ts_dsse_add(to);
		if (copy == NULL)
			return ts_err_nomem(err);
		*copy = *signature;
	}
	return 0;
}

int ts_approve_add(const struct ts_approval *add, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	struct ts_buf pae = TS_BUF_INIT;
	int ret;

	ts_dsse_pae(&add->envelope, &pae);
	ts_buf_add(&envelope.payload, add->envelope.payload.data, add->envelope.payload.len);
	ret = ts_buf_ok(&envelope.payload) && ts_buf_ok(&pae) ? 0 : ts_err_nomem(err);
	if (ret == 0)
		ret =
		    copy_signatures(&add->envelope, ts_signer_public(signer), &pae, &envelope, err);
	if (ret == 0)
		ret = ts_signer_envelope(signer, &envelope, out, err);
	ts_buf_free(&pae);
	ts_dsse_free(&envelope);
	return ret;
}
