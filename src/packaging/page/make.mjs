/**
 * make.mjs VERSION MODULE SAMPLE WORKER SCRIPT REPORT…: write the page to standard output: the template with the module,
 * the sample in that directory, and the scripts in it. The policy for content lets nothing else run: it names the scripts
 * and styles by their digests, also the styles of the REPORTs, which it shows.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import { gzipSync } from "node:zlib";

const [version, module, sample, worker, script, ...reports] = process.argv.slice(2);
const here = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const hashed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/* Nothing in a script may end its element. */
const inline = (text) => text.replaceAll("</", "<\\/").replaceAll("<!--", "<\\!--").trim();

const style = here("page.css").trim();
const main = inline(readFileSync(script, "utf8"));
const styles = [hashed(style), ...reports.flatMap((report) => readFileSync(report, "utf8").match(/style-src ([^;]*);/)[1].split(" "))];
const policy = readFileSync(`${sample}/trust.json`);
const bundle = readFileSync(`${sample}/golden-followup.tar`);
const parts = {
	VERSION: version,
	POLICY: `default-src 'none'; script-src ${hashed(main)} 'wasm-unsafe-eval'; worker-src blob:; style-src ` +
		`${[...new Set(styles)].join(" ")}; img-src data:; base-uri 'none'; form-action 'none'`,
	STYLE: style,
	MODULE: base64(gzipSync(readFileSync(module), { level: 9 })),
	WORKER: inline(readFileSync(worker, "utf8")),
	SAMPLE: JSON.stringify({ bundle: base64(bundle), policy: base64(policy), profile: base64(readFileSync(`${sample}/profile.json`)),
		policySha256: createHash("sha256").update(policy).digest("hex"), at: "2026-06-21T00:00:00Z",
		change: bundle.lastIndexOf("trial:opaque-golden") }),
	SCRIPT: main,
};
process.stdout.write(here("page.html").replace(/@([A-Z]+)@/g, (whole, name) => parts[name] ?? whole));
