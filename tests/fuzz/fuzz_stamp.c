/* Whole time stamps: read strictly, and those that are well-formed judged by OpenSSL under the
 * authorities of a policy. Whatever is proven was stamped by one of them: at one of the times in
 * the seeds. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "show/stamp.h"
#include "stamp/proof.h"
#include "stamp/request.h"

static struct ts_trust *trust;
static struct ts_authorities *authorities;

void set_up(void)
{
	struct ts_err err;

	trust = read_trust("setup/stamp-trust.json");
	holds(ts_authorities_new(trust, &authorities, &err) == 0, "there are authorities");
}

/* The times of the seeds that the authorities of the policy stamped. */
static bool is_known(const char *at)
{
	static const char *const times[] = {"2026-06-20T12:30:00Z", "2026-06-20T12:30:00.25Z",
	    "2026-06-20T12:45:00Z", "2026-06-20T14:00:00Z", "2026-06-20T11:31:03Z",
	    "2026-07-15T00:00:00Z"};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (strcmp(at, times[i]) == 0)
			return true;
	return false;
}

static void judge(unsigned char *data, size_t size)
{
	struct ts_sidecar file = {.path = (char *)"f.tsr", .data = {.data = data, .len = size}};
	const struct ts_sidecars stamps = {.list = &file, .n = 1};
	const struct ts_proofs_params params = {
	    .authorities = authorities, .owners = 1, .latest = {.sec = 1893456000}};
	struct ts_proofs proofs;
	struct ts_err err;

	if (ts_proofs_after(&stamps, &params, &proofs, &err) == 0) {
		holds(proofs.n + proofs.faults_n == 1, "a stamp counts or does not");
		holds(proofs.n == 0 || is_known(proofs.list[0].at),
		    "no time is proven that nobody stamped");
		holds(proofs.faults_n == 0 || proofs.faults[0].why[0] != '\0', "a fault has words");
	}
	ts_proofs_free(&proofs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned char *copy = exact_copy(data, size);
	struct ts_buf shown = TS_BUF_INIT;
	struct ts_stamp stamp;
	struct ts_err err;

	if (ts_stamp_read(copy, size, &stamp, &err) == 0) {
		holds(ts_der_valid(stamp.token, stamp.token_len), "a token is DER");
		holds(stamp.info.accuracy >= 0 && stamp.info.accuracy <= TS_STAMP_ACCURACY,
		    "an accuracy is at most an hour");
		ts_show_stamp_text(&stamp, "f.tsr", &shown);
		ts_show_stamp_json(&stamp, "f.tsr", &shown);
		holds(ts_buf_ok(&shown), "a stamp can be shown");
		if (ts_request_check(copy, size, &stamp, &err) != 0)
			holds_err(&err, "stamp.form");
		judge(copy, size);
	} else {
		holds_err(&err, "stamp.form");
	}
	ts_buf_free(&shown);
	free(copy);
	return 0;
}
