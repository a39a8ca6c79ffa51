#define _GNU_SOURCE /* memmem */

#include "scanner/kind_text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define SOURCE "boundary.source-code"
#define POLICY "boundary.policy-pack"
#define KIND   "boundary.file-kind"

/* Endings of names. */
#define END(text) text, sizeof(text) - 1
static const struct {
	const char *end;
	size_t len;
	const char *saw, *check;
} names[] = {
    {END(".c"), "C source code", SOURCE},
    {END(".h"), "C source code", SOURCE},
    {END(".cc"), "C++ source code", SOURCE},
    {END(".cpp"), "C++ source code", SOURCE},
    {END(".cxx"), "C++ source code", SOURCE},
    {END(".hpp"), "C++ source code", SOURCE},
    {END(".hh"), "C++ source code", SOURCE},
    {END(".hxx"), "C++ source code", SOURCE},
    {END(".mm"), "Objective-C++ source code", SOURCE},
    {END(".cu"), "CUDA source code", SOURCE},
    {END(".m"), "Objective-C source code", SOURCE},
    {END(".py"), "Python source code", SOURCE},
    {END(".pyx"), "Cython source code", SOURCE},
    {END(".pyw"), "Python source code", SOURCE},
    {END(".pyi"), "Python source code", SOURCE},
    {END(".ipynb"), "a Jupyter notebook", SOURCE},
    {END(".js"), "JavaScript source code", SOURCE},
    {END(".mjs"), "JavaScript source code", SOURCE},
    {END(".cjs"), "JavaScript source code", SOURCE},
    {END(".jsx"), "JavaScript source code", SOURCE},
    {END(".ts"), "TypeScript source code", SOURCE},
    {END(".tsx"), "TypeScript source code", SOURCE},
    {END(".mts"), "TypeScript source code", SOURCE},
    {END(".cts"), "TypeScript source code", SOURCE},
    {END(".vue"), "Vue source code", SOURCE},
    {END(".svelte"), "Svelte source code", SOURCE},
    {END(".coffee"), "CoffeeScript source code", SOURCE},
    {END(".go"), "Go source code", SOURCE},
    {END(".rs"), "Rust source code", SOURCE},
    {END(".java"), "Java source code", SOURCE},
    {END(".kt"), "Kotlin source code", SOURCE},
    {END(".kts"), "Kotlin source code", SOURCE},
    {END(".scala"), "Scala source code", SOURCE},
    {END(".groovy"), "Groovy source code", SOURCE},
    {END(".rb"), "Ruby source code", SOURCE},
    {END(".php"), "PHP source code", SOURCE},
    {END(".php5"), "PHP source code", SOURCE},
    {END(".phtml"), "PHP source code", SOURCE},
    {END(".jsp"), "Java source code", SOURCE},
    {END(".asp"), "a Windows script", SOURCE},
    {END(".aspx"), "a Windows script", SOURCE},
    {END(".pl"), "Perl source code", SOURCE},
    {END(".pm"), "Perl source code", SOURCE},
    {END(".lua"), "Lua source code", SOURCE},
    {END(".cs"), "C# source code", SOURCE},
    {END(".fs"), "F# source code", SOURCE},
    {END(".vb"), "Visual Basic source code", SOURCE},
    {END(".bas"), "Visual Basic source code", SOURCE},
    {END(".vba"), "Visual Basic source code", SOURCE},
    {END(".swift"), "Swift source code", SOURCE},
    {END(".dart"), "Dart source code", SOURCE},
    {END(".ex"), "Elixir source code", SOURCE},
    {END(".exs"), "Elixir source code", SOURCE},
    {END(".erl"), "Erlang source code", SOURCE},
    {END(".hs"), "Haskell source code", SOURCE},
    {END(".ml"), "OCaml source code", SOURCE},
    {END(".clj"), "Clojure source code", SOURCE},
    {END(".jl"), "Julia source code", SOURCE},
    {END(".r"), "R source code", SOURCE},
    {END(".zig"), "Zig source code", SOURCE},
    {END(".nim"), "Nim source code", SOURCE},
    {END(".f90"), "Fortran source code", SOURCE},
    {END(".asm"), "assembly source code", SOURCE},
    {END(".s"), "assembly source code", SOURCE},
    {END(".sh"), "a shell script", SOURCE},
    {END(".bash"), "a shell script", SOURCE},
    {END(".zsh"), "a shell script", SOURCE},
    {END(".bat"), "a batch script", SOURCE},
    {END(".cmd"), "a batch script", SOURCE},
    {END(".ps1"), "a PowerShell script", SOURCE},
    {END(".psm1"), "a PowerShell script", SOURCE},
    {END(".sql"), "SQL", SOURCE},
    {END(".tf"), "Terraform source code", SOURCE},
    {END(".cmake"), "CMake source code", SOURCE},
    {END(".gradle"), "Gradle source code", SOURCE},
    {END(".patch"), "a source code patch", SOURCE},
    {END(".diff"), "a source code patch", SOURCE},
    {END(".sol"), "Solidity source code", SOURCE},
    {END(".proto"), "Protocol Buffers source code", SOURCE},
    {END(".ksh"), "a shell script", SOURCE},
    {END(".csh"), "a shell script", SOURCE},
    {END(".fish"), "a shell script", SOURCE},
    {END(".command"), "a shell script", SOURCE},
    {END(".awk"), "an awk script", SOURCE},
    {END(".tcl"), "Tcl source code", SOURCE},
    {END(".psd1"), "a PowerShell script", SOURCE},
    {END(".vbs"), "a Windows script", SOURCE},
    {END(".vbe"), "a Windows script", SOURCE},
    {END(".jse"), "a Windows script", SOURCE},
    {END(".wsf"), "a Windows script", SOURCE},
    {END(".wsh"), "a Windows script", SOURCE},
    {END(".wsc"), "a Windows script", SOURCE},
    {END(".sct"), "a Windows script", SOURCE},
    {END(".ahk"), "a Windows script", SOURCE},
    {END(".hta"), "an HTML application", SOURCE},
    {END(".applescript"), "an AppleScript", SOURCE},
    {END(".reg"), "changes to a Windows registry", SOURCE},
    {END(".svg"), "an SVG image, which can contain scripts", KIND},
    {END(".vcf"), "a vCard", KIND},
    {END(".vcard"), "a vCard", KIND},
    {END("/makefile"), "a makefile", SOURCE},
    {END("/gnumakefile"), "a makefile", SOURCE},
    {END("/dockerfile"), "a Dockerfile", SOURCE},
    {END("/containerfile"), "a Dockerfile", SOURCE},
    {END("/jenkinsfile"), "a Jenkins pipeline", SOURCE},
    {END("/cmakelists.txt"), "CMake source code", SOURCE},
    {END(".rego"), "a Rego policy", POLICY},
    {END(".sentinel"), "a Sentinel policy", POLICY},
    {END(".cedar"), "a Cedar policy", POLICY},
    {END(".cedarschema"), "a Cedar schema", POLICY},
    {END(".polar"), "a Polar policy", POLICY},
};

/* Does the NAME of LEN bytes end with the N bytes of END, which are lower case? */
static inline bool ends_with(const char *name, size_t len, const char *end, size_t n)
{
	/* Comparing the last two letters first rejects nearly all. */
	if (len < 2 || (name[len - 1] | 0x20) != (end[n - 1] | 0x20) ||
	    (name[len - 2] | 0x20) != (end[n - 2] | 0x20))
		return false;
	if (end[0] == '/' && len == n - 1 && strncasecmp(name, end + 1, len) == 0)
		return true;
	return len >= n && strncasecmp(name + len - n, end, n) == 0;
}

/* Text that is refused whatever its name, recognised by how it begins. A blank stands for any
 * number of them, also none. */
static const struct {
	const char *begin; /* lower case */
	const char *next;  /* what must follow: one of these bytes; "": nothing in particular */
	const char *saw, *check;
} beginnings[] = {
    {"#! /", "", "a program (it begins with #!)", SOURCE},
    {"@ echo off", "\r\n&", "a batch script", SOURCE},
    {"<?php", "", "PHP source code", SOURCE},
    {"<?=", "", "PHP source code", SOURCE},
    {"<script", " \t\r\n>/", "a script", SOURCE},
    {"<hta:", "", "an HTML application", SOURCE},
    {"<svg", " \t\r\n>/", "an SVG image, which can contain scripts", KIND},
    {"begin:vcard", "\r\n", "a vCard", KIND},
    {"diff --git a/", "", "a source code patch", SOURCE},
    {"diff --git \"a/", "", "a source code patch", SOURCE},
    {"--- a/", "", "a source code patch", SOURCE},
    {"%!ps", "-\r\n", "PostScript", KIND},
};

/* Does TEXT begin with BEGIN? Returns what it takes of TEXT; 0 if not. */
static size_t match_beginning(const char *text, size_t len, const char *begin)
{
	size_t at = 0;

	for (; *begin != '\0'; begin++) {
		if (*begin == ' ')
			while (at < len && (text[at] == ' ' || text[at] == '\t'))
				at++;
		else if (at < len && tolower((unsigned char)text[at]) == *begin)
			at++;
		else
			return 0;
	}
	return at;
}

/* The length of the namespace prefix of the XML element at TEXT, as in "<s:svg". */
static size_t prefix_length(const char *text, size_t len)
{
	size_t n = 1;

	if (len == 0 || text[0] != '<')
		return 0;
	while (n < len && isalnum((unsigned char)text[n]))
		n++;
	return n > 1 && n < len && text[n] == ':' ? n : 0;
}

/* Where the document type at TEXT ends, whose first ">" is at FIRST: behind the definitions in
 * brackets, if it has any; NULL if it does not end before LAST. */
static const char *end_of_doctype(const char *text, const char *first, const char *last)
{
	const char *end = memchr(text, '[', (size_t)(first - text));

	if (end == NULL)
		return first;
	end = memchr(end, ']', (size_t)(last - end));
	return end == NULL ? NULL : memchr(end, '>', (size_t)(last - end));
}

/* What programs skip before the part that they interpret: a byte-order mark, blanks, and in XML the
 * declaration, comments and the document type. */
static size_t skip_preamble(const char *head, size_t head_len)
{
	static const struct {
		const char *begin, *end;
	} parts[] = {{"\xef\xbb\xbf", ""}, {"<!--", "-->"}, {"<!doctype", ">"}, {"<?", "?>"}};
	size_t at = 0, i = 0;

	while (i < sizeof(parts) / sizeof(parts[0])) {
		size_t left, len = strlen(parts[i].begin);
		const char *end;

		while (at < head_len && strchr(" \t\r\n\f\v", head[at]) != NULL)
			at++;
		if (at == head_len || (head[at] != '<' && head[at] != parts[0].begin[0]))
			break;
		left = head_len - at;
		if (left >= 3 && (strncasecmp(head + at, "<?p", 3) == 0 || head[at + 2] == '='))
			break; /* PHP */
		if (left < len || strncasecmp(head + at, parts[i].begin, len) != 0) {
			i++;
			continue;
		}
		end = memmem(head + at + len, left - len, parts[i].end, strlen(parts[i].end));
		if (end != NULL && parts[i].begin[2] == 'd')
			end = end_of_doctype(head + at, end, head + head_len);
		if (end == NULL)
			break;
		at = (size_t)(end - head) + strlen(parts[i].end);
		i = 0;
	}
	return at;
}

/* Does one of them begin with this byte? Hardly any text does. */
static bool may_begin(char first)
{
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (beginnings[i].begin[0] == tolower((unsigned char)first))
			return true;
	return false;
}

static bool is_refused_text(const char *head, size_t head_len, const char **saw, const char **check)
{
	size_t at = skip_preamble(head, head_len);
	size_t prefix = prefix_length(head + at, head_len - at);

	if (at == head_len || !may_begin(head[at]))
		return false;
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		const char *begin = beginnings[i].begin, *next = beginnings[i].next;
		size_t len = match_beginning(head + at, head_len - at, begin);

		if (len == 0 && prefix > 0 && begin[0] == '<') {
			len = match_beginning(
			    head + at + prefix + 1, head_len - at - prefix - 1, begin + 1);
			len += len == 0 ? 0 : prefix + 1;
		}
		if (len == 0 ||
		    (*next != '\0' && at + len < head_len &&
			(head[at + len] == '\0' || strchr(next, head[at + len]) == NULL)))
			continue;
		*saw = beginnings[i].saw;
		*check = beginnings[i].check;
		return true;
	}
	return false;
}

/* The length of NAME without what people add to a name to keep or to send a file. *IS_TEXT: ".txt"
 * was among it. */
static size_t plain_length(const char *name, bool *is_text)
{
	static const char *const added[] = {
	    "~", ".bak", ".backup", ".save", ".sample", ".orig", ".old", ".tmp", ".txt"};
	size_t len = strlen(name), i = 0;

	*is_text = false;
	while (i < sizeof(added) / sizeof(added[0])) {
		size_t n = strlen(added[i]);

		if (len > n && strncasecmp(name + len - n, added[i], n) == 0) {
			len -= n;
			*is_text = *is_text || strcmp(added[i], ".txt") == 0;
			i = 0;
		} else {
			i++;
		}
	}
	return len;
}

/* Is the file part of a version control system's own directory? */
bool ts_kind_is_in_repository(const char *name)
{
	static const char *const directories[] = {".git", ".hg", ".svn"};

	for (const char *p = name; p != NULL; p = strchr(p, '/')) {
		p += *p == '/';
		for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
			size_t len = strlen(directories[i]);

			if (strncasecmp(p, directories[i], len) == 0 && p[len] == '/')
				return true;
		}
		/* A bare repository. */
		if (strcspn(p, "/") > 4 && p[strcspn(p, "/")] == '/' &&
		    strncasecmp(p + strcspn(p, "/") - 4, ".git", 4) == 0)
			return true;
	}
	return false;
}

bool ts_kind_is_left_over(const char *name)
{
	static const char *const left_over[] = {
	    ".DS_Store", ".localized", "Thumbs.db", "ehthumbs.db", "desktop.ini"};
	const char *slash = strrchr(name, '/');

	name = slash == NULL ? name : slash + 1;
	for (size_t i = 0; i < sizeof(left_over) / sizeof(left_over[0]); i++)
		if (strcasecmp(name, left_over[i]) == 0)
			return true;
	return strncmp(name, "._", 2) == 0; /* AppleDouble */
}

/* In front of ".txt", is the ending that of a language or a country, or a mere letter? A text named
 * so is probably one. */
static bool is_ambiguous(const char *end)
{
	static const char *const endings[] = {".cc", ".cs", ".rs", ".pl", ".pm", ".ml", ".ex"};

	if (end[0] == '/' || strlen(end) == 2)
		return true;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(end, endings[i]) == 0)
			return true;
	return false;
}

static bool is_refused_name(const char *name, const char **saw, const char **check)
{
	bool is_text;
	size_t whole = strlen(name), len = plain_length(name, &is_text);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (ends_with(name, whole, names[i].end, names[i].len) ||
		    (len < whole && ends_with(name, len, names[i].end, names[i].len) &&
			!(is_text && is_ambiguous(names[i].end)))) {
			*saw = names[i].saw;
			*check = names[i].check;
			return true;
		}
	return false;
}

bool ts_kind_text(
    const char *name, const unsigned char *head, size_t len, const char **saw, const char **check)
{
	return (len > 0 && is_refused_text((const char *)head, len, saw, check)) ||
	       is_refused_name(name, saw, check);
}
