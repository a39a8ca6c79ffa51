#include "html_samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/verdict.h"

#define DAY  86400
#define RUN  "trial:opaque0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP"
#define LONG RUN RUN RUN RUN /* 256 bytes without a place to break a line */

const struct ts_time sample_at = {.sec = 1795305600}; /* 2026-11-22T00:00:00Z */

const char *const sample_hostile[] = {
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "</title></style><script>document.title='owned'</script>",
    "<!--<script>",
    "--><img src=x onerror=\"document.title='owned'\">",
    "\" onmouseover=\"document.title='owned'\" x=\"",
    "' onfocus='document.title=\"owned\"' autofocus tabindex='1",
    "<svg onload=\"document.title='owned'\"><animate onbegin=\"document.title='owned'\"/></svg>",
    "</svg></text><foreignObject><iframe src=https://example.invalid/></foreignObject>",
    "<img src=https://example.invalid/x.png><link rel=stylesheet href=//example.invalid/x.css>",
    "<meta http-equiv=refresh content=0;url=https://example.invalid/>",
    "<a href=javascript:document.title='owned'>click</a>&lt;b&gt;&amp;&#60;",
    "<![CDATA[<b>bold</b>]]>{}{}$%s%n",
    "left \xe2\x80\xaetxt.exe\xe2\x80\xac right\xe2\x80\xa8 line \xe2\x81\xa6iso\xe2\x81\xa9",
    "bell \a escape \033[31m tab \t line\nfeed",
    "half \xed\xa0\xbd surrogate, \xff\xfe bytes, \xc0\xaf overlong",
    LONG,
};
const size_t sample_hostile_n = sizeof(sample_hostile) / sizeof(sample_hostile[0]);

#define HEX   "7f8e90aa3726b43df4fa66a2be7cb27a1dd0512cb5f5d789125ed0d19ad7fb95"
#define HEX_2 "dcb8469e203073f35318e49225dc111fb287c8d0071d332ad301ed11f6ba93af"
#define KEY   "SHA256:8f0jH2Pz0mC0nq1Zb6wLw8sYk9XrT3vE5aUoRdQxKpM"
#define KEY_2 "SHA256:Qm5vY2hlcm9uLWRlci1LZWxsZXItaXN0LW5hc3MhISE"

static const char *const plain_checks[] = {"rules.known", "tar.canonical", "tar.order", "tar.name",
    "seal.canonical", "seal.statement", "bag.tagfiles", "manifest.canonical", "manifest.complete",
    "manifest.digest", "package.digest", "seal.signature", "seal.trusted", "seal.role",
    "seal.validity", "seal.threshold", "format.version", "profile.known", "profile.same",
    "approval.parse", "approval.signed", "approval.trusted", "approval.role", "approval.validity",
    "approval.threshold", "approval.separate", "approval.binds", "approval.decision",
    "approval.time", "document.parse", "document.field", "seal.claims", "seal.gates",
    "boundary.unknown-field", "boundary.file-kind"};
#define PLAIN (sizeof(plain_checks) / sizeof(plain_checks[0]))

static const char *const gates[][2] = {
    {"gate.expiry-evidence-ready", "The trial's access expiry evidence is ready"},
    {"gate.expiry-approval-approved", "The access expiry evidence is approved"},
    {"gate.approval-matches-evidence", "The approval is of exactly this expiry evidence package"},
    {"gate.outcome-known", "The outcome is renewed, escalated or revoked"},
    {"gate.same-trial", "Evidence and record are of the same trial"},
    {"gate.notification-recorded",
	"The notification, its delivery owner and its delivery tracking are recorded"},
    {"gate.channel-supported", "The evaluator was notified through a channel that is supported"},
    {"gate.followup-after-expiry", "The notification was delivered after the trial expired and "
				   "before the bundle was sealed"},
    {"gate.grace-period-recorded",
	"A renewed or escalated trial has a grace-period approval reference"},
    {"gate.handoffs-owned", "Every hand-off has an owner and a next action"}};
#define GATES (sizeof(gates) / sizeof(gates[0]))

/* A verdict in which every check passes that has not failed before. */
static void pass_rest(struct ts_verdict *v)
{
	for (size_t i = 0; i < PLAIN; i++)
		ts_verdict_ran(v, plain_checks[i]);
	for (size_t i = 0; i < GATES; i++)
		ts_verdict_pass(v, gates[i][0], gates[i][1]);
	ts_verdict_skip(
	    v, "gate.closeout-recorded", "does not apply: /evidence/outcome is \"escalated\"");
	ts_verdict_skip(v, "expect.stage", "not asked for (--stage, --subject)");
	ts_verdict_skip(v, "expect.subject", "not asked for (--stage, --subject)");
	ts_verdict_skip(v, "evidence.stage", "the evidence is not a sealed bundle");
	ts_verdict_skip(v, "seal.age", "the trust policy sets no max_age");
	ts_verdict_skip(v, "boundary.content",
	    "only the records and the approval were searched for what may not be published "
	    "(--scan searches every file)");
}

static void add_approver(struct ts_verdict *v, const char *owner)
{
	v->approvers = realloc(v->approvers, (v->approvers_n + 1) * sizeof(*v->approvers));
	v->approvers[v->approvers_n++] = strdup(owner);
}

static void set_verdict(struct ts_verdict *v)
{
	ts_verdict_set(v, &v->name, "cedar-escalated");
	ts_verdict_set(v, &v->stage, "trial-expired-followup");
	ts_verdict_set(v, &v->subject, "trial:opaque-4713");
	ts_verdict_set(v, &v->created, "2026-11-20T10:00:00Z");
	ts_verdict_set(v, &v->actor, "release-automation");
	ts_verdict_set(v, &v->statement_sha256, HEX_2);
	ts_verdict_set(v, &v->sha256, HEX);
	v->bytes = 13824;
	add_approver(v, "trial-governance");
}

static void add_signer(
    struct ts_report *r, const char *what, const char *owner, const char *keyid, int64_t at)
{
	r->signers = realloc(r->signers, (r->signers_n + 1) * sizeof(*r->signers));
	r->signers[r->signers_n++] = (struct ts_report_signer){.what = strdup(what),
	    .owner = strdup(owner),
	    .keyid = strdup(keyid),
	    .at = {.sec = at}};
}

static void add_file(struct ts_report *r, const char *path)
{
	struct ts_report_file *file;

	r->files = realloc(r->files, (r->files_n + 1) * sizeof(*r->files));
	file = &r->files[r->files_n++];
	file->path = strdup(path);
	snprintf(file->sha256, sizeof(file->sha256), "%s", HEX);
}

static void set_moments(struct ts_report *r)
{
	static const struct {
		const char *what;
		int64_t sec;
	} events[] = {
	    {"trial expired", 1793620800},
	    {"approval decided", 1793869200},
	    {"notification delivered", 1793876400},
	    {"approval expires", 1794830400},
	    {"bundle sealed", 1795168800},
	    {"grace period until", 1797638400},
	};

	r->events_n = sizeof(events) / sizeof(events[0]);
	for (size_t i = 0; i < r->events_n; i++)
		r->events[i] = (struct ts_report_event){
		    .what = strdup(events[i].what), .at = {.sec = events[i].sec}};
}

static void set_report(struct ts_report *r)
{
	r->trusted = true;
	r->owner = strdup("release-automation");
	r->keyid = strdup(KEY);
	r->profile = strdup("trial-expired-followup");
	r->profile_title = strdup("Expired-trial follow-up");
	r->profile_sha256 = strdup(HEX);
	r->package_path = strdup("data/evidence");
	r->package_digest = strdup("dirHash1:" HEX_2);
	r->approval_path = strdup("data/approval/approval.dsse.json");
	r->approval_ref = strdup("approval:opaque-cedar-escalated");
	r->record_path = strdup("data/record/followup.json");
	r->package_files = 3;
	r->package_bytes = 5120;
	r->producers = r->approvers = 1;
	r->separate = true;
	add_signer(r, "seal", "release-automation", KEY, 1795168800);
	add_signer(r, "approval", "trial-governance", KEY_2, 1793869200);
	set_moments(r);
	add_file(r, "data/approval/approval.dsse.json");
	add_file(r, "data/evidence/expiry.json");
	add_file(r, "data/evidence/notes/README.md");
	add_file(r, "data/evidence/refs/escalation-log.jsonl");
	add_file(r, "data/record/followup.json");
}

static void take_inner(struct ts_verdict *v, const char *place, bool fails)
{
	struct ts_verdict *inner = ts_verdict_new("inner");

	if (fails)
		ts_verdict_fail(inner,
		    &(struct ts_failure){.id = "gate.grace-period-recorded",
			.at = "/record/grace_period/approval_ref",
			.expected = "a reference",
			.found = "absent"},
		    "an escalated trial needs a grace-period approval reference");
	pass_rest(inner);
	ts_verdict_finish(inner, NULL, 0);
	ts_verdict_merge_inner(v, inner, place);
	ts_verdict_free(inner);
}

static void fill_blocked(struct ts_report *r)
{
	struct ts_verdict *v = r->verdict;

	ts_verdict_fail(v,
	    &(struct ts_failure){.id = "gate.grace-period-recorded",
		.at = "/record/grace_period/approval_ref",
		.expected = "a reference",
		.found = "absent",
		.file = "followup.json",
		.line = 14,
		.fix = "add grace_period.approval_ref to followup.json"},
	    "An escalated trial needs a grace-period approval reference");
	ts_verdict_fail(v,
	    &(struct ts_failure){.id = "gate.handoffs-owned",
		.at = "/record/handoff/support/owner_ref",
		.expected = "a reference",
		.found = "a text of 11 bytes",
		.fix = "name the owner by an opaque reference: owner:opaque-…"},
	    "Every hand-off has an owner and a next action: the support hand-off has no owner");
	ts_verdict_waive(v, "boundary.customer.email", "data/evidence/notes/README.md",
	    "trial-governance answers for one match (waiver:opaque-77), until "
	    "2026-12-31T00:00:00Z");
	take_inner(v, "evidence", true);
}

static void fill_damaged(struct ts_verdict *v)
{
	ts_verdict_fail(v,
	    &(struct ts_failure){.id = "manifest.digest",
		.at = "data/evidence/expiry.json",
		.expected = HEX,
		.found = HEX_2,
		.fix = "do not use it: get the bundle again from who sealed it"},
	    "the file is not the one that was sealed");
	for (size_t i = 0; i < PLAIN; i++)
		if (strncmp(plain_checks[i], "approval.", 9) == 0 ||
		    strncmp(plain_checks[i], "document.", 9) == 0)
			ts_verdict_not_run(v, plain_checks[i]);
		else
			ts_verdict_ran(v, plain_checks[i]);
	for (size_t i = 0; i < GATES; i++)
		ts_verdict_not_run(v, gates[i][0]);
}

static void fill_stranger(struct ts_verdict *v)
{
	ts_verdict_fail(v,
	    &(struct ts_failure){.id = "seal.trusted",
		.found = KEY_2,
		.expected = "a key that the trust policy lists",
		.fix = "if you know whose key it is, add it to the policy: tarseal trust add"},
	    "the policy does not list the key that sealed it");
	for (size_t i = 0; i < 4; i++)
		ts_verdict_ran(v, plain_checks[i]);
	for (size_t i = 4; i < PLAIN; i++)
		ts_verdict_not_run(v, plain_checks[i]);
}

static const char *evil(size_t i)
{
	return sample_hostile[i % sample_hostile_n];
}

static void fill_hostile(struct ts_report *r)
{
	struct ts_verdict *v = r->verdict;
	size_t n = 0;
	char **texts[] = {&v->name, &v->stage, &v->subject, &v->created, &v->actor,
	    &v->statement_sha256, &v->sha256};
	char **owned[] = {&r->owner, &r->keyid, &r->profile, &r->profile_title, &r->profile_sha256,
	    &r->package_path, &r->package_digest, &r->approval_path, &r->approval_ref,
	    &r->record_path};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ts_verdict_set(v, texts[i], evil(n++));
	for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++) {
		free(*owned[i]);
		*owned[i] = strdup(evil(n++));
	}
	for (size_t i = 0; i < sample_hostile_n; i++) {
		char id[200];

		snprintf(id, sizeof(id), "gate.%.150s", evil(i));
		ts_verdict_fail(v,
		    &(struct ts_failure){.id = id,
			.at = evil(i + 1),
			.expected = evil(i + 2),
			.found = evil(i + 3),
			.fix = evil(i + 4),
			.file = evil(i + 5),
			.line = i},
		    "%s", evil(i + 6));
		ts_verdict_waive(v, "boundary.customer.email", evil(i), evil(i + 7));
		ts_verdict_skip(v, evil(i), evil(i + 8));
		add_approver(v, evil(i));
		add_signer(r, i % 2 == 0 ? "seal" : "approval", evil(i), evil(i + 1), 1795168800);
		add_file(r, evil(i));
	}
	for (size_t i = 0; i < r->events_n; i++) {
		free(r->events[i].what);
		r->events[i].what = strdup(evil(i));
	}
	take_inner(v, evil(1), true);
}

struct ts_report *sample_report(enum sample_report which)
{
	static const char *const paths[] = {"cedar-escalated.tar", "incoming/birch-conversion.tar",
	    "fir-escalated.tar", "alder revoked.tar", "stranger's.tar", "-<b>\"evil\"</b>.tar"};
	struct ts_report *r = calloc(1, sizeof(*r));

	r->verdict = ts_verdict_new(paths[which]);
	if (which != SAMPLE_STRANGER) {
		set_verdict(r->verdict);
		set_report(r);
	}
	if (which == SAMPLE_CHAIN) {
		take_inner(r->verdict, "evidence", false);
		take_inner(r->verdict, "evidence/evidence", false);
	} else if (which == SAMPLE_BLOCKED) {
		fill_blocked(r);
	} else if (which == SAMPLE_DAMAGED) {
		fill_damaged(r->verdict);
	} else if (which == SAMPLE_STRANGER) {
		fill_stranger(r->verdict);
	} else if (which == SAMPLE_HOSTILE) {
		fill_hostile(r);
	}
	if (which != SAMPLE_DAMAGED && which != SAMPLE_STRANGER)
		pass_rest(r->verdict);
	ts_verdict_finish(r->verdict, NULL, 0);
	return r;
}

/* The bundles of one audit. */
#define STORED 10000
static struct ts_stored stored[STORED];

/* A trial in STATE, with a little of everything, the same each time. */
static struct ts_expiry trial(enum ts_coverage state, size_t i, const char *ref)
{
	static const char *const outcomes[] = {"renewed", "revoked", "escalated"};
	static struct ts_audit_detail details[] = {{"notification channel", "email"},
	    {"notification delivery owner", "team:customer-success"},
	    {"handoff closeout owner", "team:trial-operations"},
	    {"approved by", "role:trial-governance"}, {"condition", "condition:no-second-renewal"}};
	int64_t expired = 1764547200 + (int64_t)(i * 7919 % 340) * DAY + (int64_t)(i * 631 % 86400);
	int64_t took =
	    state == TS_LATE ? 14 + (int64_t)(i * i % 11) : (int64_t)((i * i + i) % 31 % 13);
	struct ts_stored *bundle = &stored[i % STORED];
	struct ts_expiry t = {.ref = ref,
	    .state = (uint8_t)state,
	    .has_expired = true,
	    .has_due = true,
	    .expired = {.sec = expired},
	    .due = {.sec = expired + 14 * DAY},
	    .outcome = outcomes[i % 3]};

	*bundle = (struct ts_stored){
	    .path = "store/2026/trial-followup.tar", .statement = {0xdc, 0xb8, 0x46}};
	if (state != TS_MISSING && state != TS_OPEN) {
		t.bundles = state == TS_DUPLICATE ? 2 : 1;
		t.bundle = bundle;
	}
	if (state == TS_EARLY)
		took = -1 - took;
	if (state == TS_COVERED || state == TS_LATE || state == TS_EARLY || state == TS_DUPLICATE) {
		t.has_delivered = t.is_answered = true;
		bundle->delivered.sec = expired + took * DAY + 3600 * (int64_t)(i % 24);
		bundle->details = details;
		bundle->details_n = sizeof(details) / sizeof(details[0]);
	}
	if (state == TS_REJECTED)
		bundle->check = "seal.validity";
	if (state == TS_OPEN) {
		t.expired.sec = sample_at.sec - (int64_t)(i % 9) * DAY;
		t.due.sec = t.expired.sec + 14 * DAY;
	}
	if (state == TS_ORPHAN || state == TS_COVERAGE_UNDECIDED)
		t.has_expired = t.has_due = false;
	if (i % 10 == 3 && state == TS_COVERED)
		t.note = "the register says that it expired at 2026-06-01T00:00:00Z, the evidence "
			 "2026-06-02T00:00:00Z";
	return t;
}

/* Texts that live as long as the tests. */
static const char *ref_of(size_t i)
{
	static char refs[10000][24];

	snprintf(refs[i], sizeof(refs[i]), "trial:opaque-%05zu", i);
	return refs[i];
}

static void fill(struct ts_audit *audit, const size_t counts[static TS_COVERAGES])
{
	static const enum ts_coverage order[TS_COVERAGES] = {TS_MISSING, TS_REJECTED, TS_DUPLICATE,
	    TS_CONTRADICTION, TS_BROKEN, TS_ORPHAN, TS_LATE, TS_EARLY, TS_COVERAGE_UNDECIDED,
	    TS_COVERED, TS_OPEN};
	size_t n = 0;

	for (size_t i = 0; i < TS_COVERAGES; i++)
		audit->expiries_n += counts[i];
	audit->expiries = calloc(audit->expiries_n + 1, sizeof(*audit->expiries));
	for (size_t i = 0; i < TS_COVERAGES; i++)
		for (size_t k = 0; k < counts[order[i]]; k++, n++)
			audit->expiries[n] = trial(order[i], n, ref_of(n));
	memcpy(audit->counts, counts, sizeof(audit->counts));
	audit->accepted = counts[TS_COVERED] + counts[TS_LATE] + 2 * counts[TS_DUPLICATE];
	audit->bundles = audit->accepted + counts[TS_REJECTED];
	audit->files = audit->bundles + 12;
	audit->others = 9;
	audit->foreign = 3;
}

static void add_faults(struct ts_audit *audit)
{
	static const struct ts_audit_fault faults[] = {
	    {"store/2026/locked.tar", "io", "cannot open the file: Permission denied",
		TS_UNDECIDED},
	    {"store/2026/cut.tar", "tar.canonical", "the archive ends before it is complete",
		TS_DAMAGED},
	};

	audit->faults_n = 2;
	audit->faults = calloc(2, sizeof(*audit->faults));
	memcpy(audit->faults, faults, sizeof(faults));
	audit->class = TS_UNDECIDED;
}

static void add_refused(struct ts_audit *audit)
{
	static const struct ts_audit_refused refused[] = {
	    {.path = "store/2026/copy.tar",
		.check = "manifest.digest",
		.ref = "trial:opaque-00200",
		.stage = "trial-expired-followup",
		.trusted = true},
	    {.path = "store/2026/unknown.tar",
		.check = "seal.trusted",
		.ref = "trial:opaque-00201",
		.stage = "trial-access-expiry"},
	    {.path = "store/2026/cut.tar", .check = "tar.canonical"},
	    {.path = "store/2026/decides.tar", .check = "seal.validity", .decides = true},
	};

	audit->refused_n = sizeof(refused) / sizeof(refused[0]);
	audit->refused = calloc(audit->refused_n, sizeof(*audit->refused));
	memcpy(audit->refused, refused, sizeof(refused));
}

static void make_evil(struct ts_audit *audit)
{
	static struct ts_audit_detail details[1];

	details[0] = (struct ts_audit_detail){evil(2), evil(6)};
	audit->stage = evil(0);
	audit->stage_title = evil(2);
	audit->consumes = evil(3);
	audit->name = (struct ts_subject_name){evil(1), evil(9)};
	audit->trust_sha256 = evil(4);
	audit->reg.path = evil(5);
	audit->reg.sha256 = evil(6);
	audit->reg.owner = evil(7);
	audit->reg.keyid = evil(8);
	for (size_t i = 0; i < audit->expiries_n; i++) {
		struct ts_expiry *t = &audit->expiries[i];

		t->ref = i % 5 == 4 ? NULL : evil(i);
		t->outcome = evil(i + 1);
		stored[i] = (struct ts_stored){
		    .path = evil(i + 2), .check = evil(i + 4), .details = details, .details_n = 1};
		t->bundle = &stored[i];
		t->is_answered = true;
		t->has_delivered = false;
		t->note = evil(i + 5);
	}
	add_faults(audit);
	for (size_t i = 0; i < audit->refused_n; i++)
		audit->refused[i] = (struct ts_audit_refused){.path = evil(i + 6),
		    .check = evil(i + 7),
		    .ref = evil(i + 8),
		    .stage = evil(i + 9)};
	audit->faults[0].path = evil(9);
	audit->faults[0].check = evil(10);
	audit->faults[0].message = evil(11);
}

void sample_audit(enum sample_audit which, struct ts_audit *audit)
{
	static const size_t counts[SAMPLE_AUDITS][TS_COVERAGES] = {
	    [SAMPLE_MIXED] = {104, 8, 3, 4, 1, 2, 1, 1, 2, 1, 0},
	    [SAMPLE_COVERED] = {36, 4},
	    [SAMPLE_UNREGISTERED] = {30, 2, 1, 2},
	    [SAMPLE_FAULTY] = {12, 1, 1, 0, 0, 0, 0, 0, 0, 0, 2},
	    [SAMPLE_EVIL] = {6, 2, 4, 3, 1, 3, 3, 1, 3, 3, 2},
	    [SAMPLE_LARGE] = {9509, 310, 48, 61, 3, 22, 9, 5, 17, 12, 4},
	};

	*audit = (struct ts_audit){.stage = "trial-expired-followup",
	    .stage_title = "Expired-trial follow-up",
	    .consumes = "trial-access-expiry",
	    .name = {"trial", "trials"},
	    .at = sample_at,
	    .due_after = 14 * DAY,
	    .trust_sha256 = HEX};
	fill(audit, counts[which]);
	if (which != SAMPLE_COVERED)
		add_refused(audit);
	audit->class = which == SAMPLE_COVERED ? TS_ACCEPTED : TS_BLOCKED;
	if (which == SAMPLE_EMPTY)
		audit->class = TS_UNDECIDED;
	audit->reg = (struct ts_audit_register){.given = true,
	    .is_signed = which != SAMPLE_COVERED,
	    .path = "register/2026-11.jsonl",
	    .sha256 = HEX_2,
	    .owner = "sales-operations",
	    .keyid = KEY_2,
	    .has_issued = true,
	    .issued = {.sec = sample_at.sec - DAY},
	    .from = {.sec = 1764547200},
	    .to = {.sec = sample_at.sec},
	    .lines = audit->expiries_n - audit->counts[TS_ORPHAN]};
	if (which == SAMPLE_UNREGISTERED)
		audit->reg = (struct ts_audit_register){.lines = audit->expiries_n};
	if (which == SAMPLE_FAULTY)
		add_faults(audit);
	if (which == SAMPLE_EVIL)
		make_evil(audit);
}

void sample_audit_free(struct ts_audit *audit)
{
	free(audit->expiries);
	free(audit->refused);
	free(audit->faults);
}
