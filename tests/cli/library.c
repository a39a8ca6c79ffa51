/* A program that uses only the public header: pack, then verify the result; see library.sh. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tarseal.h>

static ssize_t read_file(void *ctx, void *buf, size_t len)
{
	size_t n = fread(buf, 1, len, ctx);

	return ferror((FILE *)ctx) ? -1 : (ssize_t)n;
}

static int tell(const char *what, struct tarseal_verdict *verdict)
{
	enum tarseal_class class =
	    verdict == NULL ? TARSEAL_UNDECIDED : tarseal_verdict_class(verdict);
	struct tarseal_check check;

	printf("%s %d\n", what, (int)class);
	for (size_t i = 0; verdict != NULL && tarseal_verdict_check(verdict, i, &check) == 0; i++)
		if (strcmp(check.result, "fail") == 0)
			printf("%s: %s\n", check.id, check.message);
	if (verdict != NULL && tarseal_verdict_text(verdict, "subject") != NULL)
		printf("about %s\n", tarseal_verdict_text(verdict, "subject"));
	if (verdict != NULL && tarseal_verdict_text(verdict, "sealed_before") != NULL)
		printf("sealed before %s\n", tarseal_verdict_text(verdict, "sealed_before"));
	tarseal_verdict_free(verdict);
	return (int)class;
}

/* library TRUST BUNDLE [EVIDENCE APPROVAL RECORD KEY]: make BUNDLE if the last four are given, then
 * verify it. */
int main(int argc, char **argv)
{
	static char trust[65536];
	struct tarseal_verdict *verdict;
	struct tarseal_policy *policy;
	struct tarseal_expect expect = {
	    .stage = "trial-expired-followup", .at = 1795305600, .path = argv[2]};
	FILE *file;
	size_t len;
	int ret;

	if (tarseal_init() != 0 || (file = fopen(argv[1], "rb")) == NULL)
		return 100;
	len = fread(trust, 1, sizeof(trust), file);
	fclose(file);
	if (argc > 3 &&
	    tell("pack", tarseal_pack(&(struct tarseal_pack){.profile = "trial-expired-followup",
			     .evidence = argv[3],
			     .approval = argv[4],
			     .record = argv[5],
			     .key = argv[6],
			     .name = "alder-revoked",
			     .output = argv[2],
			     .created = 1795168800})) != 0)
		return 101;
	policy = tarseal_policy_parse(trust, len, &verdict);
	if (policy == NULL)
		return tell("policy", verdict);
	if ((file = fopen(argv[2], "rb")) == NULL)
		return 102;
	ret = tell("verify", tarseal_verify(read_file, file, policy, &expect));
	fclose(file);
	tarseal_policy_free(policy);
	return ret;
}
