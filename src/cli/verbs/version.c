/* The verb version. */
#include "base/pool.h"
#include "cli/build_facts.h"
#include "cli/output.h"
#include "cli/verbs/verbs.h"
#include "format/bag.h"
#include "format/dsse.h"
#include "format/json_write.h"
#include "format/tar.h"
#include "model/register.h"
#include "model/seal.h"
#include "scanner/rules.h"
#include "scanner/waiver.h"
#include "stamp/stamp.h"
#include "verify/verify_params.h"

static void add_build(struct ts_json_writer *w)
{
	const unsigned one = 1;

	ts_jw_open(w, "build", '{');
	ts_jw_string(w, "target", TS_TARGET);
	ts_jw_int(w, "pointer_bits", (int64_t)sizeof(void *) * 8);
	ts_jw_string(w, "byte_order", *(const unsigned char *)&one == 1 ? "little" : "big");
	ts_jw_string(w, "compiler", TS_COMPILER);
	ts_jw_string(w, "linking", TS_LINKING);
	ts_jw_close(w, '}');
}

static void add_limits(struct ts_json_writer *w)
{
	static const struct {
		const char *name;
		uint64_t value;
	} limits[] = {{"file_bytes", TS_TAR_SIZE_MAX}, {"files", TS_BAG_FILES_MOST},
	    {"path_bytes", TS_TAR_PATH_MAX}, {"document_bytes", TS_JSON_DOCUMENT_MAX},
	    {"seal_bytes", TS_DSSE_PAYLOAD_MAX}, {"signatures", TS_DSSE_SIGNATURES_MAX},
	    {"stamp_bytes", TS_STAMP_MAX}, {"waivers", TS_WAIVERS_MAX},
	    {"nested_bundles", TS_CHAIN_MAX}, {"register_bytes", TS_REGISTER_MAX},
	    {"threads", TS_THREADS_MAX}};

	ts_jw_open(w, "limits", '{');
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		ts_jw_int(w, limits[i].name, (int64_t)limits[i].value);
	ts_jw_close(w, '}');
}

static void add_rules(struct ts_json_writer *w, const struct ts_rules *rules)
{
	ts_jw_open(w, "rules", '{');
	ts_jw_int(w, "count", (int64_t)ts_rules_count(rules));
	ts_jw_string(w, "sha256", rules->sha256);
	ts_jw_close(w, '}');
}

/* RULES is NULL for the text form. */
static void render(const struct cli *cli, void *rules, struct ts_buf *out)
{
	struct ts_json_writer w = {.out = out};

	if (cli->form != CLI_JSON) {
		ts_buf_printf(out, "tarseal %s (bundle format %d)\n", TS_VERSION, TS_SEAL_FORMAT);
		return;
	}
	ts_jw_open(&w, NULL, '{');
	ts_jw_string(&w, "tarseal", "version/1");
	ts_jw_string(&w, "version", TS_VERSION);
	ts_jw_int(&w, "bundle_format", TS_SEAL_FORMAT);
	add_build(&w);
	cli_add_libraries(&w);
	cli_add_features(&w);
	add_rules(&w, rules);
	add_limits(&w);
	ts_jw_close(&w, '}');
}

int cli_version(const struct cli *cli, const struct cli_args *args)
{
	struct cli asked = *cli;
	struct ts_rules *rules = NULL;
	struct ts_err err;
	int ret;

	if (cli_has(args, OPT_JSON))
		asked.form = CLI_JSON;
	if ((asked.form == CLI_JSON || cli->extras_n > 0) && ts_rules_new(&rules, &err) != 0)
		return cli_fail(cli, &err);
	ret = cli_write_forms(&asked, render, rules);
	ts_rules_free(rules);
	return ret;
}
