/*
 * The sandbox of a verb that only verifies. Even if a hostile bundle took the program over, it
 * could not write, create or remove a file or open a TCP connection (Landlock, as far as this
 * kernel has it), gain privileges, or use unlimited memory. Landlock's numbers are written out
 * here, because the C library's headers may be older than the kernel (landlock(7)).
 */
#define _GNU_SOURCE /* syscall, O_PATH */

#include "cli/sandbox.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/output.h"

#define FS_WRITE_FILE  (UINT64_C(1) << 1)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_REG    (UINT64_C(1) << 8)
#define FS_FIRST_ABI   (UINT64_C(0x1FFF) & ~FS_READS) /* all that changes files, in ABI 1 */
#define FS_READS       UINT64_C(0xD)                  /* execute, read a file, read a directory */
#define FS_REFER       (UINT64_C(1) << 13)            /* ABI 2 */
#define FS_TRUNCATE    (UINT64_C(1) << 14)            /* ABI 3 */
#define FS_EXECUTE     UINT64_C(1)
#define NET_TCP        UINT64_C(3) /* bind, connect; ABI 4 */
#define VERSION_FLAG   1U
#define PATH_BENEATH   1

/* More than any bundle needs under the default limits. */
#define MEMORY_GIB 4

struct ruleset {
	uint64_t fs, net;
};

struct path_rule {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

static void limit_memory(void)
{
/* Sanitizers reserve more address space than there is memory. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	const rlim_t most = (rlim_t)MEMORY_GIB << 30;
	struct rlimit limit;

	if (getrlimit(RLIMIT_DATA, &limit) != 0)
		return;
	if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur > most)
		limit.rlim_cur = most;
	setrlimit(RLIMIT_DATA, &limit);
#endif
}

/* Still allow new files in the directory of OUTPUT. */
static void allow_output(int ruleset, const char *output, uint64_t handled)
{
	const char *slash = output == NULL ? NULL : strrchr(output, '/');
	char *directory;
	struct path_rule rule = {.allowed = handled & (FS_WRITE_FILE | FS_REMOVE_FILE |
							  FS_MAKE_REG | FS_REFER | FS_TRUNCATE)};

	if (output == NULL || strcmp(output, "-") == 0)
		return;
	directory = slash == NULL ? strdup(".") : strndup(output, (size_t)(slash - output) + 1);
	if (directory == NULL)
		return;
	rule.parent = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	free(directory);
	if (rule.parent < 0)
		return;
	syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &rule, 0U);
	close(rule.parent);
}

long cli_sandbox_landlock(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, VERSION_FLAG);

	return abi < 0 ? 0 : abi;
}

/* Returns the version of Landlock in force, 0 for none. */
static long restrict_files(const struct cli *cli)
{
	long abi = cli_sandbox_landlock();
	struct ruleset wanted = {.fs = FS_FIRST_ABI | FS_EXECUTE};
	bool restricted;
	int ruleset;

#ifdef TS_COVERAGE /* the counters are written when the program ends */
	abi = 0;
#endif
	if (abi < 1)
		return 0;
	if (abi >= 2)
		wanted.fs |= FS_REFER;
	if (abi >= 3)
		wanted.fs |= FS_TRUNCATE;
	if (abi >= 4)
		wanted.net = NET_TCP;
	ruleset = (int)syscall(SYS_landlock_create_ruleset, &wanted,
	    abi >= 4 ? sizeof(wanted) : sizeof(wanted.fs), 0U);
	if (ruleset < 0)
		return 0;
	allow_output(ruleset, cli->output_is_result ? cli->output : NULL, wanted.fs);
	for (size_t i = 0; i < cli->extras_n; i++)
		allow_output(ruleset, cli->extras[i].path, wanted.fs);
	restricted = syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
	close(ruleset);
	return restricted ? abi : 0;
}

void cli_sandbox_enter(const struct cli *cli)
{
	bool privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	bool outputs = (cli->output_is_result && cli->output != NULL) || cli->extras_n > 0;
	long abi = privileges ? restrict_files(cli) : 0;

	limit_memory();
	if (!cli->verbose)
		return;
	if (abi == 0)
		cli_note(
		    cli, "sandbox: this kernel has no Landlock, so files can still be written");
	else
		cli_note(cli,
		    "sandbox: no file can be written, created or removed%s%s (Landlock %ld)",
		    outputs ? ", except in the directories of the outputs" : "",
		    abi >= 4 ? ", and no TCP connection opened" : "", abi);
	cli_note(cli, "sandbox: %sat most %d GiB of memory",
	    privileges ? "no new privileges, " : "", MEMORY_GIB);
}

void cli_sandbox_memory(void)
{
	const struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
