/* Arrays that grow and are put into an order; strings that are kept together. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/grow.h"
#include "base/permute.h"
#include "base/strings.h"
#include "suites.h"

START_TEST(grows)
{
	int *list = NULL;

	for (int i = 0; i < 1000; i++) {
		int *grown = ts_grow(list, (size_t)i, sizeof(*grown));

		ck_assert_ptr_nonnull(grown);
		list = grown;
		list[i] = i;
	}
	for (int i = 0; i < 1000; i++)
		ck_assert_int_eq(list[i], i);
	/* More than there can be: the list is as it was. */
	ck_assert_ptr_null(ts_grow(list, (size_t)1 << (sizeof(size_t) * 8 - 2), sizeof(*list)));
	ck_assert_int_eq(list[999], 999);
	free(list);
}
END_TEST

/* Every order of up to six elements, which has cycles of every length. */
START_TEST(permutes)
{
	size_t counter[6], order[6] = {0}, wanted[6];
	char list[6][3];
	struct ts_err err;

	for (size_t n = 0; n <= 6; n++) {
		memset(counter, 0, sizeof(counter));
		for (bool more = true; more;) {
			for (size_t i = 0; i < n; i++) {
				/* Insert I at the place that its counter says. */
				for (size_t k = i; k > counter[i]; k--)
					order[k] = order[k - 1];
				order[counter[i]] = i;
			}
			for (size_t i = 0; i < n; i++)
				snprintf(list[i], sizeof(list[i]), "e%d", (int)i % 10);
			memcpy(wanted, order, sizeof(wanted));
			ck_assert_int_eq(ts_permute(list, n, sizeof(list[0]), order, &err), 0);
			for (size_t i = 0; i < n; i++)
				ck_assert_int_eq(list[i][1], '0' + (int)wanted[i]);
			more = false;
			for (size_t i = 0; i < n && !more; i++) {
				more = ++counter[i] <= i;
				counter[i] = more ? counter[i] : 0;
			}
		}
	}
}
END_TEST

/* Short strings, one that fills a block, one that is longer, and short ones again: all stay where
 * they are. */
START_TEST(keeps_strings)
{
	static const size_t sizes[] = {0, 1, 5, 65534, 65535, 65536, 200000, 3, 0, 40000, 40000, 7};
	const size_t n = sizeof(sizes) / sizeof(sizes[0]);
	const char *kept[sizeof(sizes) / sizeof(sizes[0])];
	struct ts_strings strings = {0};
	char *text = malloc(200001);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < n; i++) {
		memset(text, 'a' + (int)i, sizes[i]);
		text[sizes[i]] = '\0';
		kept[i] = ts_strings_add(&strings, text);
		ck_assert_ptr_nonnull(kept[i]);
	}
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(strlen(kept[i]), sizes[i]);
		ck_assert_uint_eq(strspn(kept[i], (char[]){(char)('a' + (int)i), '\0'}), sizes[i]);
	}
	ts_strings_free(&strings);
	free(text);
}
END_TEST

Suite *suite_arrays(void)
{
	Suite *suite = suite_create("arrays");
	TCase *tcase = tcase_create("arrays");

	tcase_add_test(tcase, grows);
	tcase_add_test(tcase, permutes);
	tcase_add_test(tcase, keeps_strings);
	suite_add_tcase(suite, tcase);
	return suite;
}
