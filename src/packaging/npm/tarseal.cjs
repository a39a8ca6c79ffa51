#!/usr/bin/env node
"use strict";
/* Whatever goes wrong here is "undecided" (6). Left alone, Node would exit with 1, which means "blocked". */
function fail(error) {
	try {
		process.stderr.write("tarseal: an internal error, so nothing was decided: " + (error && error.stack || error) + "\n");
	} finally {
		process.exit(6);
	}
}
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);
import("./cli.mjs").then((cli) => cli.main(process.argv.slice(2)), fail);
