/* The suites of unit tests; main.c runs them all. */
#ifndef TS_TESTS_SUITES_H
#define TS_TESTS_SUITES_H

#include <check.h>

Suite *suite_json(void);
Suite *suite_clock(void);
Suite *suite_name(void);
Suite *suite_tar(void);
Suite *suite_key(void);
Suite *suite_stamp(void);
Suite *suite_gate(void);
Suite *suite_verify(void);
Suite *suite_file(void);
Suite *suite_walk(void);
Suite *suite_arrays(void);
Suite *suite_pool(void);
Suite *suite_writebehind(void);
Suite *suite_boundary(void);
Suite *suite_pairs(void);
Suite *suite_people(void);
Suite *suite_junit(void);
Suite *suite_html(void);

/* Read a whole fixture into memory that the caller frees; *LEN is its size. */
unsigned char *read_fixture(const char *path, size_t *len);

#endif
