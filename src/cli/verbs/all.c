#include "cli/verbs/table.h"

static const struct cli_verb *const verbs[] = {&cli_verb_init, &cli_verb_pack, &cli_verb_check,
    &cli_verb_verify, &cli_verb_approve, &cli_verb_keygen, &cli_verb_trust, &cli_verb_stamp,
    &cli_verb_digest, &cli_verb_scan, &cli_verb_audit, &cli_verb_report, &cli_verb_register,
    &cli_verb_publish, &cli_verb_verify_summary, &cli_verb_extract, &cli_verb_inspect,
    &cli_verb_profile, &cli_verb_explain, &cli_verb_version, &cli_verb_help};

const struct cli_verbs cli_verbs = {.list = verbs,
    .n = sizeof(verbs) / sizeof(verbs[0]),
    .about = "tarseal makes signed evidence bundles and verifies them offline.",
    .example = "A first bundle:\n"
	       "  tarseal keygen -o me          make your key pair\n"
	       "  tarseal keygen -o boss        the approver makes theirs\n"
	       "  tarseal approve expiry/ --key boss.key --ref approval:opaque-1 \\\n"
	       "      --by role:governance --stage trial-access-expiry -o approval.dsse.json\n"
	       "  tarseal pack --profile trial-expired-followup --evidence expiry/ \\\n"
	       "      --approval approval.dsse.json --record followup.json --key me.key -o b.tar\n"
	       "  tarseal trust add trust.json --public-key me.pub --owner me --role producer\n"
	       "  tarseal trust add trust.json --public-key boss.pub --owner boss --role approver\n"
	       "  tarseal verify --trust trust.json b.tar\n",
    .more = "tarseal help VERB, or tarseal(1)"};
