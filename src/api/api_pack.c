/* The public functions that make bundles. */
#include "pack/pack.h"
#include "tarseal.h"

static int pack(const struct tarseal_pack *in, struct ts_verdict *verdict, struct ts_err *err)
{
	struct ts_profile_set *set = NULL;
	struct ts_signer *signer = NULL;
	const struct ts_profile *profile;
	struct ts_rules *rules = NULL;
	struct ts_time created =
	    in->created == 0 ? ts_clock_now() : (struct ts_time){.sec = in->created};
	int ret = -1;

	if (ts_profile_set_new(&set, err) != 0 || ts_rules_new(&rules, err) != 0)
		goto done;
	profile = ts_profile_set_builtin(set, in->profile);
	if (profile == NULL) {
		ts_err_set(err, "profile.valid", "there is no built-in profile with this id");
		goto done;
	}
	if (ts_signer_load(in->key, NULL, NULL, &signer, err) != 0)
		goto done;
	ts_pack(&(struct ts_pack_params){.check = {.evidence = in->evidence,
					     .approval = in->approval,
					     .record = in->record,
					     .profile = profile,
					     .profiles = set,
					     .rules = rules,
					     .name = in->name,
					     .owner = in->owner,
					     .created = created},
		    .signers = (const struct ts_signer *const[]){signer},
		    .signers_n = 1,
		    .output = in->output},
	    verdict);
	ret = 0;
done:
	ts_signer_free(signer);
	ts_profile_set_free(set);
	ts_rules_free(rules);
	return ret;
}

struct tarseal_verdict *tarseal_pack(const struct tarseal_pack *in)
{
	struct ts_verdict *verdict = ts_verdict_new(in->output);
	struct ts_err err;

	if (verdict != NULL && pack(in, verdict, &err) != 0) {
		ts_verdict_fail_err(verdict, &err);
		ts_verdict_finish(verdict, NULL, 0);
	}
	return (struct tarseal_verdict *)(void *)verdict;
}
