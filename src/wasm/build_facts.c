#include "cli/build_facts.h"

#include "base/pool.h"
#include "crypto/init.h"
#include "crypto/timestamp.h"
#include "format/json.h"
#include "scanner/regex.h"

void cli_add_libraries(struct ts_json_writer *w)
{
	char pcre2[TS_REGEX_VERSION];

	ts_regex_version(pcre2);
	ts_jw_open(w, "libraries", '{');
	ts_jw_string(w, "cjson", ts_json_version());
	ts_jw_string(w, "libsodium", ts_crypto_version());
	ts_jw_string(w, "pcre2", pcre2);
	ts_jw_close(w, '}');
}

void cli_add_features(struct ts_json_writer *w)
{
	ts_jw_open(w, "features", '{');
	ts_jw_bool(w, "time_stamps", ts_timestamp_can_verify());
	ts_jw_bool(w, "pkcs8_keys", false);
	ts_jw_bool(w, "compiled_patterns", ts_regex_is_compiled());
	ts_jw_int(w, "landlock", 0);
	ts_jw_int(w, "threads", 1);
	ts_jw_close(w, '}');
}
