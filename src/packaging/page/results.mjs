/** Verifying what was chosen, and showing what came out: a table, reports, an audit. */
import { chosen, describe, registerOf } from "./chosen.mjs";
import { byId, count, element, save, say, showProblem, visible } from "./dom.mjs";
import { focusRow, markOpen, setVerdicts, whenOpened } from "./table.mjs";
import { busy, command, Stopped } from "./verifier.mjs";

/* What is shown: the verdicts, also as the text that the verifier printed, of these inputs; and the report that is open. */
const shown = {};

/** The options that an audit has, too. */
function forAudit(options) {
	return options.filter((option) => !/^--subject=/.test(option));
}

/* A name that begins with a dash is no option. */
function named(paths) {
	return paths.map((path) => path.startsWith("-") ? `./${path}` : path);
}

function sizeOf(inputs) {
	return inputs.files.reduce((sum, [, file]) => sum + file.size, 0);
}

/* A report contains the verdict, for programs. */
function takeReport(html) {
	const data = new DOMParser().parseFromString(html, "text/html").getElementById("data").textContent.trimStart();
	shown.verdicts = JSON.parse(data).bundles;
	shown.lines = [data];
	shown.report = { path: shown.inputs.operands[0], html };
}

function takeLines(text) {
	for (const line of text.split("\n")) {
		shown.verdicts.push(JSON.parse(line));
		shown.lines.push(line + "\n");
	}
}

/* What the verifier printed, taken as it comes. Resolves to its exit code and messages. */
async function judge(inputs) {
	const { options, operands, files } = inputs;
	let text = "";
	const said = { total: sizeOf(inputs), text(part) {
		text += part;
		const end = shown.isSingle ? -1 : text.lastIndexOf("\n");
		if (end < 0)
			return;
		takeLines(text.slice(0, end));
		text = text.slice(end + 1);
		byId("work-text").textContent = count(shown.verdicts.length, "bundle");
	} };
	const verb = shown.isSingle ? ["report"] : ["verify", "--format=jsonl"];
	const result = await command([...verb, ...options, "--", ...named(operands)], files, said);
	if (shown.isSingle && text !== "")
		takeReport(text);
	else if (text !== "")
		throw new Error("its output is not complete");
	if (result.exit === 0 && shown.verdicts.some((v) => v.verdict !== "accepted"))
		throw new Error("its exit code and its verdicts disagree");
	return result;
}

/** Verify, and show the results: of a single bundle its report, of several a table. */
export async function verify(inputs) {
	clearResults();
	shown.inputs = inputs;
	shown.isSingle = inputs.operands.length === 1 && inputs.files.some(([path]) => path === inputs.operands[0]);
	await busy("Verifying…", async () => {
		try {
			const { messages } = await judge(inputs);
			if (shown.verdicts.length === 0) {
				showProblem(messages || "The verifier printed nothing.");
				say("");
				return;
			}
			showResults(messages);
		} catch (error) {
			clearResults();
			throw error instanceof Stopped ? new Stopped("Stopped: nothing was decided.") : error;
		}
	});
}

function showResults(messages) {
	const { verdicts, inputs, report, isSingle } = shown;
	const n = (name) => verdicts.filter((v) => v.verdict === name).length;
	const parts = ["undecided", "rejected", "accepted"].map((name) => [name, n(name)]).filter(([, k]) => k > 0);
	const title = isSingle ? visible(inputs.operands[0]) : count(verdicts.length, "bundle");
	byId("summary").replaceChildren(`${title}: `, ...parts.flatMap(([name, k], i) => [...(i > 0 ? [" "] : []),
		element("span", { className: `badge ${name}`, text: isSingle ? name : `${k.toLocaleString("en")} ${name}` })]));
	byId("result-facts").replaceChildren(`Checked as of ${inputs.at}, under the policy ${visible(inputs.policy.name)} with SHA-256 `,
		element("span", { className: "digest", text: inputs.policy.sha256 }), `${inputs.said.map((each) => `; ${each}`).join("")}. ` +
		`${isSingle ? "" : `From ${describe("", inputs.operands)}. `}${otherFiles()}${timeNote(verdicts)}`);
	byId("demo-note").hidden = !inputs.isDemo;
	byId("results").hidden = false;
	byId("table-part").hidden = isSingle && report !== null;
	showProblem(messages);
	setVerdicts(verdicts);
	say(`${count(verdicts.length, "bundle")} checked: ${parts.map(([name, k]) => `${k} ${name}`).join(", ")}.`);
	if (report !== null)
		openReport(report.path, report.html);
	else
		byId("results-title").focus();
}

/* Whatever is in a folder and has not the name of a bundle. */
function otherFiles() {
	const { inputs, verdicts } = shown;
	const stamps = inputs.files.filter(([path]) => /\.tsr$/i.test(path)).length;
	const others = inputs.fileCount - stamps - verdicts.length;
	return others > 0 ? `${count(others, "other file is no bundle and was", "other files are no bundles and were")} not checked. ` : "";
}

function timeNote(verdicts) {
	const stamped = verdicts.filter((v) => v.checks.some((c) => c.id.startsWith("stamp."))).length;
	return stamped === 0 ? "" : `Time stamps are not checked here (${count(stamped, "bundle")} with stamps).`;
}

/** What is chosen now is not what the results are about. */
export function markStale() {
	if (shown.inputs === null || shown.inputs.isDemo || byId("results").hidden)
		return;
	byId("stale").hidden = false;
	for (const id of ["results", "report"])
		byId(id).classList.add("stale");
}

async function reportOn(path) {
	const { inputs } = shown;
	let html = "";
	await busy(`Writing the report on ${visible(path)}…`, async () => {
		const { messages } = await command(["report", ...inputs.options, "--", ...named([path])], inputs.files,
			{ text(part) { html += part; } });
		if (html === "")
			throw new Error(messages);
		openReport(path, html);
		say("The report is below.");
	});
}

/** An audit of all files: which expiries have a bundle, of those in the register or in the bundles of the stage before. */
async function audit() {
	const { inputs } = shown;
	const register = registerOf(inputs.isDemo ? [] : chosen.register);
	let html = "";
	await busy("Auditing…", async () => {
		const { messages } = await command(["audit", "--format=html", ...forAudit(inputs.options), ...register.options, "--",
			...named(inputs.operands)], [...register.files, ...inputs.files], { total: sizeOf(inputs), text(part) { html += part; } });
		if (html === "") {
			showProblem(messages);
			say("");
			return;
		}
		openReport("", html);
		say("The audit report is below.");
	});
}

/** Show a report on the bundle at PATH; "": an audit. */
function openReport(path, html) {
	shown.report = { path, html };
	byId("report-title").textContent = (shown.inputs.isDemo ? "Demonstration: " : "") +
		(path === "" ? "Audit" : `Report on ${visible(path)}`);
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

function closeReport() {
	byId("report").hidden = true;
	byId("frame").srcdoc = "";
	markOpen(null);
}

/* What is saved of the demonstration says so itself. */
function saveReport() {
	const { path, html } = shown.report, { isDemo } = shown.inputs;
	const base = path === "" ? "audit" : path.split("/").pop().replace(/[^A-Za-z0-9._-]/g, "_");
	save(`${isDemo ? "demonstration-" : ""}${base}.html`,
		[isDemo ? html.replace("<body>", "<body><p><strong>Demonstration: this is about a sample.</strong></p>") : html], "text/html");
}

export function clearResults() {
	Object.assign(shown, { verdicts: [], lines: [], inputs: null, isSingle: false, report: null });
	byId("results").hidden = true;
	byId("stale").hidden = true;
	for (const id of ["results", "report"])
		byId(id).classList.remove("stale");
	closeReport();
	setVerdicts([]);
}

whenOpened(reportOn);
byId("frame").addEventListener("load", () => {
	fitReport();
	/* A link inside a report would be one to this page: go there without following it. */
	byId("frame").contentDocument?.addEventListener("click", (event) => {
		const link = event.target.closest("a[href^='#'], area[href^='#']");
		if (link === null)
			return;
		event.preventDefault();
		byId("frame").contentDocument.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)))?.scrollIntoView();
	});
});
addEventListener("resize", fitReport);
byId("audit").addEventListener("click", audit);
byId("save-json").addEventListener("click", () => save((shown.inputs.isDemo ? "demonstration-" : "") +
	(shown.isSingle ? "verdict.json" : "verdicts.jsonl"), shown.lines, "application/json"));
byId("save-report").addEventListener("click", saveReport);
byId("print-report").addEventListener("click", () => byId("frame").contentWindow.print());
byId("close-report").addEventListener("click", () => {
	const { path } = shown.report;
	closeReport();
	if (byId("table-part").hidden || !focusRow(path))
		byId("results-title").focus();
});
