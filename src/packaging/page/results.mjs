/** Verifying what was chosen, and showing what came out: a table, reports, an audit. */
import { REGISTER } from "./chosen.mjs";
import { byId, bytes, count, element, save, say, showProblem } from "./dom.mjs";
import { markOpen, setVerdicts, whenOpened } from "./table.mjs";
import { busy, command } from "./verifier.mjs";

/* What is shown: the verdicts, also as the text that the verifier printed, of these inputs; and the report that is open. */
const shown = { verdicts: [], lines: [], inputs: null, isSingle: false, report: null };

/** The options that an audit has, too. */
function forAudit(options) {
	return options.filter((option) => !/^--(stage|subject)=/.test(option));
}

/* A name that begins with a dash is no option. */
function named(paths) {
	return paths.map((path) => path.startsWith("-") ? `./${path}` : path);
}

function sizeOf(inputs) {
	return inputs.files.reduce((sum, [, file]) => sum + file.size, 0);
}

/** Verify, and show the results: of a single bundle its report, of several a table. */
export async function verify(inputs) {
	const isSingle = inputs.operands.length === 1 && inputs.files.some(([path]) => path === inputs.operands[0]);
	Object.assign(shown, { verdicts: [], lines: [], inputs, report: null, isSingle });
	closeReport();
	byId("results").hidden = true;
	await busy("Verifying…", async () => {
		const total = sizeOf(inputs);
		let text = "", lines = 0;
		const result = await command(isSingle ? ["report", ...inputs.options, "--", ...named(inputs.operands)]
			: ["verify", "--format=jsonl", ...inputs.options, "--", ...named(inputs.operands)], inputs.files, { total, text(part) {
			text += part;
			if (isSingle)
				return;
			const end = text.lastIndexOf("\n");
			if (end < 0)
				return;
			for (const line of text.slice(0, end).split("\n")) {
				shown.verdicts.push(JSON.parse(line));
				shown.lines.push(line + "\n");
			}
			text = text.slice(end + 1);
			if (shown.verdicts.length >= 2 * lines) {
				lines = shown.verdicts.length;
				byId("work-text").textContent = count(lines, "bundle");
			}
		} });
		if (isSingle && text !== "") {
			const data = dataIn(text);
			shown.verdicts = JSON.parse(data).bundles;
			shown.lines = [data];
			shown.report = { path: inputs.operands[0], html: text };
		}
		if (shown.verdicts.length === 0) {
			showProblem(result.messages || "The verifier printed nothing.");
			say("");
			return;
		}
		showResults(result);
	});
}

/** The verdict that a report contains, for programs. */
function dataIn(html) {
	return new DOMParser().parseFromString(html, "text/html").getElementById("data").textContent.trimStart();
}

function showResults({ messages }) {
	const { verdicts, inputs, report } = shown;
	const n = (name) => verdicts.filter((v) => v.verdict === name).length;
	const parts = ["accepted", "rejected", "undecided"].map((name) => [name, n(name)]).filter(([, k]) => k > 0);
	byId("summary").replaceChildren(`${count(verdicts.length, "bundle")}: `, ...parts.flatMap(([name, k], i) =>
		[...(i > 0 ? [" "] : []), element("span", { className: `badge ${name}`, text: `${k.toLocaleString("en")} ${name}` })]));
	byId("result-facts").replaceChildren(`Verified as of ${inputs.at}, under the policy with SHA-256 `,
		element("span", { className: "digest", text: inputs.policySha256 }), `. ${timeNote(verdicts)}`);
	byId("demo-note").hidden = !inputs.isDemo;
	byId("results").hidden = false;
	byId("table-part").hidden = verdicts.length === 1;
	showProblem(messages);
	setVerdicts(verdicts);
	say(`${count(verdicts.length, "bundle")} verified: ${parts.map(([name, k]) => `${k} ${name}`).join(", ")}.`);
	if (report !== null)
		openReport(report.path, report.html);
	else
		byId("results-title").focus();
}

function timeNote(verdicts) {
	const stamped = verdicts.filter((v) => v.checks.some((c) => c.id.startsWith("stamp."))).length;
	return stamped === 0 ? "" : `Time stamps are not checked here (${count(stamped, "bundle")} with stamps).`;
}

async function reportOn(path) {
	const { inputs } = shown;
	let html = "";
	await busy(`Writing the report on ${path}…`, async () => {
		const { messages } = await command(["report", ...inputs.options, "--", ...named([path])], inputs.files, { text(part) { html += part; } });
		if (html === "")
			throw new Error(messages);
		openReport(path, html);
		say("The report is below.");
	});
}

/** An audit of all files: which expiries have a bundle, of those in the register or in the bundles of the stage before. */
export async function audit() {
	const { inputs } = shown;
	const files = [...inputs.files], options = [...forAudit(inputs.options)];
	let html = "";
	if (inputs.register !== null) {
		files.push([REGISTER + inputs.register.name, inputs.register]);
		options.push(`--register=${REGISTER}${inputs.register.name}`);
	}
	await busy("Auditing…", async () => {
		const { messages } = await command(["audit", "--format=html", ...options, "--", ...named(inputs.operands)], files,
			{ total: sizeOf(inputs), text(part) { html += part; } });
		if (html === "") {
			showProblem(messages);
			say("");
			return;
		}
		openReport("audit", html);
		say("The audit report is below.");
	});
}

function openReport(path, html) {
	shown.report = { path, html };
	byId("report-title").textContent = (shown.inputs.isDemo ? "Demonstration: " : "") + (path === "audit" ? "Audit" : `Report on ${path}`);
	byId("report-demo").hidden = !shown.inputs.isDemo;
	byId("report").hidden = false;
	byId("frame").srcdoc = html;
	markOpen(path);
	byId("report-title").focus();
}

/* A report is as high as it is, so that there is one place to scroll. */
function fitReport() {
	const root = byId("frame").contentDocument?.documentElement;
	if (root && !byId("report").hidden)
		byId("frame").style.height = `${root.scrollHeight + 2}px`;
}

export function closeReport() {
	byId("report").hidden = true;
	byId("frame").srcdoc = "";
	markOpen(null);
}

function reportName() {
	const base = shown.report.path.split("/").pop().replace(/[^A-Za-z0-9._-]/g, "_");
	return `${shown.inputs.isDemo ? "demonstration-" : ""}${base}.html`;
}

export function clearResults() {
	Object.assign(shown, { verdicts: [], lines: [], inputs: null, isSingle: false, report: null });
	byId("results").hidden = true;
	closeReport();
	setVerdicts([]);
}

whenOpened(reportOn);
byId("frame").addEventListener("load", fitReport);
addEventListener("resize", fitReport);
byId("audit").addEventListener("click", audit);
byId("save-json").addEventListener("click", () => save((shown.inputs.isDemo ? "demonstration-" : "") +
	(shown.isSingle ? "verdict.json" : "verdicts.jsonl"), shown.lines, "application/json"));
byId("save-report").addEventListener("click", () => save(reportName(), [shown.report.html], "text/html"));
byId("print-report").addEventListener("click", () => byId("frame").contentWindow.print());
byId("close-report").addEventListener("click", () => {
	closeReport();
	byId("results-title").focus();
});
