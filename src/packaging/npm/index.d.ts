/**
 * Verify tarseal's signed evidence bundles. The code that judges is the tarseal program's, compiled to WebAssembly, so
 * verdicts and reports are the same to the byte. There is one exception: RFC 3161 time stamps are not checked here. What
 * only they can prove is undecided.
 *
 * Every function runs to its end before it returns. A bundle of 100 MB takes about half a second, and several seconds if
 * its content is searched (scan): call it in a worker where that is too long. No function opens a network connection or writes a file.
 */

/** A file: its path, its file: URL, or its bytes. A bundle may also be a directory with bundles below it. Time stamps beside
 * a bundle are found only if it is given by its path. */
export type Input = string | URL | Uint8Array;

export interface Options {
	/** Your trust policy. Take it from somebody that you trust, and never from whoever sent the bundle. */
	policy: Input;
	/** Further profiles, which the policy must pin. */
	profiles?: Input | readonly Input[];
	/** Time stamps of the bundle, besides those beside it. They are not checked here. */
	proofs?: Input | readonly Input[];
	/** More rules for what must not be published. */
	rules?: Input | readonly Input[];
	/** Verify as of this time instead of now: a Date, or text as in RFC 3339, "2026-11-22T00:00:00Z". */
	at?: Date | string;
	/** Refuse a bundle of any other stage. An undefined value throws, because it would expect nothing. */
	stage?: string;
	/** Refuse a bundle about anything else. An undefined value throws. */
	subject?: string;
	/** The most files that a bundle may hold; 1,000,000 unless given. */
	maxFiles?: number;
	/** Search the content of every file, even if the policy does not require it. */
	scan?: boolean;
	/** Accept signatures of the published example keys. */
	allowExampleKeys?: boolean;
}

/** What the program exits with: see docs/verdict.md. */
export type Exit = 0 | 1 | 3 | 4 | 5 | 6;

export type Class = "accepted" | "blocked" | "damaged" | "untrusted" | "boundary" | "undecided";

export interface Check {
	/** Such as "seal.signature" or "gate.same-trial"; it never changes its meaning. */
	id: string;
	/** The bundle inside this one that it is about. */
	in?: string;
	class: Class;
	result: "pass" | "fail" | "skip" | "waived" | "not-run";
	/** In English, as are the next four: what happened, where, what was expected, what was found, what to do. */
	message?: string;
	at?: string;
	expected?: string;
	found?: string;
	fix?: string;
}

/** What was found about one bundle. Members that say what a bundle is are null if that could not be established. */
export interface Verdict {
	/** As it was given; of the N-th bundle, if that is bytes, "/tarseal.memory/bundle-N.tar". */
	path: string;
	verdict: "accepted" | "rejected" | "undecided";
	class: Class;
	/** SHA-256 in hexadecimal: of the seal's statement, of the seal, and of the whole file. */
	statement_sha256: string | null;
	seal_sha256: string | null;
	sha256: string | null;
	bytes: number;
	name: string | null;
	stage: string | null;
	subject: string | null;
	/** When it says that it was sealed. */
	created: string | null;
	/** Always "claimed" here: what proves a time is not checked. */
	time: "claimed" | "proven";
	sealed_before: string | null;
	not_before: string | null;
	proofs: { kind: string; path: string; owner: string; at: string; accuracy: number | null }[];
	actor: string | null;
	approvers: string[];
	conditions: string[];
	checks: Check[];
}

export interface Verification {
	/** 0 only if every bundle is accepted; otherwise that of the most severe finding, in the order 6, 3, 4, 5, 1. */
	exit: Exit;
	accepted: boolean;
	/** SHA-256 of the policy that was applied; null if it could not be used. */
	policySha256: string | null;
	/** One for each bundle, in order; of a directory, one for each bundle in it. */
	verdicts: Verdict[];
	/** What else there is to say, one line each: that the policy lists a published example key, for instance. */
	warnings: string[];
}

/** Verify bundles. A bundle that is refused is a result, and not an error. */
export function verify(bundles: Input | readonly Input[], options: Options): Verification;

/** Verify bundles and write the report on them, a page of HTML that needs nothing else. */
export function report(bundles: Input | readonly Input[], options: Options): {
	exit: Exit; accepted: boolean; html: string; warnings: string[];
};

/** What a bundle says about itself. Nothing of it is verified. See docs/format.md for its members. */
export function inspect(bundle: Input): { tarseal: "inspection/1"; verified: false; [member: string]: unknown };

/** A call that could give no result: an option that is wrong, a file that inspect cannot read. */
export class TarsealError extends Error {
	/** What the program would have exited with. */
	exit: number;
}
