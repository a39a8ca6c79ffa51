import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MemoryFiles, Output, input, sourceOfBytes } from "./memory-files.mjs";
import { files as machine, nodeHash, random } from "./node-files.mjs";
import { run } from "./wasi.mjs";

const HERE = "/tarseal.memory/"; /* bytes that a caller hands over are files below it */
let compiled;

function module() {
	compiled ??= new WebAssembly.Module(readFileSync(new URL("tarseal.wasm", import.meta.url)));
	return compiled;
}

/** A command line that is put together: paths, and bytes that take the place of files. */
class Command {
	args = [];
	#sources = new Map();

	file(value, name, what) {
		if (typeof value === "string")
			return value.startsWith("-") ? "./" + value : value;
		if (value instanceof URL)
			return fileURLToPath(value);
		if (!(value instanceof Uint8Array))
			throw new TypeError(`${what}: expected a path, a file: URL or a Uint8Array, not ${typeof value}`);
		const path = `${HERE}${this.#sources.size}/${name}`;
		this.#sources.set(path, sourceOfBytes(value));
		return path;
	}

	option(name, value) {
		if (value !== undefined)
			this.args.push(`--${name}=${value}`);
	}

	files() {
		const memory = new MemoryFiles(this.#sources);
		const isMemory = (path) => Buffer.from(path).toString("latin1").startsWith(HERE);
		const pick = (path) => isMemory(path) ? memory : machine;
		return {
			open: (path, options) => pick(path).open(path, { ...options, create: false, write: false }),
			stat: (path, follow) => pick(path).stat(path, follow),
			realPath: (path) => pick(path).realPath(path),
			link: memory.link, rename: memory.rename, unlink: memory.unlink,
		};
	}

	run(verb) {
		const written = [[], []];
		const standard = [input(new Uint8Array()), ...written.map((list) => new Output((bytes) => list.push(bytes)))];
		const exit = run(module(), { args: ["tarseal", verb, ...this.args], files: this.files(), standard, random,
			hash: nodeHash() });
		const [output, messages] = written.map((list) => Buffer.concat(list).toString());
		return { exit, output, messages };
	}
}

function list(value) {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function time(value) {
	return value instanceof Date ? value.toISOString().replace(/\.\d+Z$/, "Z") : value;
}

/** Put the options of verify and report on the command line. */
function add(command, bundles, options) {
	const { policy, profiles, proofs, rules, at, stage, subject, maxFiles, scan, allowExampleKeys, ...unknown } = options ?? {};
	const names = Object.keys(unknown);
	if (names.length > 0)
		throw new TypeError(`unknown option ${names[0]}`);
	if (policy === undefined)
		throw new TypeError("policy is missing: a bundle is judged by your own trust policy");
	command.option("trust", command.file(policy, "trust.json", "policy"));
	for (const [name, value] of [["profile", profiles], ["proof", proofs], ["rules", rules]])
		for (const [i, file] of list(value).entries())
			command.option(name, command.file(file, `${name}-${i + 1}`, name));
	command.option("at", time(at));
	command.option("stage", stage);
	command.option("subject", subject);
	command.option("max-files", maxFiles);
	if (scan)
		command.args.push("--scan");
	if (allowExampleKeys)
		command.args.push("--allow-example-keys");
	const paths = list(bundles).map((bundle) => command.file(bundle, "bundle.tar", "bundle"));
	if (paths.length === 0)
		throw new TypeError("no bundle is given");
	command.args.push("--", ...paths);
}

/** What keeps a command from giving a result. */
export class TarsealError extends Error {
	constructor(message, exit) {
		super(message);
		this.name = "TarsealError";
		this.exit = exit;
	}
}

function checked(result) {
	if (result.output === "" || result.exit === 2)
		throw new TarsealError(result.messages.trim() || `tarseal ended with ${result.exit} and said nothing`, result.exit);
	return result;
}

export function verify(bundles, options) {
	const command = new Command();
	command.args.push("--format=json");
	add(command, bundles, options);
	const { exit, output } = checked(command.run("verify"));
	const { trust, bundles: verdicts } = JSON.parse(output);
	return { exit, accepted: exit === 0, policySha256: trust?.sha256 ?? null, verdicts };
}

export function report(bundles, options) {
	const command = new Command();
	add(command, bundles, options);
	const { exit, output } = checked(command.run("report"));
	return { exit, accepted: exit === 0, html: output };
}

export function inspect(bundle) {
	const command = new Command();
	command.args.push("--format=json", "--", command.file(bundle, "bundle.tar", "bundle"));
	return JSON.parse(checked(command.run("inspect")).output);
}
