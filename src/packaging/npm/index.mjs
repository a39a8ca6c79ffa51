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

	/* The path of a file; WHAT it is, and the NAME that it gets if it is bytes. */
	file(value, name, what) {
		if (typeof value === "string")
			return whole(value, what).startsWith("-") ? "./" + value : value;
		if (value instanceof URL)
			return fileURLToPath(value);
		if (!(value instanceof Uint8Array))
			throw new TypeError(`${what}: expected a path, a file: URL or a Uint8Array, not ${typeof value}`);
		const path = HERE + name;
		this.#sources.set(path, sourceOfBytes(value));
		return path;
	}

	option(name, value) {
		this.args.push(`--${name}=${whole(value, name)}`);
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

/* Text without a NUL, which would cut it off. */
function whole(value, what) {
	if (typeof value !== "string")
		throw new TypeError(`${what}: expected text, not ${value === null ? "null" : typeof value}`);
	if (value.includes("\0"))
		throw new TypeError(`${what}: it contains a NUL`);
	return value;
}

function list(value) {
	return Array.isArray(value) ? value : [value];
}

function time(value) {
	if (!(value instanceof Date))
		return value;
	if (Number.isNaN(value.getTime()))
		throw new TypeError("at: this Date is not a time");
	return value.toISOString().replace(/\.\d+Z$/, "Z");
}

function isSet(value, what) {
	if (typeof value !== "boolean")
		throw new TypeError(`${what}: expected true or false, not ${JSON.stringify(value) ?? typeof value}`);
	return value;
}

const OPTIONS = {
	policy: (command, value) => command.option("trust", command.file(value, "trust.json", "policy")),
	profiles: (command, value) => addFiles(command, "profile", value),
	proofs: (command, value) => addFiles(command, "proof", value),
	rules: (command, value) => addFiles(command, "rules", value),
	at: (command, value) => command.option("at", time(value)),
	stage: (command, value) => command.option("stage", value),
	subject: (command, value) => command.option("subject", value),
	maxFiles: (command, value) => command.option("max-files", String(value)),
	scan: (command, value) => isSet(value, "scan") && command.args.push("--scan"),
	allowExampleKeys: (command, value) => isSet(value, "allowExampleKeys") && command.args.push("--allow-example-keys"),
};
/* Without a value, these would silently expect nothing. */
const EXPECTATIONS = ["stage", "subject"];

function addFiles(command, name, value) {
	for (const [i, file] of list(value).entries())
		command.option(name, command.file(file, `${name}-${i + 1}`, name));
}

/** Put the options of verify and report on the command line, and then the bundles. */
function add(command, bundles, options) {
	if (typeof options !== "object" || options === null || options.policy === undefined)
		throw new TypeError("policy is missing: a bundle is judged by your own trust policy");
	for (const [name, value] of Object.entries(options)) {
		if (!Object.hasOwn(OPTIONS, name))
			throw new TypeError(`unknown option ${name}`);
		if (value === undefined && EXPECTATIONS.includes(name))
			throw new TypeError(`${name} is undefined: leave it out to expect nothing`);
		if (value !== undefined)
			OPTIONS[name](command, value);
	}
	const paths = list(bundles).map((bundle, i) => command.file(bundle, `bundle-${i + 1}.tar`, "bundle"));
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

/* What the program wrote besides the result, such as warnings. */
function notes(messages) {
	return messages.split("\n").filter((line) => line !== "");
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
	const { exit, output, messages } = checked(command.run("verify"));
	const { trust, bundles: verdicts } = JSON.parse(output);
	return { exit, accepted: exit === 0, policySha256: trust?.sha256 ?? null, verdicts, warnings: notes(messages) };
}

export function report(bundles, options) {
	const command = new Command();
	add(command, bundles, options);
	const { exit, output, messages } = checked(command.run("report"));
	return { exit, accepted: exit === 0, html: output, warnings: notes(messages) };
}

export function inspect(bundle) {
	const command = new Command();
	command.args.push("--format=json", "--", command.file(bundle, "bundle.tar", "bundle"));
	return JSON.parse(checked(command.run("inspect")).output);
}
