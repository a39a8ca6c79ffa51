// browser.js PAGES [SHOTS]: open every page in a real browser, light and dark, wide and narrow, on screen and on
// paper; with SHOTS, take pictures. Prints a line for each fault, and then how many checks passed.
"use strict";

const fs = require("fs");
const path = require("path");
const { launch } = require("./chromium.js");
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [pages, shots] = process.argv.slice(2);
const widths = [1280, 360];
const themes = ["light", "dark"];
const heavy = "large"; // too many rows for axe to look at each, four times
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

// What the page requested besides itself, wrote to the console, or threw.
function listen(page, url) {
	const heard = [];
	page.on("request", (r) => r.url() === url || heard.push(`request ${r.url()}`));
	page.on("console", (m) => heard.push(`console: ${m.text()}`));
	page.on("pageerror", (e) => heard.push(`error: ${e.message}`));
	page.on("dialog", (d) => { heard.push("dialog"); d.dismiss(); });
	page.on("framenavigated", (f) => f.url() === url || heard.push(`navigated to ${f.url()}`));
	return heard;
}

// Elements that extend beyond the right edge, deepest first. Only the skip link may be outside.
function overflow() {
	const wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= wide)
		return [];
	return [...document.querySelectorAll("main *, header *, footer *")]
		.filter((e) => e.getBoundingClientRect().right > wide + 0.5)
		.slice(-5).map((e) => `${e.tagName}.${e.getAttribute("class")} ${e.getBoundingClientRect().right}`)
		.concat(`scrollWidth ${document.documentElement.scrollWidth}`);
}

// The structure of the page: the elements it may contain, its headings, links and ids.
function structure() {
	const all = [...document.querySelectorAll("*")];
	const levels = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1]));
	const ids = all.map((e) => e.id).filter((id) => id !== "");
	const scripts = [...document.querySelectorAll("script")];
	return {
		title: document.title,
		lang: document.documentElement.lang,
		h1: levels.filter((l) => l === 1).length,
		jumps: levels.filter((l, i) => i > 0 && l > levels[i - 1] + 1).length,
		styled: getComputedStyle(document.querySelector(".badge, .verdict")).borderRadius !== "0px",
		styles: document.querySelectorAll("style").length,
		scripts: scripts.map((s) => s.type).join(),
		json: scripts.every((s) => { JSON.parse(s.textContent); return true; }),
		forbidden: all.filter((e) => /^(img|iframe|object|embed|link|base|form|input|a?audio|video|foreignobject|animate)$/i
			.test(e.tagName)).map((e) => e.tagName),
		attributes: all.flatMap((e) => e.getAttributeNames()).filter((a) => /^on|^style$|^src|^autofocus/i.test(a)),
		links: [...document.querySelectorAll("[href]")].map((e) => e.getAttribute("href"))
			.filter((h) => !h.startsWith("#") || document.getElementById(h.slice(1)) === null),
		twice: ids.filter((id, i) => ids.indexOf(id) !== i).slice(0, 3),
		marks: (document.body.innerText.match(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\u0000-\u0008\u001b]/g) || []).length,
		text: document.body.innerText,
	};
}

async function check_structure(page, name) {
	const s = await page.evaluate(structure);
	expect(`${name}: language`, s.lang === "en", s.lang);
	expect(`${name}: title`, s.title !== "" && s.title !== "owned", s.title);
	expect(`${name}: one first heading`, s.h1 === 1, s.h1);
	expect(`${name}: headings in order`, s.jumps === 0, s.jumps);
	expect(`${name}: the one style sheet works`, s.styled && s.styles === 1, s.styles);
	expect(`${name}: no script but data`, s.scripts === "application/json" && s.json, s.scripts);
	expect(`${name}: nothing from outside`, s.forbidden.length === 0, s.forbidden);
	expect(`${name}: no attribute that does something`, s.attributes.length === 0, s.attributes);
	expect(`${name}: links lead to places in it`, s.links.length === 0, s.links);
	expect(`${name}: ids stand once`, s.twice.length === 0, s.twice);
	expect(`${name}: no mark that turns text`, s.marks === 0, s.marks);
	if (name === "hostile" || name === "evil")
		for (const text of ["<script>document.title='owned'</script>", "</script><script>", "<!--<script>",
			"onmouseover=\"document.title='owned'\"", "<svg onload=", "\\u{202e}txt.exe", "\\xed\\xa0\\xbd surrogate",
			"\\u{1b}[31m", "<![CDATA["])
			expect(`${name}: shown as text: ${text}`, s.text.includes(text));
}

async function check_axe(page, what) {
	await page.evaluate(axe);
	const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
	const found = result.violations.filter((v) => v.impact === "serious" || v.impact === "critical")
		.map((v) => `${v.id}: ${v.nodes.length}: ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
	expect(`${what}: axe`, found.length === 0, found);
	const lesser = result.violations.filter((v) => v.impact !== "serious" && v.impact !== "critical").map((v) => v.id);
	expect(`${what}: axe, lesser faults`, lesser.length === 0, lesser);
}

// The first Tab reaches the skip link, which is then visible and leads to the findings.
async function check_keys(page, name) {
	await page.keyboard.press("Tab");
	const seen = await page.evaluate(() => document.activeElement.className === "skip" &&
		document.activeElement.getBoundingClientRect().left >= 0);
	expect(`${name}: skip link`, seen);
	await page.keyboard.press("Enter");
	expect(`${name}: skip link leads on`, await page.evaluate(() => document.activeElement.id === "main"));
}

async function check_page(browser, name, theme, width) {
	const url = `file://${path.resolve(pages, `${name}.html`)}`;
	const what = `${name}, ${theme}, ${width} px`;
	const context = await browser.newContext({ colorScheme: theme, viewport: { width, height: 900 } });
	const page = await context.newPage();
	const heard = listen(page, url);

	await page.goto(url, { waitUntil: "load" });
	const outside = await page.evaluate(overflow);
	expect(`${what}: nothing sticks out`, outside.length === 0, outside);
	if (shots)
		await page.screenshot({ path: path.join(shots, `${name}-${theme}-${width}.png`), fullPage: name !== heavy });
	if (theme === "light" && width === widths[0])
		await check_structure(page, name);
	if (name !== heavy)
		await check_axe(page, what);
	if (theme === "light" && width === widths[0])
		await check_keys(page, name);
	expect(`${what}: quiet`, heard.filter((h) => !h.includes(`${url}#main`)).length === 0, heard);
	expect(`${what}: no script ran`, await page.title() !== "owned");
	await context.close();
}

// On paper everything fits, and a dark screen does not make dark paper.
async function check_paper(browser, name) {
	const context = await browser.newContext({ colorScheme: "dark", viewport: { width: 700, height: 900 } });
	const page = await context.newPage();

	await page.goto(`file://${path.resolve(pages, `${name}.html`)}`);
	await page.emulateMedia({ media: "print" });
	const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	expect(`${name}: white paper`, color === "rgb(255, 255, 255)", color);
	const outside = await page.evaluate(overflow);
	expect(`${name}: fits on paper`, outside.length === 0, outside);
	const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
	expect(`${name}: prints`, pdf.length > 10000, pdf.length);
	if (shots)
		fs.writeFileSync(path.join(shots, `${name}.pdf`), pdf);
	await context.close();
}

async function main() {
	const names = fs.readdirSync(pages).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5)).sort();
	const browser = await launch();

	expect("there are pages", names.length >= 14, names);
	for (const name of names) {
		for (const theme of themes)
			for (const width of widths)
				await check_page(browser, name, theme, width);
		if (name !== heavy)
			await check_paper(browser, name);
	}
	await browser.close();
	console.log(`html: ${passed} passed, ${failed} failed`);
	process.exit(failed === 0 ? 0 : 1);
}

main().catch((e) => { console.log(`html: ${e.stack}`); process.exit(1); });
