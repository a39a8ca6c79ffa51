#include "ops/approve.h"

#include <string.h>

#include "format/dsse.h"

int ts_approve(const struct ts_approval_draft *draft, const struct ts_signer *signer,
    struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	struct ts_buf pae = TS_BUF_INIT;
	struct ts_dsse_signature *signature;
	int ret = -1;

	if (ts_approval_write(draft, &envelope.payload, err) != 0)
		goto done;
	ts_dsse_pae(&envelope, &pae);
	signature = ts_dsse_add(&envelope);
	if (!ts_buf_ok(&pae) || signature == NULL) {
		ts_err_nomem(err);
		goto done;
	}
	memcpy(signature->keyid, ts_signer_public(signer)->id, TS_KEY_ID);
	if (ts_signer_sign(signer, pae.data, pae.len, signature->bytes, err) != 0)
		goto done;
	ts_dsse_write(&envelope, out);
	ret = ts_buf_ok(out) ? 0 : ts_err_nomem(err);
done:
	ts_dsse_free(&envelope);
	ts_buf_free(&pae);
	return ret;
}
