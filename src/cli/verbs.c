/* The table of verbs: what each takes, and its help. */
#include <stdint.h>
#include <string.h>

#include "cli/cli.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define PROFILE                                                                                    \
	{                                                                                          \
		OPT_PROFILE, "profile", 0, "ID|FILE", true,                                        \
		    "the stage's profile, a built-in id or a file; more are for bundles inside "   \
		    "the evidence"                                                                 \
	}
#define EVIDENCE                                                                                   \
	{                                                                                          \
		OPT_EVIDENCE, "evidence", 0, "PATH", false,                                        \
		    "the approved package: a directory, a file, or a sealed bundle"                \
	}
#define APPROVAL                                                                                   \
	{                                                                                          \
		OPT_APPROVAL, "approval", 0, "FILE", false, "the approval of that package"         \
	}
#define RECORD                                                                                     \
	{                                                                                          \
		OPT_RECORD, "record", 0, "PATH", false,                                            \
		    "this stage's record, or a directory with it and its attachments"              \
	}
#define NAME                                                                                       \
	{                                                                                          \
		OPT_NAME, "name", 0, "NAME", false,                                                \
		    "the bundle's name (default: the output's, without .tar)"                      \
	}
#define OWNER                                                                                      \
	{                                                                                          \
		OPT_OWNER, "owner", 0, "OWNER", false,                                             \
		    "who is acting, as the verifiers' trust policies name the key's owner"         \
	}
#define TRUST                                                                                      \
	{                                                                                          \
		OPT_TRUST, "trust", 0, "FILE", false, "the trust policy (default: TARSEAL_TRUST)"  \
	}
#define TRUST_TOO                                                                                  \
	{                                                                                          \
		OPT_TRUST, "trust", 0, "FILE", false,                                              \
		    "judge who signed, too, as a verifier with this policy would"                  \
	}
#define EXAMPLE_KEYS                                                                               \
	{                                                                                          \
		OPT_ALLOW_EXAMPLE_KEYS, "allow-example-keys", 0, NULL, false,                      \
		    "accept what the published example keys sign"                                  \
	}
#define RULES                                                                                      \
	{                                                                                          \
		OPT_RULES, "rules", 0, "FILE", true, "further rules of what may not be published"  \
	}
#define WAIVERS                                                                                    \
	{                                                                                          \
		OPT_WAIVERS, "waivers", 0, "FILE", false,                                          \
		    "findings that somebody answers for; they go into the seal"                    \
	}
#define THREADS                                                                                    \
	{                                                                                          \
		OPT_THREADS, "threads", 0, "N", false,                                             \
		    "how many threads work (default: one for each processor)"                      \
	}
#define PASSPHRASE_FD                                                                              \
	{                                                                                          \
		OPT_PASSPHRASE_FD, "passphrase-fd", 0, "N", false,                                 \
		    "read the passphrase from descriptor N"                                        \
	}

static const struct cli_option pack_options[] = {PROFILE, EVIDENCE, APPROVAL, RECORD,
    {OPT_KEY, "key", 0, "KEY", true,
	"a secret key to seal with, or a public one that ssh-agent holds; the first one acts"},
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the bundle to write"}, NAME, OWNER, TRUST_TOO,
    EXAMPLE_KEYS, PASSPHRASE_FD, RULES, WAIVERS, THREADS,
    {OPT_NO_SCAN, "no-scan", 0, NULL, false,
	"do not search the content of attachments; the seal says so"},
    {OPT_FORCE, "force", 0, NULL, false, "replace an existing output"}};

static const struct cli_option check_options[] = {PROFILE, EVIDENCE, APPROVAL, RECORD,
    {OPT_NAME, "name", 0, "NAME", false, "the name that the bundle will have, where a gate asks"},
    OWNER, TRUST_TOO, EXAMPLE_KEYS, RULES, WAIVERS, THREADS,
    {OPT_WRITE_WAIVERS, "write-waivers", 0, "FILE", false,
	"write what the search finds as waivers, for somebody to give reasons for"}};

/* How a bundle is judged: of verify, and of every verb that verifies first. */
#define JUDGING                                                                                    \
	TRUST, {OPT_STAGE, "stage", 0, "ID", false, "refuse a bundle of any other stage"},         \
	    {OPT_SUBJECT, "subject", 0, "REF", false, "refuse a bundle about anything else"},      \
	    {OPT_PROFILE, "profile", 0, "FILE", true,                                              \
		"a further profile; the trust policy must pin it"},                                \
	    {OPT_AT, "at", 0, "TIME", false, "judge as of TIME instead of now"},                   \
	    {OPT_MAX_FILES, "max-files", 0, "N", false,                                            \
		"the most files that a bundle may hold (1000000)"},                                \
	    THREADS,                                                                               \
	    {OPT_SCAN, "scan", 0, NULL, false,                                                     \
		"search the content of every file, also where the policy does not ask"},           \
	    RULES, EXAMPLE_KEYS

static const struct cli_option verify_options[] = {JUDGING};

static const struct cli_option extract_options[] = {
    JUDGING, {OPT_DIRECTORY, "directory", 'C', "DIR", false,
		 "the directory to unpack into (default: the one worked in)"}};

static const struct cli_option audit_options[] = {JUDGING,
    {OPT_REGISTER, "register", 0, "FILE", false,
	"who should be there: lines of JSON or CSV, or a registrar's statement of them"},
    {OPT_DUE, "due", 0, "DURATION", false,
	"when a trial is due after its expiry, where the register has no date (P14D)"}};

static const struct cli_option report_options[] = {JUDGING};

static const struct cli_option register_options[] = {
    {OPT_KEY, "key", 0, "KEY", false, "a key of the role registrar"},
    {OPT_FROM, "from", 0, "TIME", false, "the expiries covered begin here (default: the first)"},
    {OPT_TO, "to", 0, "TIME", false, "and end here (default: the last)"}, PASSPHRASE_FD,
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the statement to write (- for standard output)"}};

static const struct cli_option publish_options[] = {JUDGING,
    {OPT_KEY, "key", 0, "KEY", false, "a key of the role verifier, which signs the summary"},
    PASSPHRASE_FD, {OPT_OUTPUT, "output", 'o', "DIR", false, "the directory to publish into"},
    {OPT_VERIFIER_ID, "verifier-id", 0, "URI", false,
	"who verified, for the summary (default: a URN of the key)"}};

static const struct cli_option summary_options[] = {TRUST,
    {OPT_BUNDLE, "bundle", 0, "FILE", false, "the bundle, which must be the one that it is about"},
    {OPT_POLICY, "policy", 0, "FILE", false, "the policy that it must have been judged by"},
    {OPT_STAGE, "stage", 0, "ID", false, "refuse a summary of any other stage"},
    {OPT_MAX_AGE, "max-age", 0, "DURATION", false, "how long ago the verification may be: P90D"},
    {OPT_AT, "at", 0, "TIME", false, "judge as of TIME instead of now"}, EXAMPLE_KEYS};

static const struct cli_option approve_options[] = {
    {OPT_KEY, "key", 0, "KEY", false,
	"the approver's secret key, or a public one that ssh-agent holds"},
    {OPT_REF, "ref", 0, "REF", false, "the approval's own reference: approval:opaque-771"},
    {OPT_BY, "by", 0, "REF", false, "who approves, as a role: role:trial-governance"},
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the approval to write (- for standard output)"},
    {OPT_STAGE, "stage", 0, "ID", false, "the stage of the package"},
    {OPT_DECISION, "decision", 0, "WORD", false, "approved (default), denied or needs_more_info"},
    {OPT_EXPIRES, "expires", 0, "TIME", false, "until when a bundle may be sealed with it"},
    {OPT_CONDITION, "condition", 0, "LABEL", true, "a condition of the approval"}, PASSPHRASE_FD,
    {OPT_ADD, "add", 0, "FILE", false, "sign what this approval says, beside those who signed it"},
    {OPT_YES, "yes", 'y', NULL, false, "sign without asking"}};

static const struct cli_option keygen_options[] = {
    {OPT_OUTPUT, "output", 'o', "NAME", false, "write NAME.key and NAME.pub"},
    {OPT_NO_PASSPHRASE, "no-passphrase", 0, NULL, false, "keep the secret key unencrypted"},
    PASSPHRASE_FD};

static const struct cli_option trust_options[] = {TRUST,
    {OPT_PUBLIC_KEY, "public-key", 0, "KEY", false, "add: the key, a file or its text"},
    {OPT_OWNER, "owner", 0, "OWNER", false, "add: the person or automation whose key it is"},
    {OPT_ROLE, "role", 0, "ROLE", true, "add: producer, approver, verifier or registrar"},
    {OPT_STAGE, "stage", 0, "PATTERN", true, "add: a stage that it may act for (default: all)"},
    {OPT_VALID_FROM, "valid-from", 0, "TIME", false, "add: when its validity begins"},
    {OPT_VALID_UNTIL, "valid-until", 0, "TIME", false, "add: when its validity ends"},
    {OPT_AT, "at", 0, "TIME", false, "check: as of TIME instead of now"}};

static const struct cli_option scan_options[] = {RULES,
    {OPT_BASELINE, "baseline", 0, "FILE", false, "findings that are known: they are waived"},
    {OPT_WRITE_BASELINE, "write-baseline", 0, "FILE", false,
	"write all that is found as a baseline that holds for a year"},
    {OPT_KINDS, "kinds", 0, NULL, false,
	"refuse what a bundle may not hold: archives, programs, source code, policies…"},
    {OPT_LIST_RULES, "list-rules", 0, NULL, false, "list the rules, and the digest of them all"}};

static const struct cli_option inspect_options[] = {{OPT_CHAIN, "chain", 0, NULL, false,
    "show the bundle that is the evidence too, and so on down, as a tree"}};

static const struct cli_option help_options[] = {
    {OPT_MDOC, "mdoc", 0, NULL, false, "the manual page's list of verbs and options"},
    {OPT_COMPLETION, "completion", 0, "SHELL", false, "a completion script (bash)"}};

const struct cli_verb cli_verbs[] = {
    {"pack", "", 0, 0, "check, hash, seal and write a bundle",
	"Nothing is written unless every check passes; the bundle appears whole, verified as\n"
	"written, or not at all. With SOURCE_DATE_EPOCH set, the same inputs and keys give the\n"
	"same bytes.\n",
	pack_options, COUNT(pack_options), "json junit", cli_pack},
    {"check", "", 0, 0, "tell what pack would find, writing nothing and needing no key", NULL,
	check_options, COUNT(check_options), "json junit", cli_check},
    {"verify", "BUNDLE…", 1, SIZE_MAX, "judge bundles under the verifier's own trust policy",
	"BUNDLE is a file, or - for standard input. Say what you expect with --stage and\n"
	"--subject: a bundle may be valid and still not be the one you need.\n\n"
	"Exit codes: 0 accepted, 1 blocked by a gate, 3 damaged, 4 untrusted, 5 holds what may\n"
	"not be published, 6 could not be judged. With several findings the first of 6, 3, 4, 5,\n"
	"1 wins.\n",
	verify_options, COUNT(verify_options), "json junit", cli_verify},
    {"approve", "PACKAGE", 1, 1, "sign an approval of exactly this package",
	"PACKAGE is a directory, a file or a sealed bundle. What is signed is shown first. A "
	"second\n"
	"approver gives --add and the first one's file; the package must still be the same.\n",
	approve_options, COUNT(approve_options), NULL, cli_approve},
    {"keygen", "", 0, 0, "make a key pair",
	"The secret key is PKCS#8 PEM, encrypted with a passphrase that is asked on the terminal,\n"
	"or comes from --passphrase-fd or the file that TARSEAL_PASSPHRASE_FILE names. The public\n"
	"key is an ssh-ed25519 line.\n",
	keygen_options, COUNT(keygen_options), NULL, cli_keygen},
    {"trust", "show [FILE] | check [FILE] | add FILE", 1, 2,
	"show a trust policy for people, check that it can work, or add a key to it",
	"show prints owners, roles, fingerprints, windows and rules. check tells what cannot be "
	"met\n"
	"(exit 1) and what could be better. add writes a key in; a policy that is not there yet "
	"is\n"
	"begun with one producer, one approver, apart, and limits on age.\n",
	trust_options, COUNT(trust_options), NULL, cli_trust},
    {"digest", "PATH…", 1, SIZE_MAX, "print the content digest of a file or a directory",
	"A file's is its SHA-256. A directory's is dirHash1; by hand:\n"
	"  find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum\n",
	NULL, 0, NULL, cli_digest},
    {"scan", "PATH…", 0, SIZE_MAX, "look for what may not be published",
	"PATH is a file, a directory (all below it, but for .git) or - for standard input. What "
	"is\n"
	"found is told by file, line and rule, never as it stands there. Exit codes: 0 nothing\n"
	"found, 5 something found, 6 something could not be read. With --format sarif the result\n"
	"is for code scanning services, and with junit for those that show tests.\n",
	scan_options, COUNT(scan_options), "json sarif junit", cli_scan},
    {"audit", "STORE…", 1, SIZE_MAX, "tell which trials have no bundle, a late one, or two",
	"STORE is a directory of bundles, all below it, or a bundle. Every one is verified. The "
	"stage\n"
	"that should be there is --stage (trial-expired-followup); who should have one comes from\n"
	"--register, and without it from the bundles of the stage before. Exit codes: 0 every "
	"trial is\n"
	"covered or not yet due, 1 some are not, 6 something could not be judged.\n",
	audit_options, COUNT(audit_options), "json junit csv html", cli_audit},
    {"report", "BUNDLE…", 1, SIZE_MAX, "write a page for people about bundles",
	"One self-contained HTML page, for reading and printing: what was checked, what was found, "
	"who\n"
	"signed, and what was not checked. Exit codes are verify's.\n",
	report_options, COUNT(report_options), "json html", cli_report},
    {"register", "sign FILE", 2, 2, "sign a register of trials, for audit",
	"FILE holds lines of JSON, or CSV, with trial_ref and expired_at, and outcome and due "
	"where\n"
	"there are any. The statement names it, and the expiries that it covers.\n",
	register_options, COUNT(register_options), NULL, cli_register},
    {"publish", "BUNDLE", 1, 1, "derive from a private bundle what may be public",
	"The bundle is verified first, every file searched. Then DIR gets a SLSA verification\n"
	"summary, signed, and a page for people: stage, gates, labels, digests and times, and\n"
	"nothing else. What was accepted with waivers, --at, example keys or without an approver "
	"is\n"
	"not published.\n",
	publish_options, COUNT(publish_options), "json junit", cli_publish},
    {"verify-summary", "FILE", 1, 1, "check a published summary",
	"Without --bundle it is a claim only: nobody can tell what bundle it is of. A summary\n"
	"outlives a later revocation of the keys behind it; --max-age bounds that.\n",
	summary_options, COUNT(summary_options), "json junit", cli_verify_summary},
    {"extract", "BUNDLE", 1, 1, "verify a bundle and unpack it in one pass",
	"A fresh directory, of the bundle's name, appears in DIR, complete, and only where the "
	"bundle\n"
	"was accepted. Nothing is written over. It holds the whole bag: sha256sum -c\n"
	"manifest-sha256.txt checks it.\n",
	extract_options, COUNT(extract_options), "json junit", cli_extract},
    {"inspect", "BUNDLE", 1, 1, "show what a bundle says of itself, marked as unverified", NULL,
	inspect_options, COUNT(inspect_options), "json", cli_inspect},
    {"profile", "list | show ID | lint FILE", 1, 2, "list, print and check stage profiles", NULL,
	NULL, 0, NULL, cli_profile},
    {"version", "", 0, 0, "print the version", NULL, NULL, 0, NULL, cli_version},
    {"help", "[VERB]", 0, 1, "show help, for a verb or for all", NULL, help_options,
	COUNT(help_options), NULL, cli_help_verb},
};
const size_t cli_verbs_n = COUNT(cli_verbs);

const struct cli_verb *cli_find_verb(const char *name)
{
	for (size_t i = 0; i < cli_verbs_n; i++)
		if (strcmp(cli_verbs[i].name, name) == 0)
			return &cli_verbs[i];
	return NULL;
}
