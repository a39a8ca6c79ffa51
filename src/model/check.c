#include "model/check.h"

#include <stdbool.h>
#include <string.h>

const struct ts_check ts_checks[] = {
    {"io", TS_UNDECIDED},
    {"tar.limit", TS_UNDECIDED},
    {"trust.valid", TS_UNDECIDED},
    {"profile.valid", TS_UNDECIDED},
    {"rules.valid", TS_UNDECIDED},
    {"rules.known", TS_UNDECIDED},
    {"waivers.valid", TS_UNDECIDED},
    {"tar.canonical", TS_DAMAGED},
    {"tar.order", TS_DAMAGED},
    {"tar.name", TS_DAMAGED},
    {"seal.canonical", TS_DAMAGED},
    {"seal.statement", TS_DAMAGED},
    {"bag.tagfiles", TS_DAMAGED},
    {"manifest.canonical", TS_DAMAGED},
    {"manifest.complete", TS_DAMAGED},
    {"manifest.digest", TS_DAMAGED},
    {"package.digest", TS_DAMAGED},
    {"seal.signature", TS_UNTRUSTED},
    {"seal.trusted", TS_UNTRUSTED},
    {"seal.role", TS_UNTRUSTED},
    {"seal.validity", TS_UNTRUSTED},
    {"seal.threshold", TS_UNTRUSTED},
    {"stamp.form", TS_DAMAGED},
    {"stamp.trusted", TS_UNTRUSTED},
    {"time.stamped", TS_UNTRUSTED},
    {"time.created", TS_UNTRUSTED},
    {"time.within", TS_BLOCKED},
    {"format.version", TS_UNDECIDED},
    {"profile.known", TS_UNDECIDED},
    {"profile.same", TS_BLOCKED},
    {"expect.stage", TS_BLOCKED},
    {"expect.subject", TS_BLOCKED},
    {"approval.parse", TS_BLOCKED},
    {"approval.signed", TS_UNTRUSTED},
    {"approval.trusted", TS_UNTRUSTED},
    {"approval.role", TS_UNTRUSTED},
    {"approval.validity", TS_UNTRUSTED},
    {"approval.threshold", TS_UNTRUSTED},
    {"approval.separate", TS_UNTRUSTED},
    {"approval.binds", TS_BLOCKED},
    {"approval.decision", TS_BLOCKED},
    {"approval.time", TS_BLOCKED},
    {"document.parse", TS_BLOCKED},
    {"document.field", TS_BLOCKED},
    {"evidence.stage", TS_BLOCKED},
    {"seal.claims", TS_BLOCKED},
    {"seal.age", TS_BLOCKED},
    {"seal.gates", TS_BLOCKED},
    {"gate.", TS_BLOCKED},
    {"publish.terms", TS_BLOCKED},
    {"publish.verifier", TS_UNTRUSTED},
    {"summary.statement", TS_DAMAGED},
    {"summary.signature", TS_UNTRUSTED},
    {"summary.trusted", TS_UNTRUSTED},
    {"summary.role", TS_UNTRUSTED},
    {"summary.validity", TS_UNTRUSTED},
    {"summary.threshold", TS_UNTRUSTED},
    {"summary.bundle", TS_DAMAGED},
    {"summary.policy", TS_BLOCKED},
    {"summary.age", TS_BLOCKED},
    {"store.bundles", TS_UNDECIDED},
    {"register.valid", TS_UNDECIDED},
    {"register.statement", TS_DAMAGED},
    {"register.digest", TS_DAMAGED},
    {"register.covers", TS_DAMAGED},
    {"register.signed", TS_UNTRUSTED},
    {"register.signature", TS_UNTRUSTED},
    {"register.trusted", TS_UNTRUSTED},
    {"register.role", TS_UNTRUSTED},
    {"register.validity", TS_UNTRUSTED},
    {"register.threshold", TS_UNTRUSTED},
    {"register.age", TS_BLOCKED},
    {"lines.valid", TS_UNDECIDED},
    {"lines.same", TS_UNDECIDED},
    {"lines.shard", TS_UNDECIDED},
    {"lines.complete", TS_UNDECIDED},
    {"lines.digest", TS_UNDECIDED},
    {"lines.statement", TS_DAMAGED},
    {"lines.signed", TS_UNTRUSTED},
    {"lines.signature", TS_UNTRUSTED},
    {"lines.trusted", TS_UNTRUSTED},
    {"lines.role", TS_UNTRUSTED},
    {"lines.validity", TS_UNTRUSTED},
    {"lines.threshold", TS_UNTRUSTED},
    {"scan.archive", TS_UNDECIDED},
    {"boundary.", TS_BOUNDARY},
};

const size_t ts_checks_n = sizeof(ts_checks) / sizeof(ts_checks[0]);

size_t ts_check_find(const char *id)
{
	for (size_t i = 0; i < ts_checks_n; i++) {
		const char *known = ts_checks[i].id;
		size_t len;

		if (known[0] != id[0])
			continue;
		len = strlen(known);
		if (known[len - 1] == '.' ? strncmp(id, known, len) == 0 : strcmp(id, known) == 0)
			return i;
	}
	return ts_checks_n;
}

enum ts_class ts_check_class(const char *id)
{
	size_t i = ts_check_find(id);

	return i == ts_checks_n ? TS_UNDECIDED : ts_checks[i].class;
}

const char *ts_class_name(enum ts_class class)
{
	static const char *const names[] = {
	    [TS_ACCEPTED] = "accepted",
	    [TS_BLOCKED] = "blocked",
	    [TS_USAGE] = "usage",
	    [TS_DAMAGED] = "damaged",
	    [TS_UNTRUSTED] = "untrusted",
	    [TS_BOUNDARY] = "boundary",
	    [TS_UNDECIDED] = "undecided",
	};

	return names[class];
}

enum ts_class ts_class_worse(enum ts_class a, enum ts_class b)
{
	static const int rank[] = {
	    [TS_ACCEPTED] = 0,
	    [TS_BLOCKED] = 1,
	    [TS_BOUNDARY] = 2,
	    [TS_UNTRUSTED] = 3,
	    [TS_DAMAGED] = 4,
	    [TS_UNDECIDED] = 5,
	    [TS_USAGE] = 6,
	};

	return rank[a] >= rank[b] ? a : b;
}
