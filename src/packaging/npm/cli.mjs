/** The command: the program's verbs that only read, with its options, output and exit codes. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { files, nodeHash, random, standard } from "./node-files.mjs";
import { run } from "./wasi.mjs";

/** The arguments as they were given: Node decodes them, and on Linux a name is bytes that need not be text. On Windows, with
 * slashes in the paths. */
function exact(args) {
	if (process.platform === "win32")
		return args.map((text) => text.replaceAll("\\", "/"));
	if (!args.some((text) => text.includes("\ufffd")))
		return args;
	try {
		const list = [];
		const raw = readFileSync("/proc/self/cmdline");
		for (let at = 0, end; (end = raw.indexOf(0, at)) >= 0; at = end + 1)
			list.push(raw.subarray(at, end));
		const own = list.slice(-args.length);
		return own.every((bytes, i) => bytes.toString() === args[i]) ? own : args;
	} catch {
		return args; /* another system */
	}
}

/* A path that is not text would be another one here. */
function checkEnvironment() {
	for (const [name, value] of Object.entries(process.env))
		if (name.startsWith("TARSEAL_") && value.includes("\ufffd"))
			throw new Error(`the environment variable ${name} is not UTF-8`);
}

/** @param {string[]} args */
export function main(args) {
	checkEnvironment();
	const module = new WebAssembly.Module(readFileSync(new URL("tarseal.wasm", import.meta.url)));
	process.exitCode = run(module, { args: ["tarseal", ...exact(args)], env: process.env, files, standard: standard(), random,
		hash: nodeHash() });
}
