#include "show/html/manual_check.h"

#include <string.h>

#include "show/html/page.h"

#define APPROVAL "data/approval/approval.dsse.json"

/* Is TEXT a plain word, to a shell and to a person? */
static bool is_plain(const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-._/:+=@,";

	return text[0] != '\0' && text[0] != '-' && text[strspn(text, plain)] == '\0';
}

static bool is_printable(const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			return false;
	return text[0] != '\0';
}

/* Append TEXT as one word of the shell; OTHER if TEXT cannot be typed. */
static void add_word(struct ts_buf *command, const char *text, const char *other)
{
	if (text == NULL || !is_printable(text) || strcmp(text, "-") == 0)
		text = other;
	/* tar takes text before a colon for the name of a host. */
	if (text[0] == '-' || (text[0] != '/' && strchr(text, ':') != NULL))
		ts_buf_add_str(command, "./");
	if (is_plain(text)) {
		ts_buf_add_str(command, text);
		return;
	}
	ts_buf_add_str(command, "'");
	for (; *text != '\0'; text++)
		ts_buf_add_str(command, *text == '\'' ? "'\\''" : (char[]){*text, '\0'});
	ts_buf_add_str(command, "'");
}

/* Append a block of commands with a heading and a sentence, and empty COMMANDS. */
static void add_step(
    const struct ts_html_place *place, const char *title, const char *why, struct ts_buf *commands)
{
	const char *text = ts_buf_cstr(commands);

	ts_html_heading(place, 1, title);
	TS_HTML(place->out, "<p>{}</p>\n<pre tabindex=\"0\"><code>", why);
	if (text != NULL)
		ts_html_literal(place->out, text);
	place->out->failed = place->out->failed || text == NULL;
	ts_buf_add_str(place->out, "</code></pre>\n");
	ts_buf_free(commands);
}

static size_t count_signers(const struct ts_report *r, const char *what)
{
	size_t n = 0;

	for (size_t i = 0; i < r->signers_n; i++)
		n += ts_html_same(r->signers[i].what, what);
	return n;
}

/* Append commands that verify one signature of ENVELOPE over ../pae, with the key in PEM. */
static void add_signature(struct ts_buf *commands, const char *envelope,
    const struct ts_report_signer *s, bool only, const char *role, size_t number)
{
	if (s != NULL && s->keyid != NULL && is_plain(s->keyid))
		ts_buf_printf(commands, "# the key %s\n", s->keyid);
	ts_buf_add_str(commands, "jq -j '");
	if (only || s == NULL || s->keyid == NULL || !is_plain(s->keyid))
		ts_buf_printf(commands, ".signatures[%zu].sig", number - 1);
	else
		ts_buf_printf(commands, ".signatures[] | select(.keyid == \"%s\").sig", s->keyid);
	ts_buf_printf(commands, "' %s |\n  openssl base64 -d -A >../sig\n", envelope);
	ts_buf_printf(commands, "openssl pkeyutl -verify -pubin -inkey ../../%s", role);
	if (number > 1)
		ts_buf_printf(commands, "-%zu", number);
	ts_buf_add_str(commands, ".pem -rawin -in ../pae -sigfile ../sig\n");
}

/* Append commands that build what the signatures of ENVELOPE cover, and verify each that is by a
 * key of the policy. */
static void add_envelope(struct ts_buf *commands, const struct ts_report *r, const char *envelope,
    const char *payload, const char *what, const char *role)
{
	size_t all = count_signers(r, what), number = 0;

	ts_buf_printf(commands,
	    "jq -j .payload %s | openssl base64 -d -A >../%s\n"
	    "{ printf 'DSSEv1 28 application/vnd.in-toto+json %%d ' $(($(wc -c <../%s)))\n"
	    "  cat ../%s; } >../pae\n",
	    envelope, payload, payload, payload);
	for (size_t i = 0; i < r->signers_n; i++)
		if (ts_html_same(r->signers[i].what, what))
			add_signature(commands, envelope, &r->signers[i], all == 1, role, ++number);
	if (number == 0)
		add_signature(commands, envelope, NULL, true, role, 1);
}

static void add_unpacking(const struct ts_html_place *place, const struct ts_report *r)
{
	struct ts_buf commands = TS_BUF_INIT;

	ts_buf_add_str(&commands,
	    "set -eu\n"
	    "sha256() { openssl dgst -sha256 -r \"$@\" | cut -d' ' -f1; }\n"
	    "same_digests() { # of a list: each line is a digest, two spaces and a file\n"
	    "  while IFS= read -r line; do\n"
	    "    [ \"$(sha256 \"${line#*  }\")\" = \"${line%%  *}\" ] ||\n"
	    "      { echo \"${line#*  } differs\"; exit 1; }\n"
	    "  done <\"$1\"\n"
	    "}\n"
	    "mkdir unpacked\ntar -xf ");
	add_word(&commands, r->verdict->path, "bundle.tar");
	ts_buf_add_str(&commands, " -C unpacked\ncd unpacked/");
	if (r->verdict->name != NULL && is_plain(r->verdict->name))
		ts_buf_add_str(&commands, r->verdict->name);
	else
		ts_buf_add_str(&commands, "*/");
	ts_buf_add_str(&commands, "\n");
	add_step(place, "1. Unpack it in a new directory", "Nothing is trusted yet.", &commands);
}

static void add_seal(const struct ts_html_place *place, const struct ts_report *r)
{
	struct ts_buf commands = TS_BUF_INIT;

	add_envelope(&commands, r, "seal.dsse.json", "payload", "seal", "producer");
	if (r->verdict->statement_sha256 != NULL && is_plain(r->verdict->statement_sha256))
		ts_buf_printf(
		    &commands, "[ \"$(sha256 ../payload)\" = %s ]\n", r->verdict->statement_sha256);
	add_step(place, "2. The producer signed the seal",
	    "Get the producer's public key from a source that you trust, as PEM, and put it into "
	    "producer.pem next to the directory unpacked.",
	    &commands);
}

static void add_contents(const struct ts_html_place *place)
{
	struct ts_buf commands = TS_BUF_INIT;

	ts_buf_add_str(&commands,
	    "find . ! -type d | sed 's|^\\./||' | LC_ALL=C sort >../files\n"
	    "{ cut -c67- manifest-sha256.txt\n"
	    "  printf '%s\\n' bag-info.txt bagit.txt manifest-sha256.txt seal.dsse.json; } |\n"
	    "  LC_ALL=C sort | cmp - ../files\n"
	    "jq -r '.subject[] | .digest.sha256 + \"  \" + .name' ../payload >../subjects\n"
	    "same_digests ../subjects\n"
	    "same_digests manifest-sha256.txt\n");
	add_step(place, "3. The seal covers these files",
	    "The statement contains the digests of three files. One of them, the manifest, "
	    "contains those of all others. The comparison finds files that the manifest does not "
	    "list.",
	    &commands);
}

static void add_approval(const struct ts_html_place *place, const struct ts_report *r)
{
	struct ts_buf commands = TS_BUF_INIT;

	if (r->approval_path != NULL && strcmp(r->approval_path, APPROVAL) != 0) {
		ts_html_heading(place, 1, "4. The approval");
		TS_HTML(place->out,
		    "<p>It is not signed. Read <code>{}</code>, and ask who wrote it.</p>\n",
		    r->approval_path);
		return;
	}
	add_envelope(&commands, r, APPROVAL, "approval-payload", "approval", "approver");
	ts_buf_add_str(
	    &commands, "jq -e '.predicate.decision == \"approved\"' ../approval-payload\n");
	add_step(place, "4. The approver signed the approval",
	    "Put the approver's public key into approver.pem.", &commands);
}

static void add_package(const struct ts_html_place *place, const struct ts_report *r)
{
	bool directory =
	    r->package_digest == NULL || strncmp(r->package_digest, "dirHash1:", 9) == 0;
	const char *kind = directory ? "dirHash1" : "sha256";
	bool is_signed = r->approval_path == NULL || strcmp(r->approval_path, APPROVAL) == 0;
	struct ts_buf commands = TS_BUF_INIT;

	if (directory) {
		ts_buf_add_str(&commands, "(cd ");
		add_word(&commands, r->package_path, "data/evidence");
		ts_buf_add_str(&commands, " && find . -type f | sed 's|^\\./||' | LC_ALL=C sort |\n"
					  "  while IFS= read -r f; do printf '%s  %s\\n' "
					  "\"$(sha256 \"$f\")\" \"$f\"; done) |\n"
					  "  sha256 >../digest\n");
	} else {
		ts_buf_add_str(&commands, "sha256 ");
		add_word(&commands, r->package_path, "data/evidence/FILE");
		ts_buf_add_str(&commands, " >../digest\n");
	}
	ts_buf_printf(&commands,
	    "jq -r '.predicate.evidence.package.digest.%s' ../payload | cmp - ../digest\n", kind);
	if (is_signed)
		ts_buf_printf(&commands,
		    "jq -r '.subject[0].digest.%s' ../approval-payload | cmp - ../digest\n", kind);
	add_step(place, "5. The approval is for exactly this package",
	    directory ? "The digest of a directory is the SHA-256 of a sorted listing of its files "
			"with their digests."
		      : "The package is one file, identified by its SHA-256.",
	    &commands);
}

static void add_key_form(const struct ts_html_place *place)
{
	struct ts_buf commands = TS_BUF_INIT;

	ts_buf_add_str(&commands,
	    "{ printf '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000'\n"
	    "  cut -d' ' -f2 producer.pub | openssl base64 -d -A | tail -c 32; } |\n"
	    "  openssl pkey -pubin -inform DER -out producer.pem\n");
	add_step(place, "Keys",
	    "ssh-keygen -lf producer.pub prints the fingerprint of a key, to compare with the one "
	    "above. This converts an ssh-ed25519 line into PEM:",
	    &commands);
}

void ts_html_manual_check(const struct ts_html_place *place, const struct ts_report *r)
{
	ts_buf_add_str(place->out, "<section class=\"manual\">\n");
	ts_html_heading(place, 0, "Check it by hand");
	ts_buf_add_str(place->out,
	    "<p>Use <code>jq</code>, <code>openssl</code> and a POSIX shell; you do not need "
	    "tarseal. Type the commands in a subshell (<code>sh</code>): it ends at the first that "
	    "fails. This "
	    "does not show whether the gates of the stage are met, whether the keys had their "
	    "roles at the time, or whether somebody approved their own work.</p>\n");
	add_unpacking(place, r);
	add_seal(place, r);
	add_contents(place);
	add_approval(place, r);
	add_package(place, r);
	add_key_form(place);
	ts_buf_add_str(place->out, "</section>\n");
}
