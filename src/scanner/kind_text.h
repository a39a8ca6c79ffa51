/* Kinds of text that a package may not contain, recognised by how the text begins and by the name
 * of the file. */
#ifndef TS_SCANNER_KIND_TEXT_H
#define TS_SCANNER_KIND_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Is a text file with this NAME, which begins with the LEN bytes at HEAD, of such a kind? Then *SAW
 * describes it ("a shell script"), and *CHECK is the check that fails; both of static lifetime.
 */
bool ts_kind_text(
    const char *name, const unsigned char *head, size_t len, const char **saw, const char **check);

/* Is the file part of a version control system's own directory? */
bool ts_kind_is_in_repository(const char *name);

/* Is the file at NAME one that macOS or Windows puts into a directory, such as .DS_Store? */
bool ts_kind_is_left_over(const char *name);

#endif
