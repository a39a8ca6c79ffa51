#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "suites.h"

unsigned char *read_fixture(const char *path, size_t *len)
{
	const char *root = getenv("FIXTURES");
	struct ts_buf buf = TS_BUF_INIT;
	char full[4096];

	snprintf(full, sizeof(full), "%s/%s", root == NULL ? "fixtures" : root, path);
	if (ts_file_slurp(full, (size_t)1 << 30, &buf, NULL) != 0) {
		fprintf(stderr, "cannot read %s\n", full);
		exit(2);
	}
	*len = buf.len;
	return buf.data;
}

int main(void)
{
	SRunner *runner = srunner_create(suite_json());
	int failed;

	if (sodium_init() < 0)
		return 2;
	srunner_add_suite(runner, suite_clock());
	srunner_add_suite(runner, suite_name());
	srunner_add_suite(runner, suite_tar());
	srunner_add_suite(runner, suite_key());
	srunner_add_suite(runner, suite_stamp());
	srunner_add_suite(runner, suite_gate());
	srunner_add_suite(runner, suite_verify());
	srunner_add_suite(runner, suite_file());
	srunner_add_suite(runner, suite_walk());
	srunner_add_suite(runner, suite_arrays());
	srunner_add_suite(runner, suite_pool());
	srunner_add_suite(runner, suite_writebehind());
	srunner_add_suite(runner, suite_boundary());
	srunner_add_suite(runner, suite_pairs());
	srunner_add_suite(runner, suite_people());
	srunner_add_suite(runner, suite_junit());
	srunner_add_suite(runner, suite_html());
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? 0 : 1;
}
