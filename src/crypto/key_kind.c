#define _GNU_SOURCE /* memmem, memrchr */

#include "crypto/key_kind.h"

#include <stdio.h>
#include <string.h>

#define BEGIN "-----BEGIN "

static const char make_one[] =
    "tarseal signs with Ed25519 only: make a key with tarseal keygen -o NAME, or with "
    "ssh-keygen -t ed25519";
static const char plain_one[] =
    "give the plain key of the certificate, without \"-cert\" in the name of its file";
static const char fido_one[] =
    "signatures of security keys have another form: make a key with tarseal keygen -o NAME, or "
    "with ssh-keygen -t ed25519";

static bool begins(const char *text, size_t len, const char *with)
{
	return len >= strlen(with) && memcmp(text, with, strlen(with)) == 0;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The beginnings of lines that a key begins with. */
static bool begins_key(const char *line, size_t len)
{
	static const char *const words[] = {BEGIN, "---- BEGIN ", "ssh-", "ecdsa-", "sk-",
	    "untrusted comment:", "PuTTY-User-Key-File-", "AGE-SECRET-KEY-", "RW"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (begins(line, len, words[i]))
			return true;
	return false;
}

/* Where the PEM text at TEXT ends, if only other text follows; otherwise END. */
static const char *end_of_pem(const char *text, const char *end)
{
	const char *last = memmem(text, (size_t)(end - text), "-----END ", strlen("-----END "));
	const char *line;

	if (last == NULL || memmem(last, (size_t)(end - last), BEGIN, strlen(BEGIN)) != NULL)
		return end;
	line = memchr(last, '\n', (size_t)(end - last));
	return line == NULL ? end : line;
}

/* Where the lines at TEXT end, without blank lines and comments behind them. */
static const char *end_of_lines(const char *text, const char *end)
{
	for (;;) {
		const char *line;

		while (end > text && is_blank(end[-1]))
			end--;
		line = memrchr(text, '\n', (size_t)(end - text));
		if (line == NULL || line[1 + strspn(line + 1, " \t")] != '#')
			return end;
		end = line;
	}
}

void ts_key_trim(const char **text, size_t *len)
{
	const char *end = *text + *len, *line = *text, *next;

	if (begins(line, *len, "\xef\xbb\xbf"))
		line += 3;
	*text = line;
	for (; line < end; line = next) {
		const char *newline = memchr(line, '\n', (size_t)(end - line));

		next = newline == NULL ? end : newline + 1;
		while (line < end && (*line == ' ' || *line == '\t'))
			line++;
		if (begins_key(line, (size_t)(end - line))) {
			*text = line;
			break;
		}
	}
	if (begins(*text, (size_t)(end - *text), BEGIN))
		end = end_of_pem(*text, end);
	else if (begins_key(*text, (size_t)(end - *text)))
		end = end_of_lines(*text, end);
	while (end > *text && is_blank(end[-1]))
		end--;
	*len = (size_t)(end - *text);
}

const char *ts_key_algorithm(const unsigned char *oid, size_t len)
{
	static const struct {
		const char *oid, *name;
	} algorithms[] = {
	    {"\x2b\x65\x70", "Ed25519"},
	    {"\x2b\x65\x71", "Ed448"},
	    {"\x2b\x65\x6e", "X25519"},
	    {"\x2b\x65\x6f", "X448"},
	    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", "RSA"},
	    {"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", "RSA-PSS"},
	    {"\x2a\x86\x48\xce\x3d\x02\x01", "ECDSA"},
	    {"\x2a\x86\x48\xce\x38\x04\x01", "DSA"},
	};

	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (strlen(algorithms[i].oid) == len && memcmp(algorithms[i].oid, oid, len) == 0)
			return algorithms[i].name;
	return "another algorithm";
}

/* Kinds that a fixed beginning tells. */
static const struct {
	const char *begin, *kind;
	bool public;
} fixed[] = {
    {"-----BEGIN CERTIFICATE-----", "an X.509 certificate", true},
    {"-----BEGIN RSA PUBLIC KEY-----", "a public key of type RSA", true},
    {"---- BEGIN SSH2 PUBLIC KEY ----", "a public key in the form of RFC 4716", true},
    {"-----BEGIN PGP PUBLIC KEY BLOCK-----", "an OpenPGP public key", true},
    {"-----BEGIN RSA PRIVATE KEY-----", "a secret key of type RSA", false},
    {"-----BEGIN EC PRIVATE KEY-----", "a secret key of type ECDSA", false},
    {"-----BEGIN EC PARAMETERS-----", "a secret key of type ECDSA", false},
    {"-----BEGIN DSA PRIVATE KEY-----", "a secret key of type DSA", false},
    {"-----BEGIN PGP PRIVATE KEY BLOCK-----", "an OpenPGP secret key", false},
    {"-----BEGIN AGE ENCRYPTED FILE-----", "a file encrypted with age", false},
    {"-----BEGIN ENCRYPTED COSIGN PRIVATE KEY-----", "a secret key of cosign", false},
    {"-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----", "a secret key of cosign", false},
    {"-----BEGIN PRIVATE KEY-----", "a SECRET key in PKCS#8", false},
    {"-----BEGIN ENCRYPTED PRIVATE KEY-----", "a SECRET key in PKCS#8, encrypted", false},
    {"-----BEGIN OPENSSH PRIVATE KEY-----", "a SECRET key of OpenSSH", false},
    {"untrusted comment: minisign encrypted secret key", "a SECRET key of minisign", false},
    {"untrusted comment: minisign secret key", "a SECRET key of minisign", false},
    {"PuTTY-User-Key-File-", "a PuTTY private key", false},
    {"\x30\x2e\x02\x01", "a key in binary form (DER)", false},
    {"\x30\x81", "a key or certificate in binary form (DER)", false},
    {"\x30\x82", "a key or certificate in binary form (DER, PKCS#12)", false},
    {"AGE-SECRET-KEY-", "an age identity", false},
    {"\xff\xfe", "text in UTF-16", false},
    {"\xfe\xff", "text in UTF-16", false},
};

/* A line of a public key as ssh-keygen writes it: TYPE BASE64 COMMENT. */
static bool is_ssh_line(
    const char *text, size_t len, char kind[static TS_KEY_KIND_MAX], const char **fix)
{
	char type[64];
	size_t n = 0;

	while (n < len && n < sizeof(type) - 1 && text[n] > ' ' && text[n] < 0x7F) {
		type[n] = text[n];
		n++;
	}
	type[n] = '\0';
	if (n == len || text[n] != ' ' || strcmp(type, "ssh-ed25519") == 0 ||
	    (!begins(text, len, "ssh-") && !begins(text, len, "ecdsa-") &&
		!begins(text, len, "sk-")))
		return false;
	*fix = make_one;
	if (strstr(type, "-cert-v0") != NULL) {
		snprintf(kind, TS_KEY_KIND_MAX, "an OpenSSH certificate of type %s", type);
		*fix = plain_one;
	} else if (begins(text, len, "sk-")) {
		snprintf(kind, TS_KEY_KIND_MAX, "the public key of a FIDO security key, of type %s",
		    type);
		*fix = fido_one;
	} else {
		snprintf(kind, TS_KEY_KIND_MAX, "a public key of type %s", type);
	}
	return true;
}

bool ts_key_kind(
    const char *text, size_t len, char kind[static TS_KEY_KIND_MAX], const char **fix, bool *public)
{
	*fix = make_one;
	*public = true;
	if (is_ssh_line(text, len, kind, fix))
		return true;
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		if (!begins(text, len, fixed[i].begin))
			continue;
		snprintf(kind, TS_KEY_KIND_MAX, "%s", fixed[i].kind);
		*public = fixed[i].public;
		if (strstr(fixed[i].kind, "UTF-16") != NULL)
			*fix = "convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)";
		if (strstr(fixed[i].kind, "4716") != NULL)
			*fix = "convert it: ssh-keygen -i -f FILE";
		if (strstr(fixed[i].kind, "SECRET") != NULL)
			*fix = "give the public key, the .pub file, and keep this one to yourself";
		if (strstr(fixed[i].kind, "binary") != NULL)
			*fix = "convert it to PEM, such as with: openssl pkey -inform DER -in FILE "
			       "-out NEW";
		return true;
	}
	return false;
}
