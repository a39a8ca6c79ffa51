#include "cli/verbs/table.h"

#include <stdint.h>

#include "cli/verbs/verbs.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Options that several verbs share. */
#define PROFILE                                                                                    \
	{                                                                                          \
		OPT_PROFILE, "profile", 0, "ID|FILE", true,                                        \
		    "the stage's profile: a built-in id, or a file; give further ones for "        \
		    "bundles "                                                                     \
		    "inside the evidence"                                                          \
	}
#define PROFILES                                                                                   \
	{                                                                                          \
		OPT_PROFILES, "profiles", 0, "DIR", false,                                         \
		    "a directory of further profiles (default: TARSEAL_PROFILES)"                  \
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
#define OWNER                                                                                      \
	{                                                                                          \
		OPT_OWNER, "owner", 0, "OWNER", false,                                             \
		    "who is acting: the owner that the verifiers' trust policies give the key"     \
	}
#define TRUST                                                                                      \
	{                                                                                          \
		OPT_TRUST, "trust", 0, "FILE", false, "the trust policy (default: TARSEAL_TRUST)"  \
	}
#define TRUST_TOO                                                                                  \
	{                                                                                          \
		OPT_TRUST, "trust", 0, "FILE", false,                                              \
		    "also check who signed, as a verifier with this policy would"                  \
	}
#define EXAMPLE_KEYS                                                                               \
	{                                                                                          \
		OPT_ALLOW_EXAMPLE_KEYS, "allow-example-keys", 0, NULL, false,                      \
		    "accept signatures of the published example keys"                              \
	}
#define RULES                                                                                      \
	{                                                                                          \
		OPT_RULES, "rules", 0, "FILE", true, "more rules for what must not be published"   \
	}
#define OWN_DOMAIN                                                                                 \
	{                                                                                          \
		OPT_OWN_DOMAIN, "own-domain", 0, "DOMAIN", true,                                   \
		    "your own domain (may be repeated): addresses in it are no customers'"         \
	}
#define WAIVERS                                                                                    \
	{                                                                                          \
		OPT_WAIVERS, "waivers", 0, "FILE", false,                                          \
		    "findings that somebody takes responsibility for; they go into the seal"       \
	}
#define THREADS                                                                                    \
	{                                                                                          \
		OPT_THREADS, "threads", 0, "N", false,                                             \
		    "how many threads to use (default: one for each processor)"                    \
	}
#define PASSPHRASE_FD                                                                              \
	{                                                                                          \
		OPT_PASSPHRASE_FD, "passphrase-fd", 0, "N", false,                                 \
		    "read the passphrase from file descriptor N"                                   \
	}
#define AGENT_TIMEOUT                                                                              \
	{                                                                                          \
		OPT_AGENT_TIMEOUT, "agent-timeout", 0, "SECONDS", false,                           \
		    "how long to wait for an ssh-agent (default: 60)"                              \
	}

#define NOT_BEFORE                                                                                 \
	{                                                                                          \
		OPT_NOT_BEFORE, "not-before", 0, "FILE", true,                                     \
		    "a time stamp to include: it proves that the bundle was sealed after it"       \
	}

#define FORCE                                                                                      \
	{                                                                                          \
		OPT_FORCE, "force", 0, NULL, false, "replace an existing output, whatever it is"   \
	}

static const struct cli_option pack_options[] = {PROFILE, PROFILES, EVIDENCE, APPROVAL, RECORD,
    {OPT_KEY, "key", 0, "KEY", true,
	"a secret key to seal with (- for standard input), or a public key that ssh-agent holds; "
	"the "
	"first one is the "
	"actor's"},
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the bundle to write"},
    {OPT_NAME, "name", 0, "NAME", false,
	"the bundle's name (default: the output's name without .tar)"},
    OWNER, NOT_BEFORE, TRUST_TOO, EXAMPLE_KEYS, PASSPHRASE_FD, AGENT_TIMEOUT, RULES, OWN_DOMAIN,
    WAIVERS, THREADS,
    {OPT_NO_SCAN, "no-scan", 0, NULL, false,
	"do not search the content of attachments; the seal says so"},
    FORCE};

static const struct cli_option check_options[] = {PROFILE, PROFILES, EVIDENCE, APPROVAL, RECORD,
    {OPT_NAME, "name", 0, "NAME", false, "the bundle's name, in case a gate depends on it"}, OWNER,
    NOT_BEFORE, TRUST_TOO, EXAMPLE_KEYS, RULES, OWN_DOMAIN, WAIVERS, THREADS,
    {OPT_WRITE_WAIVERS, "write-waivers", 0, "FILE", false,
	"write a draft waiver for each finding, to be completed by hand"},
    FORCE};

#define AT_HELP "verify as of TIME instead of now"

/* How a bundle is verified: of verify, and of every verb that verifies first. */
#define VERIFYING(at_help)                                                                         \
	TRUST, {OPT_STAGE, "stage", 0, "ID", false, "refuse a bundle of any other stage"},         \
	    {OPT_SUBJECT, "subject", 0, "REF", false, "refuse a bundle about anything else"},      \
	    {OPT_PROOF, "proof", 0, "FILE", true,                                                  \
		"a time stamp of the bundle, besides BUNDLE.tsr, BUNDLE.2.tsr…"},                  \
	    VERIFYING_ANY(at_help)

/* The same, for verbs that take any bundles. */
#define VERIFYING_ANY(at_help)                                                                     \
	{OPT_PROFILE, "profile", 0, "FILE", true,                                                  \
	    "a further profile, which the trust policy must pin"},                                 \
	    PROFILES, {OPT_AT, "at", 0, "TIME", false, at_help},                                   \
	    {OPT_MAX_FILES, "max-files", 0, "N", false,                                            \
		"the most files that a bundle may hold (default: 1000000)"},                       \
	    THREADS,                                                                               \
	    {OPT_SCAN, "scan", 0, NULL, false,                                                     \
		"search the content of every file, even if the policy does not require it"},       \
	    RULES, EXAMPLE_KEYS

#define SEVERAL                                                                                    \
	{                                                                                          \
		OPT_FILES_FROM, "files-from", 0, "FILE", false,                                    \
		    "also the bundles that FILE lists, one to a line (- for standard input)"       \
	}

#define ONLY                                                                                       \
	{                                                                                          \
		OPT_ONLY, "only", 0, "STATE", false,                                               \
		    "failing: list only what is not accepted, in text and HTML"                    \
	}

static const struct cli_option verify_options[] = {VERIFYING(AT_HELP), SEVERAL, ONLY, FORCE};

static const struct cli_option extract_options[] = {
    VERIFYING(AT_HELP), {OPT_DIRECTORY, "directory", 'C', "DIR", false,
			    "the directory to unpack into (default: the current one)"}};

static const struct cli_option audit_options[] = {TRUST,
    {OPT_STAGE, "stage", 0, "ID", false,
	"the stage that each expiry needs a bundle of (default: trial-expired-followup)"},
    {OPT_REGISTER, "register", 0, "FILE", false,
	"the expiries to expect: JSON lines or CSV, or a registrar's statement of them"},
    {OPT_DUE, "due", 0, "DURATION", false,
	"time from expiry to due date, if the register gives none (default: P14D)"},
    {OPT_ONLY, "only", 0, "STATE", false,
	"failing: list only what fails, is undecided or has a remark, in the forms for people"},
    VERIFYING_ANY(AT_HELP),
    {OPT_FILES_FROM, "files-from", 0, "FILE", false,
	"also the files that FILE lists, in the order of a walk (- for standard input)"},
    {OPT_SHARD, "shard", 0, "I/N", false, "lines: only the files of shard I of N (default: 1/1)"},
    {OPT_RUN, "run", 0, "LABEL", false,
	"lines: a label of this run; with --lines, the run that the parts must be of"},
    {OPT_KEY, "key", 0, "KEY", true, "lines: sign them with this verifier's key"}, PASSPHRASE_FD,
    AGENT_TIMEOUT,
    {OPT_LINES, "lines", 0, "FILE", true,
	"join these lines instead of reading stores; further FILEs may follow as arguments"},
    FORCE};

static const struct cli_option report_options[] = {VERIFYING(AT_HELP), SEVERAL, ONLY, FORCE};

static const struct cli_option register_options[] = {
    {OPT_KEY, "key", 0, "KEY", false, "a registrar's key"},
    {OPT_FROM, "from", 0, "TIME", false, "the first expiry covered (default: the earliest listed)"},
    {OPT_TO, "to", 0, "TIME", false,
	"the last expiry covered (default: now, or the latest listed)"},
    PASSPHRASE_FD, AGENT_TIMEOUT,
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the statement to write (- for standard output)"},
    FORCE};

static const struct cli_option publish_options[] = {
    VERIFYING("not allowed: a summary is about now"),
    {OPT_KEY, "key", 0, "KEY", false, "a verifier's key, which signs the summary"}, PASSPHRASE_FD,
    AGENT_TIMEOUT, {OPT_OUTPUT, "output", 'o', "DIR", false, "the directory to publish into"},
    {OPT_VERIFIER_ID, "verifier-id", 0, "URI", false,
	"the verifier that the summary names (default: a URN of the key)"}};

static const struct cli_option summary_options[] = {TRUST,
    {OPT_BUNDLE, "bundle", 0, "FILE", false, "the bundle that the summary must be about"},
    {OPT_POLICY, "policy", 0, "FILE", false, "the policy that must have been applied"},
    {OPT_STAGE, "stage", 0, "ID", false, "refuse a summary of any other stage"},
    {OPT_MAX_AGE, "max-age", 0, "DURATION", false, "refuse a summary older than this"},
    {OPT_AT, "at", 0, "TIME", false, AT_HELP}, EXAMPLE_KEYS, FORCE};

static const struct cli_option approve_options[] = {
    {OPT_KEY, "key", 0, "KEY", false,
	"a secret key to sign with (- for standard input), or a public key that ssh-agent holds"},
    {OPT_REF, "ref", 0, "REF", false, "the approval's own reference, approval:…"},
    {OPT_BY, "by", 0, "REF", false, "who approves, role:…"},
    {OPT_OUTPUT, "output", 'o', "FILE", false, "the approval to write (- for standard output)"},
    {OPT_STAGE, "stage", 0, "ID", false, "the stage of the package"},
    {OPT_PROFILE, "profile", 0, "FILE", true, "the profile of a stage that is not built in"},
    PROFILES,
    {OPT_DECISION, "decision", 0, "DECISION", false,
	"approved (default), denied or needs_more_info"},
    {OPT_DECIDED_AT, "decided-at", 0, "TIME", false,
	"when it was decided, if not now; never in the future"},
    {OPT_EXPIRES, "expires", 0, "TIME|DURATION", false,
	"the last moment to seal a bundle with it (a date: its beginning), or how long from now"},
    {OPT_CONDITION, "condition", 0, "LABEL", true, "a condition of the approval"}, PASSPHRASE_FD,
    AGENT_TIMEOUT, {OPT_ADD, "add", 0, "FILE", false, "add a signature to this approval"},
    {OPT_TRUST, "trust", 0, "FILE", false,
	"check the signatures of that approval with this policy (default: TARSEAL_TRUST)"},
    {OPT_PUBLIC_KEY, "public-key", 0, "KEY", true,
	"check them with this key instead, a file or text"},
    {OPT_YES, "yes", 'y', NULL, false, "sign without asking"}, FORCE};

static const struct cli_option keygen_options[] = {
    {OPT_OUTPUT, "output", 'o', "NAME", false, "write NAME.key and NAME.pub"},
    {OPT_NO_PASSPHRASE, "no-passphrase", 0, NULL, false, "leave the secret key unencrypted"},
    PASSPHRASE_FD};

static const struct cli_option trust_options[] = {TRUST,
    {OPT_PUBLIC_KEY, "public-key", 0, "KEY", false,
	"add, remove, revoke: the key, as a file or as text; or the fingerprint of a listed one"},
    {OPT_OWNER, "owner", 0, "OWNER", false,
	"add: the person or automation that owns the key; add-authority: whoever runs it"},
    {OPT_POLICY, "policy", 0, "OID", false,
	"add-authority: count only stamps that it makes under this policy"},
    {OPT_ROLE, "role", 0, "ROLE", true, "add: producer, approver, verifier or registrar"},
    {OPT_STAGE, "stage", 0, "PATTERN", true,
	"add: a stage that it may act in (default: all); require: the stage (default: all without "
	"rules of their own)"},
    {OPT_VALID_FROM, "valid-from", 0, "TIME", false, "add, add-authority: when it becomes valid"},
    {OPT_VALID_UNTIL, "valid-until", 0, "TIME|DURATION", false,
	"add, add-authority: when it stops being valid (a date: at its beginning), or how long "
	"from now"},
    {OPT_REASON, "reason", 0, "REASON", false, "revoke: superseded, retired or compromised"},
    {OPT_SINCE, "since", 0, "TIME", false,
	"revoke: the earliest moment at which somebody else may have had a compromised key; what "
	"time stamps prove to be older still counts"},
    {OPT_PRODUCERS, "producers", 0, "N", false, "require: how many different owners must seal"},
    {OPT_APPROVERS, "approvers", 0, "N", false, "require: how many different owners must approve"},
    {OPT_MAX_AGE, "max-age", 0, "DURATION", false, "require: the greatest age of a bundle"},
    {OPT_APPROVAL_MAX_AGE, "approval-max-age", 0, "DURATION", false,
	"require: the greatest age of an approval when the bundle is sealed"},
    {OPT_STAMPS, "stamps", 0, "N", false,
	"require: how many different owners of authorities must vouch for a time"},
    {OPT_STAMPED, "stamped", 0, NULL, false,
	"require: time stamps must prove when a bundle was sealed"},
    {OPT_PROVEN_WITHIN, "proven-within", 0, "DURATION", false,
	"require: how long after it says that it was sealed"},
    {OPT_SCAN, "scan", 0, NULL, false, "require: every file is searched"},
    {OPT_AT, "at", 0, "TIME", false, "check: as of TIME instead of now; revoke: since when"}};

static const struct cli_option stamp_options[] = {
    {OPT_TRUST, "trust", 0, "FILE", false,
	"add: the trust policy, with the authorities that count (default: TARSEAL_TRUST)"},
    {OPT_RESPONSE, "response", 0, "FILE", false,
	"add: what the authority answered (default: standard input)"},
    {OPT_REQUEST, "request", 0, "FILE", false, "add: the request that it must answer"},
    {OPT_AT, "at", 0, "TIME", false, "add: judge it as of TIME instead of now"}, FORCE};

static const struct cli_option scan_options[] = {RULES,
    {OPT_BASELINE, "baseline", 0, "FILE", false, "known findings, which are waived"},
    {OPT_WRITE_BASELINE, "write-baseline", 0, "FILE", false,
	"write all findings as a baseline that holds for a year"},
    OWN_DOMAIN,
    {OPT_KINDS, "kinds", 0, NULL, false,
	"also refuse the kinds of file that a bundle may not hold: archives, programs, code…"},
    {OPT_LIST_RULES, "list-rules", 0, NULL, false, "list the rules, and the digest of them all"},
    THREADS, FORCE};

static const struct cli_option inspect_options[] = {
    {OPT_CHAIN, "chain", 0, NULL, false,
	"show the chain of bundles as a tree: each above the bundle that is its evidence"},
    FORCE};

static const struct cli_option init_options[] = {
    {OPT_STAGE, "stage", 0, "ID|FILE", false,
	"the stage: a built-in one, or the file of its profile (default: trial-expired-followup)"},
    {OPT_PRODUCER, "producer", 0, "KEY", false,
	"the producer's public key (default: a new key pair)"},
    {OPT_APPROVER, "approver", 0, "KEY", false,
	"the approver's public key (default: a new key pair)"},
    {OPT_NO_PASSPHRASE, "no-passphrase", 0, NULL, false, "leave new secret keys unencrypted"},
    PASSPHRASE_FD};

static const struct cli_option explain_options[] = {
    {OPT_PROFILE, "profile", 0, "FILE", true, "a further profile"}, PROFILES, RULES};
static const struct cli_option profile_options[] = {PROFILES};

static const struct cli_option version_options[] = {
    {OPT_JSON, "json", 0, NULL, false, "the same as --format json"}};

static const struct cli_option help_options[] = {
    {OPT_MDOC, "mdoc", 0, NULL, false,
	"print the page of VERB for mandoc(1), or the list of verbs"},
    {OPT_COMPLETION, "completion", 0, "SHELL", false,
	"print a completion script: bash, zsh or fish"}};

const struct cli_verb cli_verb_init = {"init", "DIR", 1, 1,
    "make a working set to begin with: documents, keys, a trust policy",
    "DIR must not exist. It gets an evidence record and a stage record with every field of "
    "the\n"
    "stage, a trust policy with the keys of a producer and an approver, and a .gitignore for\n"
    "secret keys. Each value is TODO, which check refuses. tarseal check DIR says what is\n"
    "missing, and tarseal pack DIR seals it. In earnest, the approver makes their own key.\n",
    init_options, COUNT(init_options), NULL, cli_init};

const struct cli_verb cli_verb_pack = {"pack", "[DIR]", 0, 1,
    "check, hash, seal and write a bundle",
    "Nothing is written unless every check passes. pack writes a complete, verified bundle\n"
    "or nothing. --key and -o are required, and so are --profile, --evidence, --approval and\n"
    "--record, unless DIR is a working set that init made.\n"
    "With SOURCE_DATE_EPOCH set, the same inputs and keys give the same "
    "bytes.\n",
    pack_options, COUNT(pack_options), "text json junit", cli_pack};

const struct cli_verb cli_verb_check = {"check", "[DIR]", 0, 1,
    "report what pack would find, without writing or needing a key",
    "DIR is a working set that init made. Without one, --profile, --evidence, --approval and\n"
    "--record are required.\n",
    check_options, COUNT(check_options), "text json junit", cli_check};

const struct cli_verb cli_verb_verify = {"verify", "BUNDLE…", 0, SIZE_MAX,
    "verify bundles against your own trust policy",
    "BUNDLE is a file, - for standard input, or a directory with bundles below it. State "
    "what you expect with --stage and\n"
    "--subject: a valid bundle may still not be the one that you need.\n\n"
    "Exit codes: 0 accepted, 1 blocked (a gate, limit or expectation), 3 damaged, 4 "
    "untrusted,\n"
    "5 contains what must not be published, 6 undecided. The most severe finding decides, in\n"
    "the order 6, 3, 4, 5, 1.\n",
    verify_options, COUNT(verify_options), "text json jsonl junit html", cli_verify};

const struct cli_verb cli_verb_approve = {"approve", "PACKAGE", 1, 1,
    "sign an approval of a package",
    "PACKAGE is a directory, a file or a sealed bundle. Everything that will be signed is "
    "shown first\n(with -q and --yes together, nothing is).\n"
    "--key, --ref, --by and -o are required. A second approver passes the first one's file "
    "with\n"
    "--add, and --trust or --public-key to check the first signature; the package must be\n"
    "unchanged.\n",
    approve_options, COUNT(approve_options), NULL, cli_approve};

const struct cli_verb cli_verb_keygen = {"keygen", "", 0, 0, "make a key pair",
    "The secret key is PKCS#8 PEM, encrypted with a passphrase. The passphrase is asked for "
    "on\n"
    "the terminal, or comes from --passphrase-fd or the file that TARSEAL_PASSPHRASE_FILE\n"
    "names. The public key is an ssh-ed25519 line.\n",
    keygen_options, COUNT(keygen_options), NULL, cli_keygen};

const struct cli_verb cli_verb_trust = {"trust",
    "show|check [FILE] | diff OLD NEW | add|remove|revoke|require FILE | pin FILE PROFILE | "
    "add-authority FILE AUTHORITY.pem",
    1, 3, "show, check or change a trust policy",
    "show prints owners, roles, fingerprints, validity and rules. check reports requirements\n"
    "that can never be met (exit 1), and advice. diff says what changed from OLD to NEW.\n"
    "add adds a key, or roles to one that is listed; if FILE does not exist, it creates a\n"
    "policy with nothing but that key: one producer and one other person as approver must\n"
    "sign, and nothing limits the age of bundles and approvals. remove and revoke need the\n"
    "key; a revoked one stays listed, so that what it signed before can still be judged. pin\n"
    "allows a revision of a profile. require sets the rules of a stage, or of all. "
    "add-authority lists\n"
    "the certificates of a time-stamping authority, or of its issuer. A policy is replaced\n"
    "as a whole or not at all, and must be valid before and after.\n",
    trust_options, COUNT(trust_options), NULL, cli_trust};

const struct cli_verb cli_verb_stamp = {"stamp", "request FILE | add BUNDLE | show FILE", 2, 2,
    "have somebody else prove when a bundle was sealed",
    "A time stamp (RFC 3161) proves that the seal of a bundle existed before a moment that a\n"
    "time-stamping authority vouches for. request writes a request for one; tarseal opens no\n"
    "network, so an HTTP client carries it:\n\n"
    "  tarseal stamp request b.tar |\n"
    "    curl -sSf -H 'Content-Type: application/timestamp-query' --data-binary @- URL |\n"
    "    tarseal stamp add b.tar --trust trust.json\n\n"
    "Then add judges what came back, and keeps it as b.tar.tsr, or as the next free of "
    "b.tar.2.tsr\n"
    "to b.tar.9.tsr, where verify and audit find it. FILE may also be an approval, for pack\n"
    "--not-before, or a stamp that is to be renewed. show prints what a stamp says, "
    "unverified.\n"
    "Exit codes of add: 3 not a stamp of this seal, 4 by no authority that counts, 6 nine\n"
    "stamps are there already.\n",
    stamp_options, COUNT(stamp_options), "text json", cli_stamp};

const struct cli_verb cli_verb_digest = {"digest", "PATH…", 1, SIZE_MAX,
    "print the content digest of a file or directory",
    "The digest of a file is its SHA-256. That of a directory is dirHash1; by hand:\n"
    "  find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0r sha256sum | sha256sum\n",
    NULL, 0, NULL, cli_digest};

const struct cli_verb cli_verb_scan = {"scan", "PATH…", 0, SIZE_MAX,
    "search files for what must not be published",
    "PATH is a file, a directory (and everything below it, except .git, links and pipes) or - "
    "for standard\n"
    "input. What is in archives (tar, zip) and compressed files (gzip, bzip2, xz, zstd) is\n"
    "searched too. Every file that was not searched is named, with the reason. A finding "
    "names\n"
    "the file, the line and the rule, and never shows the text itself. Exit codes: 0 nothing\n"
    "found, 5 something found, 6 something could not be read. SARIF is for code scanning\n"
    "services, JUnit for CI systems that show tests.\n",
    scan_options, COUNT(scan_options), "text json sarif junit", cli_scan};

const struct cli_verb cli_verb_audit = {"audit", "STORE…", 0, SIZE_MAX,
    "report every expiry without exactly one accepted bundle in time",
    "STORE is a bundle, or a directory with all bundles below it. Every bundle is verified. "
    "The\n"
    "expiries to expect come from --register, or else from the bundles of the previous stage.\n"
    "Exit codes: 0 every expiry is covered or not yet due, 1 some are not, 6 something could\n"
    "not be verified. If the register is refused: 1 too old, 3 damaged, 4 untrusted, 6 "
    "invalid.\n\n"
    "An audit can be divided: each worker runs audit --format lines --shard I/N over the same\n"
    "store, with the same --run and --at, and audit --lines joins the parts. The result is\n"
    "byte for byte that of one audit.\n",
    audit_options, COUNT(audit_options), "text json junit csv html summary prom lines", cli_audit};

const struct cli_verb cli_verb_report = {"report", "BUNDLE…", 0, SIZE_MAX,
    "write a report on bundles as a web page",
    "The report is one self-contained HTML page, to read and print: what was checked, what "
    "was\n"
    "found, who signed, and what was not checked. The exit codes are those of verify.\n",
    report_options, COUNT(report_options), "html text json jsonl junit", cli_verify};

const struct cli_verb cli_verb_register = {"register", "sign FILE", 2, 2,
    "sign a register for audits",
    "FILE holds JSON lines or CSV with subject_ref and expired_at, and optionally outcome and\n"
    "due. The statement names the file's digest and the expiries that the register covers.\n",
    register_options, COUNT(register_options), NULL, cli_register};

const struct cli_verb cli_verb_publish = {"publish", "BUNDLE", 1, 1,
    "publish a signed summary of a private bundle",
    "First the bundle is verified and every file searched. DIR then gets a signed SLSA\n"
    "verification summary and a page: stage, gates, labels, digests and times, nothing else. "
    "A\n"
    "bundle that has waivers, was signed with example keys or needs no approver is refused.\n",
    publish_options, COUNT(publish_options), "text json junit", cli_publish};

const struct cli_verb cli_verb_verify_summary = {"verify-summary", "FILE", 1, 1,
    "verify a published summary",
    "Without --bundle the summary remains a claim, because nothing shows which bundle it is\n"
    "about. A summary stays valid if the keys behind it are revoked later: limit that\n"
    "with --max-age.\n",
    summary_options, COUNT(summary_options), "text json junit", cli_verify_summary};

const struct cli_verb cli_verb_extract = {"extract", "BUNDLE", 1, 1,
    "verify a bundle and unpack it in one pass",
    "A new directory with the bundle's name appears in DIR only if the bundle is accepted. No\n"
    "file is overwritten. It holds the whole bag: check it with sha256sum -c\n"
    "manifest-sha256.txt.\n",
    extract_options, COUNT(extract_options), "text json junit", cli_extract};

const struct cli_verb cli_verb_inspect = {"inspect", "BUNDLE", 1, 1,
    "show what a bundle says about itself, unverified", NULL, inspect_options,
    COUNT(inspect_options), "text json", cli_inspect};

const struct cli_verb cli_verb_profile = {"profile", "list | show ID | lint FILE | schema ID", 1, 2,
    "list, show and check stage profiles",
    "show prints a built-in profile, to be changed and used as a file. lint checks a file, "
    "and\n"
    "gives advice. schema prints a JSON Schema of the record and the evidence, for editors;\n"
    "ID may also be a file.\n",
    profile_options, COUNT(profile_options), NULL, cli_profile};

const struct cli_verb cli_verb_explain = {"explain", "[CHECK|CODE]…", 0, SIZE_MAX,
    "explain a check, a gate, a rule or an exit code",
    "CHECK is the id that a finding shows, such as seal.trusted, gate.same-trial or\n"
    "boundary.customer.email, a class of findings such as untrusted, or a state in an audit\n"
    "such as late. CODE is an exit code, 0 to 6. Without an argument, all ids are listed.\n",
    explain_options, COUNT(explain_options), NULL, cli_explain};

const struct cli_verb cli_verb_version = {"version", "", 0, 0,
    "print the version; as JSON also the build, libraries and limits",
    "The JSON form also gives the target and compiler of the build, the versions of its\n"
    "libraries, what it can do on this machine, the scanner's rules, and its limits.\n",
    version_options, COUNT(version_options), "text json", cli_version};

const struct cli_verb cli_verb_help = {"help", "[VERB]", 0, 2, "show help on a verb, or on all",
    NULL, help_options, COUNT(help_options), NULL, cli_help};
