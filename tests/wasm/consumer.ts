// A program that uses every type of the package; npm.sh has the compiler check it.
import { inspect, report, TarsealError, verify } from "tarseal";
import type { Check, Class, Exit, Input, Options, Verdict, Verification } from "tarseal";

const bytes: Input = new Uint8Array();
const options: Options = { policy: "trust.json", profiles: ["a.json", bytes], proofs: "b.tsr", rules: new URL("file:///r.json"),
	at: new Date(), stage: "trial-expired-followup", subject: "trial:x", maxFiles: 10, scan: true, allowExampleKeys: false };
const result: Verification = verify(["a.tar", bytes], options);
const exit: Exit = result.exit;
const verdict: Verdict = result.verdicts[0];
const failing: Check[] = verdict.checks.filter((check) => check.result === "fail");
const kinds: Class[] = failing.map((check) => check.class);
const sha256: string | null = result.policySha256;
const html: string = report("a.tar", { policy: bytes, at: "2026-11-22" }).html;
const facts: unknown = inspect(bytes).stage;
try {
	// @ts-expect-error: a policy is required
	verify("a.tar", {});
	// @ts-expect-error: there is no such option
	verify("a.tar", { policy: bytes, polcy: bytes });
	// @ts-expect-error: a number is no bundle
	verify(1, options);
} catch (error) {
	if (error instanceof TarsealError)
		console.log(error.exit, exit, kinds, sha256, html, facts);
}
