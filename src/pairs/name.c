#include "pairs/name.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"

static bool is_word(char c)
{
	return ts_is_digit(c) || ts_is_upper(c) || ts_is_lower(c) || (unsigned char)c >= 0x80;
}

/* Does a word of the LEN bytes at NAME begin at AT? */
static bool begins_word(const char *name, size_t len, size_t at)
{
	if (at == 0 || !is_word(name[at - 1]))
		return true;
	if (ts_is_digit(name[at - 1]) != ts_is_digit(name[at]))
		return true;
	if (!ts_is_upper(name[at]))
		return false;
	return !ts_is_upper(name[at - 1]) || (at + 1 < len && ts_is_lower(name[at + 1]));
}

/* Where the last word of the LEN bytes at NAME begins. */
static size_t last_word(const char *name, size_t len)
{
	size_t at = len - 1;

	while (at > 0 && !begins_word(name, len, at))
		at--;
	return at;
}

/* Does a word only say which of several values it is, or how it is written? */
static bool is_ending(const char *word, size_t len)
{
	static const char *const endings[] = {"b64", "base64", "current", "default", "dev", "hex",
	    "live", "new", "old", "plain", "plaintext", "primary", "prod", "production", "raw",
	    "secondary", "staging", "str", "string", "test", "text", "val", "value"};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if ((word[0] | 0x20) == endings[i][0] && strlen(endings[i]) == len &&
		    strncasecmp(word, endings[i], len) == 0)
			return true;
	return false;
}

size_t ts_name_trim(const char *name, size_t len)
{
	for (;;) {
		size_t word;

		while (len > 0 && (!is_word(name[len - 1]) || ts_is_digit(name[len - 1])))
			len--;
		if (len == 0)
			return 0;
		word = last_word(name, len);
		if (word == 0 || !is_ending(name + word, len - word))
			return len;
		len = word;
	}
}

/* Where the words begin if the LEN bytes at NAME end with them; SIZE_MAX when they do not. */
static size_t find_words(const char *name, size_t len, const char *words)
{
	for (size_t n = strlen(words); n > 0; n--) {
		char c = words[n - 1];

		if (c == ' ') {
			while (len > 0 && !is_word(name[len - 1]))
				len--;
			continue;
		}
		if (len == 0)
			return (size_t)-1;
		len--;
		if ((ts_is_upper(name[len]) ? (char)(name[len] | 0x20) : name[len]) != c)
			return (size_t)-1;
	}
	return len;
}

bool ts_name_ends_with(const char *name, size_t len, const char *words)
{
	const bool anywhere = *words == '*';
	size_t at;

	if (len == 0)
		return false;
	at = find_words(name, len, words + anywhere);
	return at != (size_t)-1 && (anywhere || begins_word(name, len, at));
}

static bool is_one_of(const char *name, size_t len, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == len && strncasecmp(name, list[i], len) == 0)
			return true;
	return false;
}

bool ts_name_means_value(const char *name, size_t len)
{
	static const char *const values[] = {"value", "val", "v", "content", "default", "data",
	    "text", "current", "valuestring", "plaintext", "plain_text", "raw", "secret",
	    "password", "token", "#text", "_text", "$t", "s", "const", "example", "sample"};

	if (len > 5 && strncasecmp(name + len - 5, "value", 5) == 0)
		return true; /* "ParameterValue" */
	return is_one_of(name, len, values, sizeof(values) / sizeof(values[0]));
}

bool ts_name_means_name(const char *name, size_t len)
{
	static const char *const names[] = {"name", "key", "id", "field", "fieldname", "label",
	    "header", "param", "parameter", "variable", "var", "property", "attribute", "title",
	    "k", "n", "option", "setting", "env", "secretname", "keyname", "@name", "@key", "$name",
	    "parametername", "parameterkey", "variablename", "displayname", "username"};

	return is_one_of(name, len, names, sizeof(names) / sizeof(names[0]));
}
