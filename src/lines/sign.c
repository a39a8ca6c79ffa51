#include "lines/sign.h"

#include <stdlib.h>

#include "format/value.h"
#include "lines/seal.h"
#include "model/seal.h"
#include "pack/tree.h"

int ts_lines_sign(const char *file, const unsigned char digest[static TS_DIGEST_BYTES],
    const char *signed_at, const struct ts_signer *signer, struct ts_buf *out, struct ts_err *err)
{
	struct ts_dsse envelope = {0};
	char *name = ts_tree_base_name(file);
	char hex[TS_DIGEST_HEX];
	int ret = -1;

	if (name == NULL)
		return ts_err_nomem(err);
	ts_hex_digest(digest, hex);
	/* RFC 8785 sorts members by name. */
	ts_buf_printf(&envelope.payload,
	    "{\"_type\":\"" TS_STATEMENT_TYPE
	    "\",\"predicate\":{\"signed_at\":\"%s\"},\"predicateType\":\"" TS_LINES_TYPE
	    "\",\"subject\":[{\"digest\":{\"sha256\":\"%s\"},\"name\":",
	    signed_at, hex);
	ts_value_write_line(&envelope.payload, name);
	ts_buf_add_str(&envelope.payload, "}]}");
	if (!ts_buf_ok(&envelope.payload))
		ts_err_nomem(err);
	else
		ret = ts_signer_envelope(signer, &envelope, out, err);
	ts_dsse_free(&envelope);
	free(name);
	return ret;
}
