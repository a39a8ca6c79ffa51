/* The verbs that verify, and that show and change what they verify with. The others sign, write
 * bundles or unpack them. */
#include "cli/verbs/table.h"

static const struct cli_verb *const verbs[] = {&cli_verb_verify, &cli_verb_audit, &cli_verb_report,
    &cli_verb_verify_summary, &cli_verb_inspect, &cli_verb_trust, &cli_verb_profile,
    &cli_verb_explain, &cli_verb_version, &cli_verb_help};

static const char *const left_out[] = {"init", "pack", "check", "approve", "keygen", "stamp",
    "digest", "scan", "register", "publish", "extract", NULL};

const struct cli_verbs cli_verbs = {.list = verbs,
    .n = sizeof(verbs) / sizeof(verbs[0]),
    .about = "tarseal verifies signed evidence bundles offline. This build only verifies; the "
	     "program for\n"
	     "Linux also makes bundles.",
    .example = "To verify a bundle:\n"
	       "  tarseal trust show trust.json           what your trust policy says\n"
	       "  tarseal verify --trust trust.json b.tar\n"
	       "  tarseal report --trust trust.json b.tar -o report.html\n",
    .more = "tarseal help VERB",
    .left_out = left_out};
