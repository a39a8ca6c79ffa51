#define _GNU_SOURCE /* strncasecmp */

#include "scanner/plausible.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "scanner/entropy.h"

/* Of a secret, in bits per byte: 2.6, and 2.3 of a short one. */
#define LEAST_ENTROPY (TS_ENTROPY_ONE / 10 * 26)
#define SHORT_ENTROPY (TS_ENTROPY_ONE / 10 * 23)

/* What a text consists of. */
struct content {
	size_t upper, lower, digits, joints, marks, spaces; /* joints: - _ . / : + = */
	size_t words;    /* groups of letters, also of camelCase, and of digits */
	size_t longest;  /* group of letters */
	size_t numbers;  /* groups of digits with more than four digits */
	size_t mixed;    /* times that a letter follows a digit at once, within a group */
	size_t unspoken; /* groups of at least four letters without a vowel */
};

static bool is_letter(char c)
{
	return ts_is_upper(c) || ts_is_lower(c);
}

static bool is_vowel(char c)
{
	return strchr("aeiouyAEIOUY", c) != NULL;
}

/* Where the group of letters ends that begins at P: before a capital that follows a small letter,
 * and before the last capital of several that a small letter follows ("APIKey": "API", "Key"). */
static const char *word_end(const char *p, const char *end)
{
	const char *from = p++;

	for (; p < end && is_letter(*p); p++) {
		if (ts_is_upper(*p) && ts_is_lower(p[-1]))
			break;
		if (ts_is_lower(*p) && ts_is_upper(p[-1]) && p - 1 > from)
			return p - 1;
	}
	return p;
}

static const char *take_letters(struct content *c, const char *p, const char *end)
{
	const char *to = word_end(p, end);
	bool spoken = false;

	for (const char *q = p; q < to; q++) {
		c->upper += ts_is_upper(*q);
		c->lower += ts_is_lower(*q);
		spoken = spoken || is_vowel(*q);
	}
	c->words++;
	c->unspoken += to - p >= 4 && !spoken;
	if ((size_t)(to - p) > c->longest)
		c->longest = (size_t)(to - p);
	return to;
}

static const char *take_digits(struct content *c, const char *p, const char *end)
{
	const char *from = p;

	while (p < end && ts_is_digit(*p))
		p++;
	c->digits += (size_t)(p - from);
	c->words++;
	c->numbers += p - from > 4;
	c->mixed += p < end && is_letter(*p);
	return p;
}

static struct content examine(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	struct content c = {0};

	while (p < end) {
		if (is_letter(*p)) {
			p = take_letters(&c, p, end);
			continue;
		}
		if (ts_is_digit(*p)) {
			p = take_digits(&c, p, end);
			continue;
		}
		if (*p == '\\' && p + 1 < end && (p[1] == '-' || p[1] == '&')) {
			p++; /* a hyphen in the source of a man page */
			continue;
		}
		if (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
			c.spaces++;
		else if (*p != '\0' && strchr("-_./:+=", *p) != NULL)
			c.joints++;
		else
			c.marks++;
		p++;
	}
	return c;
}

/* Words, joined by hyphens and the like or by capitals, perhaps with small numbers. Random text has
 * digits among its letters, short groups, or no vowels. */
static bool is_words(const struct content *c, size_t len)
{
	size_t letters = c->upper + c->lower;

	return c->marks == 0 && c->spaces == 0 && letters > 0 && c->numbers == 0 && c->mixed == 0 &&
	       c->unspoken == 0 && c->longest <= 20 && letters >= c->words * 2 && len <= 96;
}

static bool begins(const char *text, size_t len, const char *with)
{
	size_t n;

	if ((text[0] | 0x20) != (with[0] | 0x20))
		return false;
	n = strlen(with);
	return len >= n && strncasecmp(text, with, n) == 0;
}

static bool contains(const char *text, size_t len, const char *what)
{
	const size_t n = strlen(what);
	const char first = what[0], second = what[1];

	for (size_t i = 0; i + n <= len; i++)
		if ((text[i] | 0x20) == (first | 0x20) && (text[i + 1] | 0x20) == (second | 0x20) &&
		    strncasecmp(text + i, what, n) == 0)
			return true;
	return false;
}

static bool ends(const char *text, size_t len, const char *with)
{
	const size_t n = strlen(with);

	return len >= n && (text[len - 1] | 0x20) == with[n - 1] &&
	       strncasecmp(text + len - n, with, n) == 0;
}

/* One character again and again, or asterisks and the like: "xxxx-xxxx", "****abcd", "•••". */
static bool is_masked(const char *text, size_t len)
{
	static const char dots[] = "\xE2\x80\xA2\xA6\x97\x8F"; /* bytes of bullets and ellipses */
	size_t filler = 0, others = 0;

	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c == '*' || c == 'x' || c == 'X' || c == '.' ||
		    (c != '\0' && strchr(dots, c) != NULL))
			filler++;
		else if (c != '-' && c != '_' && c != ' ')
			others++;
	}
	if (others == 0 || contains(text, len, "***") || contains(text, len, "..."))
		return true;
	for (size_t i = 0; i < len; i++)
		if (text[i] != text[0] && text[i] != '-' && text[i] != '_')
			return filler >= 6 && contains(text, len, "xxxxxx");
	return true;
}

/* Does it begin with at least three capitals, as variables of the environment do? */
static bool is_capitals(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (ts_is_upper(text[n]) || text[n] == '_'))
		n++;
	return n >= 3 && (n == len || !ts_is_lower(text[n]));
}

/* "<…>", "${…}", "$(…)", "$NAME", "{{…}}", "%NAME%", "%(…)s", "%s", "#{…}", "@…@", "[REDACTED]". */
static bool is_template(const char *text, size_t len, const struct content *c)
{
	const char first = text[0], second = text[len > 1], last = text[len - 1];

	if (first == '<' && (last == '>' || c->digits == 0))
		return true;
	if (first == '$' &&
	    (second == '{' || second == '(' || (is_letter(second) && c->marks == 1) ||
		(second == '_' && c->marks == 1)))
		return true;
	if ((first == '{' && second == '{') || (first == '#' && second == '{') ||
	    (first == '%' && (second == '(' || second == '{' || len == 2)))
		return true;
	if (first == '%' && last == '%' && c->marks == 2)
		return true;
	if ((first == '@' && last == '@') || begins(text, len, "@env.") ||
	    begins(text, len, "@microsoft.keyvault(") || begins(text, len, "((") ||
	    begins(text, len, "!vault") || begins(text, len, "!secret") ||
	    begins(text, len, "ref+") || contains(text, len, "${"))
		return true;
	if (first == '$' && is_capitals(text + 1, len - 1))
		return true;
	return ((first == '{' && last == '}') || (first == '[' && last == ']') ||
		   (first == '(' && last == ')')) &&
	       c->marks <= 3 && c->digits == 0;
}

/* Something that says where the value is, or what it was made into. */
static bool is_reference(const char *text, size_t len, const struct content *c)
{
	static const char *const schemes[] = {"vault:", "vault/", "ref:", "ref/", "env:", "env.",
	    "file:", "arn:", "urn:", "projects/", "op://", "ssm:", "ssm/",
	    "kms:", "sops:", "gcp:", "aws:", "azure:", "secret:", "secret/", "secrets/", "opaque:",
	    "keyring:", "aws-secretsmanager:", "approval:", "license:", "licence:", "http://",
	    "https://", "sha1:", "sha256:", "sha384:", "sha512:", "sha256-", "sha384-", "sha512-",
	    "md5:", "blake2", "blake3", "sha3-"};
	static const char *const files[] = {".json", ".yaml", ".yml", ".txt", ".pem", ".key",
	    ".env", ".toml", ".ini", ".conf", ".cfg", ".enc", ".age", ".gpg", ".asc", ".md", ".htm",
	    ".html", ".go", ".py", ".rs", ".ts", ".js", ".crt", ".p12", ".jks", ".properties"};
	const char *colon = memchr(text, ':', len);
	struct content rest;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (begins(text, len, schemes[i]))
			return true;
	if (colon != NULL && colon > text) {
		rest = examine(colon + 1, len - (size_t)(colon + 1 - text));
		if (is_words(c, len) && rest.words > 1)
			return true;
	}
	if (!is_words(c, len))
		return false;
	if (text[0] == '/' || begins(text, len, "./") || begins(text, len, "../") ||
	    (len > 2 && text[1] == ':' && text[2] == '/'))
		return true;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (ends(text, len, files[i]))
			return true;
	return false;
}

static bool begins_any(const char *text, size_t len, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (begins(text, len, words[i]))
			return true;
	return false;
}

/* Words that only stand where a value would be. */
static bool has_placeholder_word(const char *text, size_t len)
{
	static const char *const anywhere[] = {"placeholder", "redacted", "changeme", "change-me",
	    "change_me", "change me", "your-", "your_", "your ", "opaque-", "example", "dummy",
	    "replace-", "replace_", "replaceme", "goes-here", "goes_here", "to-be-"};
	static const char *const first[] = {"your", "insert", "enter", "replace", "sample",
	    "removed", "hidden", "masked", "not-set", "not_set", "notset", "unset", "undefined",
	    "null", "none", "true", "false", "todo", "tbd", "my-secret", "my_secret", "mypassword",
	    "my-password", "my_password"};
	static const char *const whole[] = {
	    "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "api-key"};

	for (size_t i = 0; i < len; i++)
		if (strchr("prcyoedgt", text[i] | 0x20) != NULL &&
		    begins_any(text + i, len - i, anywhere, sizeof(anywhere) / sizeof(anywhere[0])))
			return true;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (begins(text, len, first[i]) &&
		    (len == strlen(first[i]) || !ts_is_lower(text[strlen(first[i])])))
			return true;
	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (begins(text, len, whole[i]) && len <= strlen(whole[i]) + 1)
			return true;
	return ends(text, len, "-here") || ends(text, len, "_here");
}

/* A date or a time, or a version: "2026-11-25T…", "v1.2.3-rc.1". */
static bool is_date_or_version(const char *text, size_t len, const struct content *c)
{
	static const char date[] = "dddd-dd-dd";
	size_t i = 0;

	while (i < len && i < sizeof(date) - 1 &&
	       (date[i] == 'd' ? ts_is_digit(text[i]) : text[i] == date[i]))
		i++;
	if (i == sizeof(date) - 1)
		return true;
	return c->joints >= 1 && c->marks == 0 && c->numbers == 0 &&
	       memchr(text, '.', len) != NULL &&
	       (ts_is_digit(text[0]) || (text[0] == 'v' && len > 1 && ts_is_digit(text[1]))) &&
	       c->upper == 0 && c->lower <= 6;
}

/* A piece of code that a value without quotes can be: "map[rune]string{", "&PrivateKey{",
 * "!!_config.withCredentials;", "super().get_url_rev(url)". */
static bool is_fragment(const char *text, size_t len)
{
	const char last = text[len - 1];
	size_t names = 0;

	for (size_t i = 0; i < len; i++)
		names += is_letter(text[i]) || text[i] == '_' || text[i] == '.';
	if (last == '{' || (last == '[' && len > 1) || (last == '(' && len > 1))
		return names + 6 >= len;
	if (contains(text, len, "()."))
		return true;
	return last == ';' && names * 10 >= len * 8 && memchr(text, '.', len) != NULL;
}

static bool is_placeholder(const char *text, size_t len, const struct content *c)
{
	return len == 0 || is_fragment(text, len) || is_masked(text, len) ||
	       is_template(text, len, c) || is_reference(text, len, c) ||
	       has_placeholder_word(text, len) || is_date_or_version(text, len, c);
}

bool ts_is_placeholder(const char *text, size_t len)
{
	struct content c = examine(text, len);

	return is_placeholder(text, len, &c);
}

/* The name of a variable of the environment: "APP_KEY_2". */
static bool is_variable(const char *text, size_t len, const struct content *c)
{
	return c->lower == 0 && c->upper > 0 && memchr(text, '_', len) != NULL && is_words(c, len);
}

/* The name of an algorithm or an encoding. */
static bool is_algorithm(const char *text, size_t len)
{
	static const char *const names[] = {"base64", "base32", "utf8", "utf-8", "utf16", "md5",
	    "sha1", "sha-1", "sha256", "sha-256", "sha512", "sha-512", "hs256", "rs256", "es256",
	    "oauth2", "argon2", "argon2id", "pbkdf2", "pkcs8", "pkcs12", "ed25519", "x25519",
	    "aes128", "aes256", "aes-256-gcm", "bcrypt", "scrypt", "x509", "saml2", "base64url"};

	for (size_t i = 0; len <= 12 && i < sizeof(names) / sizeof(names[0]); i++)
		if (len == strlen(names[i]) && strncasecmp(text, names[i], len) == 0)
			return true;
	return false;
}

static bool is_bracket(char c)
{
	return c == '(' || c == ')' || c == '[' || c == ']';
}

/* Does it look like code: a variable, "$x->y"; a call or a part of something, "getenv1(x)",
 * "x[1:]", "config.user.name"; or an identifier that says itself what its value is,
 * "readpassphrase.3bsd"? */
static bool is_code(const char *text, size_t len, const struct content *c)
{
	static const char *const telling[] = {"pass", "secret", "token", "key", "pwd", "cred"};
	size_t open = 0;
	struct content before;

	if (text[0] == '$' || is_bracket(text[0]) || text[len - 1] == ':' || is_words(c, len))
		return true;
	while (open < len && text[open] != '(' && text[open] != '[')
		open++;
	before = examine(text, open);
	if (open > 0 && open < len && before.marks == 0 && is_bracket(text[len - 1]))
		return true;
	if (open > 0 && open < len)
		return before.marks == 0 && before.mixed == 0 && before.unspoken == 0;
	for (size_t i = 0; c->marks == 0 && i < sizeof(telling) / sizeof(telling[0]); i++)
		if (contains(text, len, telling[i]))
			return true;
	return false;
}

/* "12345678", "87654321", "11112222", or a date without hyphens. */
static bool is_counting(const char *text, size_t len)
{
	size_t up = 0, down = 0, same = 0;

	for (size_t i = 1; i < len; i++) {
		up += text[i] == text[i - 1] + 1;
		down += text[i] == text[i - 1] - 1;
		same += text[i] == text[i - 1];
	}
	return up + 2 >= len || down + 2 >= len || same * 2 >= len ||
	       (len == 8 && (begins(text, len, "19") || begins(text, len, "20")));
}

/* Letters alone are a secret only if they look random: many changes between small and capital
 * letters. */
static bool is_random_letters(const struct content *c, size_t len, size_t least)
{
	return len >= least && c->words * 3 >= len && c->upper > 1 && c->lower > 1;
}

static bool is_uuid(const char *text, size_t len)
{
	static const char form[] = "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";

	if (len != sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < len; i++)
		if (form[i] == '-' ? text[i] != '-'
				   : !ts_is_digit(text[i]) &&
					 ((text[i] | 0x20) < 'a' || (text[i] | 0x20) > 'f'))
			return false;
	return true;
}

bool ts_is_password(const char *text, size_t len, bool data)
{
	const struct content c = examine(text, len);
	const size_t letters = c.upper + c.lower;

	if (c.spaces > 0 || len < 6 || is_placeholder(text, len, &c) ||
	    is_variable(text, len, &c) || is_algorithm(text, len) ||
	    (!data && is_code(text, len, &c)))
		return false;
	if (is_uuid(text, len))
		return true;
	if (letters == 0 && c.marks == 0)
		return data && len >= 8 && c.joints == 0 && !is_counting(text, len);
	if (ts_entropy(text, len) < (len < 8 ? SHORT_ENTROPY : LEAST_ENTROPY))
		return false;
	if (c.digits > 0)
		return true;
	if (c.marks == 0)
		return is_random_letters(&c, len, 10) ||
		       (data && c.upper == 0 && c.joints >= 3 && len >= 20);
	return len >= 8 && (data || (c.upper > 0 && c.lower > 0));
}

bool ts_is_token(const char *text, size_t len, bool data)
{
	const struct content c = examine(text, len);

	if (c.spaces > 0 || len < 8 || is_placeholder(text, len, &c) ||
	    is_variable(text, len, &c) || is_algorithm(text, len) || is_words(&c, len) ||
	    (!data && is_code(text, len, &c)))
		return false;
	if (is_uuid(text, len))
		return true;
	if (c.upper + c.lower == 0)
		return len >= 16 && !is_counting(text, len);
	if (ts_entropy(text, len) < LEAST_ENTROPY)
		return false;
	if (c.digits == 0)
		return c.marks > 0 ? len >= 12 : is_random_letters(&c, len, 16);
	return true;
}
