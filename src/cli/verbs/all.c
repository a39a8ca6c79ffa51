#include "cli/verbs/table.h"

static const struct cli_verb *const verbs[] = {&cli_verb_init, &cli_verb_pack, &cli_verb_check,
    &cli_verb_verify, &cli_verb_approve, &cli_verb_keygen, &cli_verb_trust, &cli_verb_stamp,
    &cli_verb_digest, &cli_verb_scan, &cli_verb_audit, &cli_verb_report, &cli_verb_register,
    &cli_verb_publish, &cli_verb_verify_summary, &cli_verb_extract, &cli_verb_inspect,
    &cli_verb_profile, &cli_verb_explain, &cli_verb_version, &cli_verb_help};

const struct cli_verbs cli_verbs = {.list = verbs, .n = sizeof(verbs) / sizeof(verbs[0])};
