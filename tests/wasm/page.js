// page.js PAGE WORK [SHOTS]: use the page in a real browser: by mouse, keyboard and screen reader; on bundles that are good,
// forged, hostile and large; and hold what it shows and saves against what the program printed (see page.sh, which made
// WORK). With SHOTS, leave pictures there. Prints a line for each fault, and then how many checks passed.
"use strict";

const fs = require("fs");
const path = require("path");
const { execFileSync } = require("child_process");
const { pathToFileURL } = require("url");
const { launch } = require("./chromium.js");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [file, work, shots] = process.argv.slice(2);
const url = pathToFileURL(path.resolve(file)).href;
const in_work = (...names) => path.join(work, ...names);
const read = (...names) => fs.readFileSync(in_work(...names), "utf8");
let passed = 0;
let failed = 0;

function expect(what, good, found) {
	if (good) {
		passed++;
		return;
	}
	failed++;
	console.log(`not ok: ${what}${found === undefined ? "" : `: ${JSON.stringify(found).slice(0, 2000)}`}`);
}

function same(what, expected, found) {
	let at = 0;
	while (at < expected.length && expected[at] === found[at])
		at++;
	expect(what, expected === found, { at, expected: expected.slice(at, at + 200), found: found.slice(at, at + 200) });
}

// What a page requested besides itself and its worker, wrote to the console, or threw; and whether it went elsewhere.
function listen(page, heard) {
	page.on("request", (r) => r.url() === url || /^(blob:|data:,$|about:srcdoc)/.test(r.url()) || heard.push(`request ${r.url()}`));
	page.on("console", (m) => heard.push(`console: ${m.text()}`));
	page.on("pageerror", (e) => heard.push(`error: ${e.message}`));
	page.on("dialog", (d) => { heard.push("dialog"); d.dismiss(); });
	page.on("popup", () => heard.push("popup"));
	page.on("framenavigated", (f) => f.url() === url || /^about:(srcdoc|blank)$/.test(f.url()) || heard.push(`navigated to ${f.url()}`));
}

let browser;
const heard = [];

async function open(options = {}) {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
	const page = await context.newPage();
	listen(page, heard);
	await page.goto(url);
	await page.waitForFunction(() => document.getElementById("engine").textContent === "the module is ready");
	return page;
}

async function idle(page, timeout = 120000) {
	await page.waitForFunction(() => document.getElementById("work").hidden, undefined, { timeout });
}

async function choose_policy(page, name) {
	await page.evaluate(() => { document.getElementById("status").textContent = "waiting"; });
	await page.setInputFiles("#policy-input", name);
	await page.waitForFunction(() => document.getElementById("status").textContent !== "waiting" && document.getElementById("work").hidden);
}

async function choose_files(page, names) {
	await page.evaluate(() => { document.getElementById("status").textContent = "waiting"; });
	await page.setInputFiles("#files-input", names);
	await page.waitForFunction(() => /added/.test(document.getElementById("status").textContent));
}

async function choose_folder(page, name) {
	await page.evaluate(() => { document.getElementById("status").textContent = "waiting"; });
	await page.setInputFiles("#folder-input", name);
	await page.waitForFunction(() => /added/.test(document.getElementById("status").textContent));
}

async function set_time(page, at) {
	await page.evaluate((value) => { document.getElementById("at").value = value; }, at);
}

async function verify(page, timeout) {
	await page.click("#verify");
	await idle(page, timeout);
}

async function saved(page, button) {
	const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
	return { name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), "utf8") };
}

// The verdicts that the page saves.
async function lines(page) {
	return (await saved(page, "#save-json")).text;
}

const text_of = (page, id) => page.evaluate((name) => document.getElementById(name).textContent, id);

async function is_accessible(page, what) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => window.axe.run(document, { iframes: false }));
	expect(`${what}: axe`, violations.length === 0, violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3)]));
	expect(`${what}: nothing wider than the window`,
		await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth),
		await page.evaluate(() => document.documentElement.scrollWidth));
}

async function picture(page, name) {
	if (shots)
		await page.screenshot({ path: path.join(shots, `page-${name}.png`), fullPage: true });
}

// ---- The looks, and the demonstration ----

const looks = { desktop: {}, dark: { colorScheme: "dark" }, phone: { viewport: { width: 360, height: 740 } },
	"dark phone": { viewport: { width: 360, height: 740 }, colorScheme: "dark" } };

async function check_looks() {
	for (const [name, options] of Object.entries(looks)) {
		const page = await open(options);
		await page.click("summary");
		await is_accessible(page, `${name}, the beginning`);
		await picture(page, `${name}-1`);
		await page.click("#demo");
		await idle(page);
		await is_accessible(page, `${name}, the demonstration`);
		await picture(page, `${name}-2`);
		await page.click("#rows tr:last-child button");
		await page.waitForSelector("#report:not([hidden])");
		await is_accessible(page, `${name}, a report`);
		await page.waitForTimeout(shots ? 500 : 0);
		await picture(page, `${name}-3`);
		await page.emulateMedia({ media: "print" });
		await is_accessible(page, `${name}, on paper`);
		await picture(page, `${name}-4`);
		await page.context().close();
	}
}

async function check_demonstration() {
	const page = await open();
	await page.click("#demo");
	await idle(page);
	expect("the demonstration: what came out", /^2 bundles: 1 rejected 1 accepted$/.test(await text_of(page, "summary")),
		await text_of(page, "summary"));
	expect("it is marked", await page.isVisible("#demo-note"));
	expect("it sets no policy", await page.isHidden("#policy-state") && await page.isDisabled("#verify"));
	await page.click("#rows tr:last-child button");
	await page.waitForSelector("#report:not([hidden])");
	expect("its report is marked", /^Demonstration: /.test(await text_of(page, "report-title")) && await page.isVisible("#report-demo"));
	const report = await saved(page, "#save-report");
	expect("what is saved of it is marked", report.name === "demonstration-good.tar.html" && /Demonstration: this is about a sample/.test(report.text) &&
		(await saved(page, "#save-json")).name === "demonstration-verdicts.jsonl");
	await page.context().close();
}

// ---- By keyboard ----

async function check_keyboard() {
	const page = await open();
	const order = [];
	for (let i = 0; i < 12; i++) {
		await page.keyboard.press("Tab");
		order.push(await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName));
	}
	same("the order of the keyboard", "skip choose-policy choose-files choose-folder SUMMARY clear demo",
		order.slice(0, 7).join(" "));
	await page.focus("#demo");
	await page.keyboard.press("Enter");
	await idle(page);
	expect("the focus goes to the results", await page.evaluate(() => document.activeElement.id === "results-title"));
	await page.focus("#rows tr:first-child button");
	await page.keyboard.press("Enter");
	await page.waitForSelector("#report:not([hidden])");
	expect("the focus goes to the report", await page.evaluate(() => document.activeElement.id === "report-title"));
	await page.focus("#close-report");
	await page.keyboard.press("Space");
	expect("and back to the row", await page.evaluate(() => document.activeElement.textContent === "changed.tar") && await page.isHidden("#report"));
	await page.focus("th button[data-key=path]");
	await page.keyboard.press("Enter");
	const order_of = () => page.evaluate(() => [document.querySelector("th[aria-sort=ascending], th[aria-sort=descending]")
		.getAttribute("aria-sort"), ...[...document.querySelectorAll("#rows button")].map((b) => b.textContent)].join(" "));
	same("sorted by name", "ascending changed.tar good.tar", await order_of());
	await page.keyboard.press("Enter");
	same("and the other way", "descending good.tar changed.tar", await order_of());
	await page.fill("#find", "manifest.digest");
	same("found by its finding", "descending changed.tar", await order_of());
	expect("how many are shown is said", (await text_of(page, "shown")) === "1 bundle of 2 is listed.", await text_of(page, "shown"));
	await page.fill("#find", "");
	await page.selectOption("#show", "accepted");
	same("only what is accepted", "descending good.tar", await order_of());
	await page.context().close();
}

// ---- The same as the program ----

async function check_single() {
	const page = await open();
	await set_time(page, "2026-06-21T00:00:00Z");
	await choose_files(page, [in_work("golden/golden-followup.tar"), in_work("golden/profile.json")]);
	expect("without a policy, nothing is verified", await page.isDisabled("#verify"));
	await choose_policy(page, in_work("golden/trust.json"));
	same("the policy's digest", read("golden/policy.sha256").trim(), await page.textContent("#policy-state .digest"));
	await verify(page);
	same("one bundle: its report is the program's", read("golden/report.html"), await page.evaluate(() => document.getElementById("frame").srcdoc));
	same("and so is what is saved", read("golden/report.html"), (await saved(page, "#save-report")).text);
	same("its verdict", read("golden/verdict.json"), await lines(page));
	await page.waitForFunction(() => /^Accepted: /m.test(document.getElementById("frame").contentDocument?.body?.innerText));
	await page.context().close();
}

// Groups of bundles that the suites of tests/cli verify, among them every forgery: those with the same policy and time.
async function check_corpus() {
	const groups = fs.readdirSync(in_work("corpus"));
	const page = await open();
	let bundles = 0;
	for (const group of groups) {
		await page.click("#clear");
		await choose_policy(page, in_work("corpus", group, "policy.json"));
		const expected = read("corpus", group, "verdicts.jsonl");
		if (await page.isHidden("#policy-state")) {
			expect(`${group}: a policy that the page refuses`, JSON.parse(expected.split("\n")[0]).checks.some((c) =>
				c.result === "fail" && c.class === "undecided"), await text_of(page, "problem"));
			continue;
		}
		await choose_folder(page, in_work("corpus", group, "files"));
		await set_time(page, read("corpus", group, "at"));
		await verify(page);
		if (await page.isHidden("#results")) {
			const said = read("corpus", group, "messages").split("\n")[0];
			expect(`${group}: the program said the same`, said !== "" && (await text_of(page, "problem")).includes(said), await text_of(page, "problem"));
			continue;
		}
		same(`${group}: verdicts`, expected, await lines(page));
		bundles += expected.split("\n").length - 1;
	}
	expect("enough bundles were compared", bundles >= Number(read("corpus.least")), bundles);
	console.log(`page: the same verdicts on ${bundles} bundles under ${groups.length} policies`);
	await page.context().close();
}

async function check_audit() {
	const page = await open();
	await choose_policy(page, in_work("store/trust.json"));
	await set_time(page, "2026-11-22T00:00:00Z");
	await page.setInputFiles("#register-input", in_work("store/register.csv"));
	await choose_folder(page, in_work("store/bundles"));
	await verify(page);
	same("a folder: verdicts", read("store/verdicts.jsonl"), await lines(page));
	await page.click("#audit");
	await idle(page);
	same("the audit is the program's", read("store/audit.html"), await page.evaluate(() => document.getElementById("frame").srcdoc));
	await is_accessible(page, "an audit");
	await picture(page, "audit");
	// A report on one of them.
	await page.click("#rows tr:first-child button");
	await page.waitForFunction(() => /^Report on /.test(document.getElementById("report-title").textContent));
	await page.context().close();
}

// ---- What nobody should get away with ----

async function check_policies() {
	const page = await open();
	await choose_folder(page, in_work("sent"));
	expect("a policy that was sent along is not used", /sent\/trust\.json is a trust policy, and is not used/.test(await text_of(page, "files-state")) && await page.isDisabled("#verify"), await text_of(page, "files-state"));
	await choose_policy(page, in_work("golden/profile.json"));
	expect("a profile is no policy", /profile\.json is not a trust policy that can be used: /.test(await text_of(page, "problem")) &&
		await page.isDisabled("#verify"), await text_of(page, "problem"));
	await choose_policy(page, in_work("golden/golden-followup.tar"));
	expect("nor is a bundle", await page.isVisible("#problem") && await page.isDisabled("#verify"), await text_of(page, "problem"));
	await choose_policy(page, in_work("store/trust.json"));
	expect("a good one is", await page.isHidden("#problem") && await page.isEnabled("#verify"));
	await set_time(page, "2026-06-21T00:00:00Z");
	await verify(page);
	expect("a forger's bundle, under one's own policy", /rejected/.test(await text_of(page, "summary")), await text_of(page, "summary"));
	await page.context().close();
}

async function check_names() {
	const page = await open();
	await choose_policy(page, in_work("golden/trust.json"));
	await choose_folder(page, in_work("names"));
	await set_time(page, "2026-06-21T00:00:00Z");
	await verify(page);
	same("hostile names: verdicts", read("names.jsonl"), await lines(page));
	expect("they are text", await page.evaluate(() => document.querySelector("main img, main b, main script:not([id])") === null &&
		window.owned === undefined));
	for (const name of fs.readdirSync(in_work("names"))) {
		await page.evaluate((n) => [...document.querySelectorAll("#rows button")].find((b) => b.textContent === `names/${n}`).click(), name);
		await idle(page);
		expect(`a report on ${name}`, (await text_of(page, "report-title")) === `Report on names/${name}`, await text_of(page, "report-title"));
	}
	// A file whose name looks like an option, chosen by itself.
	await page.click("#clear");
	await choose_policy(page, in_work("golden/trust.json"));
	await choose_files(page, [in_work("names/--help.tar")]);
	await verify(page);
	expect("a name like an option", /^--help\.tar: /.test(await text_of(page, "summary")), await text_of(page, "summary"));
	await page.context().close();
}

async function check_stamps() {
	const page = await open();
	await choose_policy(page, in_work("stamped/trust.json"));
	await choose_files(page, ["golden-followup.tar", "golden-followup.tar.tsr", "profile.json"].map((n) => in_work("stamped", n)));
	await verify(page);
	expect("a required time stamp: undecided", /^golden-followup\.tar: undecided$/.test(await text_of(page, "summary")), await text_of(page, "summary"));
	expect("it says why", /Time stamps are not checked here/.test(await text_of(page, "result-facts")), await text_of(page, "result-facts"));
	await picture(page, "stamps");
	await choose_policy(page, in_work("stamped/trust-plain.json"));
	await verify(page);
	await page.waitForFunction(() => document.getElementById("frame").contentDocument?.body?.innerText.length > 1000);
	const report = await page.evaluate(() => document.getElementById("frame").contentDocument.body.innerText);
	expect("one that is not required: accepted, and not proven", /accepted/.test(await text_of(page, "summary")) && !/proven: sealed/i.test(report) &&
		/not checked here/.test(report), report.slice(0, 500));
	await page.context().close();
}

async function check_changes() {
	const page = await open();
	fs.copyFileSync(in_work("golden/golden-followup.tar"), in_work("changing.tar"));
	await choose_policy(page, in_work("golden/trust.json"));
	await choose_files(page, [in_work("changing.tar"), in_work("golden/profile.json")]);
	await set_time(page, "2026-06-21T00:00:00Z");
	fs.appendFileSync(in_work("changing.tar"), "x");
	await verify(page);
	expect("a file that changed after it was chosen is not good", /undecided|rejected/.test(await text_of(page, "summary")),
		[await text_of(page, "summary"), await text_of(page, "problem")]);
	await page.context().close();
}

// What is chosen later changes nothing that is shown, and what is shown says so.
async function check_stale() {
	const page = await open();
	await choose_policy(page, in_work("golden/trust.json"));
	await choose_files(page, [in_work("golden/golden-followup.tar"), in_work("golden/profile.json")]);
	await set_time(page, "2026-06-21T00:00:00Z");
	await verify(page);
	let facts = await text_of(page, "result-facts");
	expect("the results name the policy and the time", /as of 2026-06-21T00:00:00Z, under the policy trust\.json with SHA-256 [0-9a-f]{64}/.test(facts), facts);
	expect("and are not old", await page.isHidden("#stale"));
	for (const [what, change] of [["another file", () => choose_files(page, [in_work("store/bundles/alder-revoked.tar")])],
		["another policy", () => choose_policy(page, in_work("store/trust.json"))],
		["another stage", () => page.fill("#stage", "x")]]) {
		if (await page.isHidden("#stage"))
			await page.click("#options > summary");
		await change();
		expect(`${what}: what is shown is marked as old`, await page.isVisible("#stale"));
		same(`${what}: and names what it is about`, facts, await text_of(page, "result-facts"));
		await page.fill("#stage", "");
		await verify(page);
		expect(`${what}: verified again`, await page.isHidden("#stale"));
		facts = await text_of(page, "result-facts");
	}
	await page.context().close();
}

// Nothing takes the place of anything else.
async function check_collisions() {
	const page = await open();
	await choose_policy(page, in_work("golden/trust.json"));
	await set_time(page, "2026-06-21T00:00:00Z");
	await choose_folder(page, in_work("twice/bad/store"));
	await choose_folder(page, in_work("twice/good/store"));
	await choose_files(page, [in_work("twice/bad/store/a.tar")]);
	await choose_files(page, [in_work("twice/good/store/a.tar"), in_work("golden/profile.json")]);
	await verify(page);
	same("two folders and two files of the same names", "a (2).tar store (2)/a.tar | a.tar store/a.tar", await page.evaluate(() =>
		["accepted", "rejected"].map((name) => [...document.querySelectorAll("#rows tr")].filter((row) => row.querySelector(`.${name}`))
			.map((row) => row.querySelector("button").textContent).sort().join(" ")).join(" | ")));
	// A folder that has the name of the place where the page keeps the register.
	await page.click("#clear");
	await choose_policy(page, in_work("store/trust.json"));
	await set_time(page, "2026-11-22T00:00:00Z");
	await page.setInputFiles("#register-input", in_work("store/register.csv"));
	await choose_folder(page, in_work("sent-register/your register"));
	await verify(page);
	await page.click("#audit");
	await idle(page);
	same("a register that was sent along is not used", "yes", await page.evaluate((sha256) =>
		document.getElementById("frame").srcdoc.includes(sha256) ? "yes" : "no", read("store/register.sha256").trim()));
	// A registrar's statement, and the file that it is about; chosen after the verification.
	await page.setInputFiles("#register-input", [in_work("store/register.csv"), in_work("store/register.dsse.json")]);
	await page.click("#audit");
	await idle(page);
	expect("a signed register", /registrar/.test(await page.evaluate(() => document.getElementById("frame").srcdoc)) &&
		await page.isHidden("#problem"), await text_of(page, "problem"));
	await page.context().close();
}

// Files and folders that are really dragged from outside the browser.
async function check_drops() {
	const page = await open();
	const client = await page.context().newCDPSession(page);
	async function drop(selector, ...names) {
		const box = await (await page.$(selector)).boundingBox();
		for (const type of ["dragEnter", "dragOver", "drop"])
			await client.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + 20,
				data: { items: [], files: names, dragOperationsMask: 1 } });
	}
	await drop("#policy-card", in_work("golden/trust.json"), in_work("store/trust.json"));
	expect("two policies are dropped: none is used", await page.isVisible("#problem") && await page.isHidden("#policy-state"));
	await drop("#policy-card", in_work("golden/trust.json"));
	await page.waitForSelector("#policy-state:not([hidden])");
	await drop("#drop", in_work("golden/golden-followup.tar"), in_work("golden/profile.json"));
	await page.waitForFunction(() => /golden-followup\.tar/.test(document.getElementById("files-state").textContent));
	await idle(page);
	await drop("h1", in_work("twice/good/store"));
	await page.waitForFunction(() => /store/.test(document.getElementById("files-state").textContent));
	await idle(page);
	await set_time(page, "2026-06-21T00:00:00Z");
	await verify(page);
	same("what was dropped: two files, and a folder beside the place for it", "2 bundles: 2 accepted", await text_of(page, "summary"));
	await page.context().close();
}

// ---- Large ones ----

// The memory of all processes of this browser, in MiB.
function memory() {
	const list = execFileSync("ps", ["-eo", "pid,ppid,rss,args"], { encoding: "utf8" }).split("\n").map((l) => l.trim().split(/\s+/));
	return list.filter(([, , , program]) => /chrom/.test(program ?? "")).reduce((sum, [, , rss]) => sum + Number(rss), 0) / 1024;
}

async function check_large() {
	for (const name of fs.readdirSync(in_work("large")).filter((n) => n.endsWith(".tar"))) {
		const page = await open();
		await choose_policy(page, in_work("store/trust.json"));
		await choose_files(page, [in_work("large", name)]);
		await set_time(page, "2026-11-22T00:00:00Z");
		const before = memory(), started = Date.now(), size = fs.statSync(in_work("large", name)).size / 1e6;
		let most = before, bars = new Set();
		const watch = setInterval(async () => {
			most = Math.max(most, memory());
			bars.add(await text_of(page, "work-text").catch(() => ""));
		}, 300);
		await verify(page, 900000);
		clearInterval(watch);
		const seconds = (Date.now() - started) / 1000;
		same(`${name}: verdict`, read("large", `${name}.json`), await lines(page));
		console.log(`page: ${name}: ${size.toFixed(0)} MB in ${seconds.toFixed(1)} s, ${(size / seconds).toFixed(0)} MB/s, ` +
			`${(most - before).toFixed(0)} MiB more memory`);
		expect(`${name}: memory stays bounded`, most - before < 700, most - before);
		if (seconds > 5)
			expect(`${name}: progress is shown`, bars.size > 3, [...bars]);
		await page.context().close();
	}
}

async function check_links() {
	const page = await open();
	await page.click("#demo");
	await idle(page);
	await page.click("#rows tr:first-child button");
	await page.waitForFunction(() => document.getElementById("frame").contentDocument?.querySelector("a[href^='#']") !== null);
	const html = () => page.evaluate(() => document.getElementById("frame").contentDocument.body.innerText.length);
	const before = await html();
	await page.evaluate(() => document.getElementById("frame").contentDocument.querySelector("main a[href^='#'], a[href^='#']").click());
	await page.waitForTimeout(300);
	expect("a link inside a report stays in it", await html() === before);
	await page.context().close();
}

async function check_stop() {
	const [name] = fs.readdirSync(in_work("large")).filter((n) => n.endsWith(".tar"))
		.sort((a, b) => fs.statSync(in_work("large", b)).size - fs.statSync(in_work("large", a)).size);
	const page = await open();
	await choose_policy(page, in_work("store/trust.json"));
	await choose_files(page, [in_work("large", name)]);
	await page.click("#verify");
	await page.click("#stop");
	await idle(page);
	expect("stopped", /^Stopped: nothing was decided/.test(await text_of(page, "status")) && await page.isHidden("#results"), await text_of(page, "status"));
	// Also before the module is ready.
	await page.click("#verify");
	await page.click("#stop");
	await page.click("#verify");
	await page.click("#stop");
	await idle(page);
	await page.click("#demo");
	await idle(page);
	expect("and it works again", /1 accepted$/.test(await text_of(page, "summary")));
	await page.context().close();
}

async function main() {
	browser = await launch();
	for (const check of [check_demonstration, check_keyboard, check_single, check_policies, check_names, check_stamps, check_changes,
		check_stale, check_collisions, check_drops, check_audit, check_corpus, check_links, check_stop, check_large, check_looks]) {
		const before = heard.length;
		try {
			await check();
		} catch (error) {
			expect(check.name, false, String(error.stack ?? error));
		}
		expect(`${check.name}: no request, no message, no error`, heard.length === before, heard.slice(before));
	}
	await browser.close();
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 ? 1 : 0;
}

main();
