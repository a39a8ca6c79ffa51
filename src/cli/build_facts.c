#define _GNU_SOURCE /* gnu_get_libc_version */

#include "cli/build_facts.h"

#include <gnu/libc-version.h>

#include "base/pool.h"
#include "cli/sandbox.h"
#include "crypto/init.h"
#include "crypto/libcrypto.h"
#include "crypto/sha256.h"
#include "format/tar_write.h"
#include "scanner/regex.h"

void cli_add_libraries(struct ts_json_writer *w)
{
	char pcre2[TS_REGEX_VERSION];

	ts_regex_version(pcre2);
	ts_jw_open(w, "libraries", '{');
	ts_jw_string(w, "cjson", ts_json_version());
	ts_jw_string(w, "glibc", gnu_get_libc_version());
	ts_jw_string(w, "libarchive", ts_tar_writer_version());
	ts_jw_string(w, "libsodium", ts_crypto_version());
	ts_jw_string(w, "openssl", ts_sha256_version());
	ts_jw_string(w, "pcre2", pcre2);
	ts_jw_close(w, '}');
}

/* Some of them depend on the machine: OpenSSL is loaded when it is needed, and an old kernel has no
 * Landlock. */
void cli_add_features(struct ts_json_writer *w)
{
	struct ts_libcrypto lib;
	struct ts_err err;
	const bool openssl = ts_libcrypto_open(&lib, &err) == 0;

	ts_libcrypto_close(&lib);
	ts_jw_open(w, "features", '{');
	ts_jw_bool(w, "time_stamps", openssl);
	ts_jw_bool(w, "pkcs8_keys", openssl);
	ts_jw_bool(w, "compiled_patterns", ts_regex_is_compiled());
	ts_jw_int(w, "landlock", cli_sandbox_landlock());
	ts_jw_int(w, "threads", ts_pool_processors());
	ts_jw_close(w, '}');
}
