/* A module that has been taken over by a bundle, and tries to write: it prints what it could do. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define IMPORT(name) __attribute__((import_module("tarseal"), import_name(name)))

IMPORT("allow_output") void host_allow_output(const char *path, size_t len);
IMPORT("confine") void host_confine(void);

static void report(const char *what, int result)
{
	printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
	if (result > 2)
		close(result);
}

static int create(const char *path)
{
	return open(path, O_CREAT | O_EXCL | O_RDWR, 0600);
}

int main(void)
{
	host_allow_output("out/report.html", strlen("out/report.html"));
	host_confine();
	report("create beside the output", create("out/.new"));
	report("rename there", rename("out/.new", "out/report.html"));
	report("create elsewhere", create("evil"));
	report("create below the output's directory", create("out/sub/evil"));
	report("create through a parent", create("out/../evil"));
	report("create through a link", create("out/link/evil"));
	report("create by an absolute path", create("/tmp/tarseal-evil"));
	report("truncate a file", open("victim", O_WRONLY | O_TRUNC));
	report("append to a file", open("victim", O_WRONLY | O_APPEND));
	report("write to a file", open("victim", O_RDWR));
	report("rename over a file", rename("out/report.html", "victim"));
	report("remove a file", unlink("victim"));
	report("give a file another name", link("victim", "copy"));
	report("give it one beside the output", link("victim", "out/second"));
	report("write through a link to a file", open("out/symbolic", O_RDWR));
	report("create through a link that leads nowhere", create("out/dangling"));
	report("create the target of such a link", open("out/dangling", O_CREAT | O_RDWR, 0600));
	report("rename a link", rename("out/symbolic", "out/mode"));
	report("take a file away", rename("victim", "out/taken"));
	host_allow_output("./x", 3);
	report("allow more later", create("evil"));
	report("read a file", open("victim", O_RDONLY));
	return 0;
}
