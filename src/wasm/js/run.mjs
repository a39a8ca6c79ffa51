/** run.mjs MODULE ARGUMENT…: run a WASI command with Node, as a program of this machine. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { files, nodeHash, random, standard } from "./node-files.mjs";
import { run } from "./wasi.mjs";

const [file, ...args] = process.argv.slice(2);
process.exitCode = run(new WebAssembly.Module(readFileSync(file)),
	{ args: [file, ...args], env: process.env, files, standard: standard(), random, hash: nodeHash() });
