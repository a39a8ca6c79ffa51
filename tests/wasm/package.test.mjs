// The npm package as its users have it: installed from the packed file. npm.sh starts it with each version of Node.
//   TARSEAL   the program, which says what the package must say
//   PROJECT   a directory in which the package is installed
//   SEALED    a directory with bundles, trust.json, profile.json, and so on (see npm.sh)
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const { TARSEAL, PROJECT, SEALED } = process.env;
const installed = path.join(PROJECT, "node_modules/tarseal");
const AT = "2026-06-21T00:00:00Z";
const OPTIONS = ["--trust", "trust.json", "--profile", "profile.json", "--at", AT];
let work;

before(() => {
	work = fs.mkdtempSync(path.join(fs.realpathSync(process.env.TMPDIR ?? "/tmp"), "tarseal-npm-"));
	fs.cpSync(SEALED, work, { recursive: true });
});
after(() => fs.rmSync(work, { recursive: true }));

function run(program, args, options = {}) {
	const { status, stdout, stderr, signal } = spawnSync(program[0], [...program.slice(1), ...args],
		{ cwd: work, encoding: "utf8", env: { ...process.env, ...options.env }, maxBuffer: 1 << 28, ...options });
	assert.equal(signal, null, `${args.join(" ")}: ${stderr}`);
	return { status, stdout, stderr };
}

const cli = [process.execPath, path.join(installed, "tarseal.cjs")];
const ours = (args, options) => run(cli, args, options);
const native = (args, options) => run([TARSEAL], args, options);

// The package says what the program says, and exits as it does.
function same(args, options) {
	const found = ours(args, options);
	assert.deepEqual(found, native(args, options), args.join(" "));
	return found;
}

test("the command is what npm links to", () => {
	const link = path.join(PROJECT, "node_modules/.bin/tarseal");
	assert.equal(run([link], ["version"], { env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` } }).stdout,
		native(["version"]).stdout);
});

test("a bundle is accepted", () => {
	const { status, stdout } = same(["verify", "golden.tar", ...OPTIONS]);
	assert.equal(status, 0);
	assert.match(stdout, /^ACCEPTED {2}golden\.tar/m);
});

for (const [what, status, args] of [
	["damaged", 3, ["verify", "changed.tar", ...OPTIONS]],
	["cut off", 3, ["verify", "cut.tar", ...OPTIONS]],
	["empty", 3, ["verify", "empty.tar", ...OPTIONS]],
	["not a bundle", 3, ["verify", "trust.json", ...OPTIONS]],
	["signed by nobody that the policy trusts", 4, ["verify", "golden.tar", "--profile", "profile.json", "--at", AT, "--trust", "other.json"]],
	["of another stage", 1, ["verify", "golden.tar", ...OPTIONS, "--stage", "other"]],
	["without its profile", 6, ["verify", "golden.tar", "--trust", "trust.json", "--at", AT]],
	["not there", 6, ["verify", "gone.tar", ...OPTIONS]],
	["without a policy", 2, ["verify", "golden.tar"]],
	["with a policy that is none", 6, ["verify", "golden.tar", "--trust", "profile.json"]],
	["with an option that there is not", 2, ["verify", "golden.tar", "--trsut", "trust.json"]],
	["with a verb that there is not", 2, ["verifyx", "golden.tar"]],
	["a directory without bundles", 6, ["verify", "nothing", ...OPTIONS]],
	["several", 3, ["verify", "golden.tar", "changed.tar", ...OPTIONS, "--format", "json"]],
	["a directory", 3, ["verify", "store", ...OPTIONS, "--format", "junit"]],
	["a time that is none", 2, ["verify", "golden.tar", "--trust", "trust.json", "--at", "yesterday"]],
	["inspected", 0, ["inspect", "golden.tar", "--format", "json"]],
	["inspected, but not there", 6, ["inspect", "gone.tar"]],
	["explained", 0, ["explain", "seal.trusted"]],
	["audited", 1, ["audit", "store", ...OPTIONS, "--stage", "golden-followup", "--register", "register.csv", "--format", "json"]],
	["an audit for people", 1, ["audit", "store", ...OPTIONS, "--stage", "golden-followup", "--register", "register.csv", "--format", "html"]],
	["a part of an audit", 0, ["audit", "store", ...OPTIONS, "--stage", "golden-followup", "--format", "lines", "--run", "r1"]],
])
	test(`a bundle, ${what}: ${status}`, () => assert.equal(same(args).status, status));

test("a report is the program's, on standard output and in a file", () => {
	const { stdout } = same(["report", "golden.tar", "changed.tar", ...OPTIONS]);
	assert.equal(ours(["report", "golden.tar", "changed.tar", ...OPTIONS, "-o", "out/report.html"]).status, 3);
	assert.equal(fs.readFileSync(path.join(work, "out/report.html"), "utf8"), stdout);
	// It may replace an earlier one, and nothing else.
	assert.equal(ours(["report", "golden.tar", ...OPTIONS, "-o", "out/report.html"]).status, 0);
	fs.writeFileSync(path.join(work, "out/letter.html"), "mine");
	assert.equal(same(["report", "golden.tar", ...OPTIONS, "-o", "out/letter.html"]).status, 6);
	assert.equal(fs.readFileSync(path.join(work, "out/letter.html"), "utf8"), "mine");
	assert.deepEqual(fs.readdirSync(path.join(work, "out")).sort(), ["letter.html", "report.html"]);
});

test("an output wherever it may be", () => {
	for (const to of ["here.html", "./dot.html", "out//two.html", path.join(work, "absolute.html"), "out/../up.html"]) {
		assert.equal(ours(["report", "golden.tar", ...OPTIONS, "-o", to]).status, 0, to);
		assert.ok(fs.existsSync(path.resolve(work, to)), to);
	}
});

test("a result keeps the mode of what it replaces", () => {
	assert.equal(ours(["report", "golden.tar", ...OPTIONS, "-o", "mode.html"]).status, 0);
	fs.chmodSync(path.join(work, "mode.html"), 0o640);
	assert.equal(ours(["report", "golden.tar", ...OPTIONS, "-o", "mode.html"]).status, 0);
	assert.equal(fs.statSync(path.join(work, "mode.html")).mode & 0o777, 0o640);
});

test("several results in one run", () => {
	assert.equal(ours(["verify", "golden.tar", ...OPTIONS, "--format", "json=v.json", "--format", "junit=v.xml"]).status, 0);
	assert.equal(fs.readFileSync(path.join(work, "v.json"), "utf8"), native(["verify", "golden.tar", ...OPTIONS, "--format", "json"]).stdout);
});

test("no output where there is no directory", () => {
	assert.equal(same(["report", "golden.tar", ...OPTIONS, "-o", "gone/report.html"]).status, 6);
	assert.equal(fs.existsSync(path.join(work, "gone")), false);
});

test("standard input, a list, and a pipe", () => {
	const input = fs.readFileSync(path.join(work, "golden.tar"));
	assert.equal(same(["verify", "-", ...OPTIONS], { input }).status, 0);
	assert.equal(same(["verify", "-", ...OPTIONS], { input: input.subarray(0, 5000) }).status, 3);
	assert.equal(same(["verify", "-", ...OPTIONS], { input: "" }).status, 3);
	assert.equal(same(["verify", "--files-from", "-", ...OPTIONS], { input: "golden.tar\nchanged.tar\n" }).status, 3);
	const shell = `"${cli[0]}" "${cli[1]}" verify -q <(cat golden.tar) --trust <(sleep 0.2; cat trust.json) --profile profile.json --at ${AT}`;
	assert.equal(run(["bash", "-c", shell], []).status, 0);
	assert.equal(run(["bash", "-c", `(head -c 4096 golden.tar; sleep 0.3; tail -c +4097 golden.tar) | "${cli[0]}" "${cli[1]}" verify - ${OPTIONS.join(" ")}`],
		[]).status, 0);
});

test("a descriptor is read from where it is, and as it may be", () => {
	for (const [what, open] of [["in the middle", "exec 3<golden.tar; head -c 512 <&3 >/dev/null"], ["for writing only", "exec 3>>golden.tar"],
		["after a prefix", "cat changed.tar golden.tar >both; exec 3<both; head -c 12288 <&3 >/dev/null"]]) {
		const [found, expected] = [`"${cli[0]}" "${cli[1]}"`, TARSEAL].map((program) => run(["bash", "-c",
			`${open}; ${program} verify -q ${OPTIONS.join(" ")} /dev/fd/3`], []));
		assert.deepEqual(found, expected, what);
	}
});

test("an environment that is not text decides nothing", () => {
	const { status, stderr } = run(["bash", "-c", `TARSEAL_TRUST=$'\\xff.json' "${cli[0]}" "${cli[1]}" verify golden.tar`], []);
	assert.equal(status, 6);
	assert.match(stderr, /TARSEAL_TRUST is not UTF-8/);
});

test("devices end at once", () => {
	for (const verb of [["verify", ...OPTIONS], ["inspect"]])
		for (const name of ["/dev/null", "/dev/stdin"])
			same([...verb, name], { input: "", timeout: 20000 });
	assert.equal(run(["bash", "-c", `true | "${cli[0]}" "${cli[1]}" verify -q ${OPTIONS.join(" ")} /dev/stdin`], [], { timeout: 20000 }).status, 3);
});

test("under Node's permission model", () => {
	const flag = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";
	const confined = [cli[0], flag, "--allow-fs-read=*", `--allow-fs-write=${work}`, cli[1]];
	assert.equal(run(confined, ["report", "golden.tar", ...OPTIONS, "-o", "permitted.html"]).status, 0);
	assert.ok(fs.existsSync(path.join(work, "permitted.html")));
	const refused = run([cli[0], flag, `--allow-fs-read=${fs.realpathSync(installed)}`, cli[1]], ["verify", "golden.tar", ...OPTIONS]);
	assert.equal(refused.status, 6);
	assert.match(refused.stdout, /cannot open trust\.json: Permission denied/);
});

test("a reader that goes away, and a result that nobody can take", () => {
	const line = `"${cli[0]}" "${cli[1]}" report ${"golden.tar ".repeat(20)} ${OPTIONS.join(" ")}`;
	assert.equal(run(["bash", "-c", `${line} 2>err | true; echo \${PIPESTATUS[0]}`], []).stdout.trim(), "6");
	assert.match(fs.readFileSync(path.join(work, "err"), "utf8"), /cannot write/);
	assert.equal(run(["bash", "-c", `${line} >/dev/full`], []).status, 6);
});

test("names of every kind", () => {
	for (const name of ["with space.tar", "-dash.tar", "ünï中.tar", "back\\slash.tar", "C:colon.tar", "new\nline.tar", "%25.tar"]) {
		fs.copyFileSync(path.join(work, "golden.tar"), path.join(work, name));
		same(["verify", ...OPTIONS, "--format", "json", "--", name]);
		same(["verify", ...OPTIONS, path.join(work, name)]);
		same(["verify", ...OPTIONS, `./${name}`]);
	}
	// On Linux a name is bytes.
	fs.copyFileSync(Buffer.from(path.join(work, "golden.tar")), Buffer.concat([Buffer.from(`${work}/bytes/`), Buffer.from([0xff, 0x2e, 0x74, 0x61, 0x72])]));
	same(["verify", ...OPTIONS, "bytes"]);
});

test("from another directory, by a link, and by the environment", () => {
	fs.symlinkSync("golden.tar", path.join(work, "link.tar"));
	same(["verify", "link.tar", ...OPTIONS]);
	same(["verify", "../golden.tar", "--trust", "../trust.json", "--profile", "../profile.json", "--at", AT], { cwd: path.join(work, "store") });
	same(["verify", "golden.tar", "--profile", "profile.json", "--at", AT], { env: { TARSEAL_TRUST: "trust.json" } });
	fs.symlinkSync("loop.tar", path.join(work, "loop.tar"));
	same(["verify", "loop.tar", ...OPTIONS]);
	fs.symlinkSync(path.join(work, "golden.tar"), path.join(work, "store/outside.tar"));
	same(["audit", "store", ...OPTIONS, "--stage", "golden-followup", "--register", "register.csv"]);
	fs.rmSync(path.join(work, "store/outside.tar"));
});

test("what cannot be read", { skip: process.getuid() === 0 }, () => {
	fs.copyFileSync(path.join(work, "golden.tar"), path.join(work, "secret.tar"));
	fs.chmodSync(path.join(work, "secret.tar"), 0);
	assert.equal(same(["verify", "secret.tar", ...OPTIONS]).status, 6);
});

test("verbs that are not in the package", () => {
	for (const verb of ["pack", "keygen", "scan", "extract", "stamp", "approve"]) {
		const { status, stdout, stderr } = ours([verb]);
		assert.equal(status, 2);
		assert.equal(stdout, "");
		assert.match(stderr, new RegExp(`"${verb}" is not a part of this build, which only verifies`));
	}
	const nothing = ours([]);
	assert.equal(nothing.status, 2);
	const { stdout } = ours(["help"]);
	assert.equal(nothing.stdout + nothing.stderr, stdout);
	assert.match(stdout, /^ {2}verify /m);
	assert.doesNotMatch(stdout, /^ {2}(tarseal )?(pack|keygen|scan|extract|approve) /m);
	const signing = ours(["audit", "store", ...OPTIONS, "--format", "lines", "--run", "r1", "--key", "some.key", "-o", "x.lines"]);
	assert.equal(signing.status, 6);
	assert.match(signing.stderr, /only verifies, and cannot sign/);
	assert.equal(fs.existsSync(path.join(work, "x.lines")), false);
});

test("time stamps are never judged, and never good", () => {
	const stamped = (policy) => ["verify", "stamped/golden-followup.tar", "--profile", "profile.json", "--trust", `stamped/${policy}`];
	assert.equal(native(stamped("trust.json")).status, 0);
	const required = ours([...stamped("trust.json"), "--format", "json"]);
	assert.equal(required.status, 6);
	const [verdict] = JSON.parse(required.stdout).bundles;
	assert.deepEqual([verdict.verdict, verdict.time, verdict.proofs], ["undecided", "claimed", []]);
	assert.match(verdict.checks.find((c) => c.id === "io").message, /was not checked here: this build does not verify time stamps/);
	const optional = ours(stamped("trust-plain.json"));
	assert.equal(optional.status, 0);
	assert.match(optional.stdout, /skip {2}stamp\.trusted: .*golden-followup\.tar\.tsr does not count: not checked here/);
	assert.doesNotMatch(optional.stdout, /proven/);
	// Where there is no stamp, there is nothing to check: the program's verdict stands.
	fs.rmSync(path.join(work, "stamped/golden-followup.tar.tsr"));
	assert.equal(same(stamped("trust.json")).status, 4);
});

// What a package of which something is missing or changed does: never an exit code that means something else.
for (const [what, change] of [
	["the module is missing", (to) => fs.rmSync(path.join(to, "tarseal.wasm"))],
	["the module is cut off", (to) => fs.truncateSync(path.join(to, "tarseal.wasm"), 100000)],
	["a script is missing", (to) => fs.rmSync(path.join(to, "wasi.mjs"))],
	["a script is damaged", (to) => fs.appendFileSync(path.join(to, "cli.mjs"), "}")],
])
	test(`${what}: 6`, () => {
		const to = path.join(work, what.replaceAll(" ", "-"));
		fs.cpSync(installed, to, { recursive: true });
		change(to);
		const { status, stdout, stderr } = run([process.execPath, path.join(to, "tarseal.cjs")], ["verify", "golden.tar", ...OPTIONS]);
		assert.equal(status, 6, stderr);
		assert.equal(stdout, "");
		assert.match(stderr, /tarseal: an internal error, so nothing was decided/);
	});

test("too little memory is no verdict", () => {
	const { status } = run([process.execPath, "--wasm-max-mem-pages=8", cli[1]],
		["verify", "golden.tar", ...OPTIONS]);
	assert.equal(status, 6);
});

test("an interrupted run leaves no file", async () => {
	const fifo = path.join(work, "fifo.tar");
	run(["mkfifo", fifo], []);
	const child = spawn(cli[0], [cli[1], "report", fifo, ...OPTIONS, "-o", "interrupted.html"], { cwd: work, stdio: "ignore" });
	const ended = new Promise((resolve) => child.on("exit", (code, signal) => resolve(signal)));
	await new Promise((resolve) => setTimeout(resolve, 500));
	child.kill("SIGINT");
	assert.equal(await ended, "SIGINT");
	assert.equal(fs.existsSync(path.join(work, "interrupted.html")), false);
});

// ---- The functions ----

const api = await import(pathToFileURL(path.join(installed, "index.mjs")).href);
const inWork = (name) => path.join(work, name);
const options = (more) => ({ policy: inWork("trust.json"), profiles: inWork("profile.json"), at: new Date(AT), ...more });

test("verify: by path, by URL and by bytes", () => {
	const expected = JSON.parse(native(["verify", inWork("golden.tar"), ...OPTIONS, "--format", "json"]).stdout);
	const result = api.verify(inWork("golden.tar"), options());
	assert.deepEqual(result, { exit: 0, accepted: true, policySha256: expected.trust.sha256, verdicts: expected.bundles, warnings: [] });
	assert.equal(api.verify(pathToFileURL(inWork("golden.tar")), options()).accepted, true);
	const bytes = (name) => new Uint8Array(fs.readFileSync(inWork(name)));
	const fromBytes = api.verify(bytes("golden.tar"), { policy: bytes("trust.json"), profiles: [bytes("profile.json")], at: AT });
	assert.equal(fromBytes.accepted, true);
	assert.equal(fromBytes.verdicts[0].sha256, expected.bundles[0].sha256);
});

test("verify: what is refused is a result", () => {
	const { exit, accepted, verdicts } = api.verify([inWork("golden.tar"), inWork("changed.tar"), inWork("gone.tar")], options());
	assert.equal(exit, 6);
	assert.equal(accepted, false);
	assert.deepEqual(verdicts.map((v) => v.class), ["accepted", "damaged", "undecided"]);
	assert.equal(api.verify(inWork("golden.tar"), options({ stage: "other" })).exit, 1);
	const unusable = api.verify(inWork("golden.tar"), options({ policy: new TextEncoder().encode("{}") }));
	assert.deepEqual([unusable.exit, unusable.policySha256], [6, null]);
});

test("verify: what cannot be called is an error", () => {
	assert.throws(() => api.verify(inWork("golden.tar")), TypeError);
	assert.throws(() => api.verify(inWork("golden.tar"), {}), /policy is missing/);
	assert.throws(() => api.verify([], options()), /no bundle/);
	assert.throws(() => api.verify(inWork("golden.tar"), options({ polcy: "x" })), /unknown option polcy/);
	assert.throws(() => api.verify(42, options()), /expected a path/);
	assert.throws(() => api.verify(inWork("golden.tar"), options({ at: "yesterday" })), (error) => error instanceof api.TarsealError && error.exit === 2);
	for (const wrong of [{ at: new Date(NaN) }, { at: null }, { stage: undefined }, { subject: undefined }, { subject: null }, { stage: "a\0b" },
		{ allowExampleKeys: "false" }, { allowExampleKeys: 1 }, { scan: "" }, { policy: null }, { policy: "trust.json\0" }, { toString: 1 }])
		assert.throws(() => api.verify(inWork("golden.tar"), options(wrong)), TypeError, JSON.stringify(wrong));
	assert.throws(() => api.verify(inWork("golden.tar\0x"), options()), TypeError);
	assert.throws(() => api.verify(inWork("golden.tar"), "trust.json"), TypeError);
	assert.throws(() => api.inspect(inWork("trust.json")), api.TarsealError);
	assert.throws(() => api.inspect(inWork("gone.tar")), api.TarsealError);
});

test("verify: a value is never an option, and a path never standard input", () => {
	assert.equal(api.verify(inWork("golden.tar"), options({ stage: "--trust=other.json" })).exit, 1);
	process.chdir(work);
	fs.copyFileSync("golden.tar", "--help");
	fs.copyFileSync("golden.tar", "-");
	assert.equal(api.verify("--help", options()).accepted, true);
	assert.equal(api.verify("-", options()).accepted, true);
});

test("warnings are passed on", () => {
	const { warnings } = api.verify(inWork("stamped/golden-followup.tar"), options());
	assert.deepEqual(warnings, native(["verify", inWork("stamped/golden-followup.tar"), ...OPTIONS]).stderr.split("\n").filter((line) => line !== ""));
});

test("report and inspect are the program's", () => {
	const { html, exit } = api.report(inWork("golden.tar"), options());
	assert.equal(exit, 0);
	assert.equal(html, native(["report", inWork("golden.tar"), ...OPTIONS]).stdout);
	assert.deepEqual(api.inspect(inWork("golden.tar")), JSON.parse(native(["inspect", inWork("golden.tar"), "--format", "json"]).stdout));
});

test("it works in a worker, and many times", async () => {
	const source = `import { verify } from ${JSON.stringify(pathToFileURL(path.join(installed, "index.mjs")).href)};
		import { parentPort, workerData } from "node:worker_threads";
		for (let i = 0; i < 200; i++) verify(workerData.bundle, workerData.options);
		parentPort.postMessage(verify(workerData.bundle, workerData.options).accepted);`;
	const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`),
		{ workerData: { bundle: inWork("golden.tar"), options: options() } });
	assert.equal(await new Promise((resolve, reject) => worker.on("message", resolve).on("error", reject)), true);
});
