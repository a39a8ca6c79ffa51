/*
 * What a verb that only judges cannot do any more, whatever a hostile bundle makes of it: write,
 * create or remove a file, or open a TCP connection (Landlock, as far as the kernel has it), gain
 * privileges, or take memory without end. Landlock's numbers are the kernel's own (landlock(7)):
 * headers of the C library may be older than the kernel.
 */
#define _GNU_SOURCE /* syscall, O_PATH */

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/cli.h"

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

/* Beyond what any bundle needs under the default limits. */
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
/* Sanitizers reserve more than there is. */
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

/* The directory of OUTPUT stays open to new files. */
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

/* Returns the version of Landlock that holds, 0 for none. */
static long close_files(const char *output)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, VERSION_FLAG);
	struct ruleset wanted = {.fs = FS_FIRST_ABI | FS_EXECUTE};
	bool closed;
	int ruleset;

#ifdef TS_COVERAGE /* whose counters are written when the program ends */
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
	allow_output(ruleset, output, wanted.fs);
	closed = syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
	close(ruleset);
	return closed ? abi : 0;
}

void cli_sandbox_enter(const struct cli *cli)
{
	bool privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
	const char *output = cli_value(&cli->args, OPT_OUTPUT);
	long abi = privileges ? close_files(output) : 0;

	limit_memory();
	if (!cli->verbose)
		return;
	if (abi == 0)
		cli_note(
		    cli, "walls: this kernel has no Landlock to take the writing of files away");
	else
		cli_note(cli,
		    "walls: no file can be written, created or removed%s%s (Landlock %ld)",
		    output == NULL ? "" : ", but in the directory of the output",
		    abi >= 4 ? ", no TCP connection opened" : "", abi);
	cli_note(cli, "walls: %sat most %d GiB of memory", privileges ? "no new privileges, " : "",
	    MEMORY_GIB);
}
