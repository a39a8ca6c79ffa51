#include "scanner/reference.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "scanner/number.h"

#define TEXT_MAX 1024

static int hex_value(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Replace each "%XX" in TEXT by the byte it stands for; false when there is none. */
static bool decode(char *text)
{
	bool found = false;
	char *out = text;

	for (const char *p = text; *p != '\0'; out++) {
		if (*p == '%' && hex_value(p[1]) >= 0 && hex_value(p[2]) >= 0) {
			*out = (char)(hex_value(p[1]) * 16 + hex_value(p[2]));
			if (*out == '\0')
				*out = ' ';
			p += 3;
			found = true;
		} else {
			*out = *p++;
		}
	}
	*out = '\0';
	return found;
}

static size_t spaces(const char *p)
{
	return strspn(p, " \t+");
}

/* The length of WORD at P in brackets of any kind, such as "(at)"; 0 when it is not there. */
static size_t bracketed(const char *p, const char *word)
{
	static const char opening[] = "([{<", closing[] = ")]}>";
	const char *open = *p == '\0' ? NULL : strchr(opening, *p);
	size_t len = strlen(word);

	if (open == NULL || strncasecmp(p + 1, word, len) != 0 ||
	    p[1 + len] != closing[open - opening])
		return 0;
	return len + 2;
}

#define AT_BYTES "@\xef([{<" /* that an "@" can begin with */

/* The length of an "@" at P, however it is written; 0 when it is not there. */
static size_t at_sign(const char *p)
{
	static const char fullwidth[] = "\xef\xbc\xa0", small[] = "\xef\xb9\xab";

	if (*p == '@')
		return 1;
	if (strncmp(p, fullwidth, 3) == 0 || strncmp(p, small, 3) == 0)
		return 3;
	return bracketed(p, "at");
}

/* The length of the dot at P in the name of a domain; 0 when it is not there. */
static size_t dot(const char *p)
{
	size_t before = spaces(p), len = *p == '.' ? 1 : bracketed(p + before, "dot");

	if (len <= 1)
		return len;
	return before + len + spaces(p + before + len);
}

/* The length of a label of a domain, which may be in any script. */
static size_t label(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '-' || (unsigned char)p[n] >= 0x80)
		n++;
	return n;
}

/* A domain with a top-level domain, or an address in brackets. Numbers with dots are a version,
 * such as that of a package URL. */
static bool is_domain(const char *p)
{
	size_t len = label(p), next;

	if (p[0] == '[')
		return isxdigit((unsigned char)p[1]) || p[1] == ':';
	next = len == 0 ? 0 : dot(p + len);
	if (next == 0)
		return false;
	if (isdigit((unsigned char)p[p[0] == 'v']) && isdigit((unsigned char)p[len + next]))
		return false;
	for (; next > 0 && label(p + len + next) > 0; next = dot(p + len)) {
		p += len + next;
		len = label(p);
	}
	return len >= 2 && !isdigit((unsigned char)p[0]);
}

/* A local part (RFC 5321), "@", and a domain, perhaps with spaces between them. */
static bool has_address(const char *text)
{
	for (const char *p = strpbrk(text, AT_BYTES); p != NULL; p = strpbrk(p + 1, AT_BYTES)) {
		size_t len = at_sign(p);
		const char *before = p;

		while (len > 0 && before > text && strchr(" \t", before[-1]) != NULL)
			before--;
		if (len > 0 && before > text && strchr("/:;,([{<", before[-1]) == NULL &&
		    is_domain(p + len + spaces(p + len)))
			return true;
	}
	return false;
}

/* Is the scheme of TEXT, or one behind a colon or a slash in it, such a NAME? *REST is what
 * follows. */
static bool has_scheme(const char *text, const char *name, const char **rest)
{
	size_t len = strlen(name);

	for (const char *p = strchr(text, ':'); p != NULL; p = strchr(p + 1, ':'))
		if ((size_t)(p - text) >= len && strncasecmp(p - len, name, len) == 0 &&
		    (p - len == text || !isalnum((unsigned char)p[-1 - (ptrdiff_t)len]))) {
			*rest = p + 1;
			return true;
		}
	return false;
}

/* A URI scheme that names people (RFC 6068, 3966, 5724, 3261, 5122). Inside a reference some of
 * them are names of channels, unless a number follows. */
static bool has_personal_scheme(const char *text)
{
	static const struct {
		const char *name;
		bool anywhere;
	} schemes[] = {{"mailto", true}, {"tel", false}, {"sms", false}, {"smsto", true},
	    {"callto", true}, {"sip", false}, {"sips", false}, {"xmpp", false}};

	if (strchr(text, ':') == NULL)
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		const char *rest;

		if (!has_scheme(text, schemes[i].name, &rest))
			continue;
		if (schemes[i].anywhere || rest == text + strlen(schemes[i].name) + 1 ||
		    ts_number_is_telephone(rest))
			return true;
	}
	return false;
}

static const char *find(const char *text)
{
	if (has_address(text))
		return "an e-mail address";
	if (has_personal_scheme(text))
		return "a URI that names a person, such as mailto: or tel:";
	if (ts_number_telephone(text))
		return "a telephone number";
	if (ts_number_iban(text))
		return "the number of an account (IBAN)";
	return ts_number_card(text) ? "a payment card number" : NULL;
}

const char *ts_reference_private(const char *text)
{
	char decoded[TEXT_MAX];
	const char *found = find(text);
	int rounds = 0;

	if (found != NULL || strlen(text) >= sizeof(decoded))
		return found;
	memcpy(decoded, text, strlen(text) + 1);
	/* Each round at least shortens the text by two bytes. */
	while (found == NULL && decode(decoded) && rounds++ < TEXT_MAX)
		found = find(decoded);
	return found;
}
