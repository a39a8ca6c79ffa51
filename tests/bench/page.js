// page.js PAGE POLICY TIME BUNDLE…: how long the page takes to be ready, and to verify each bundle, three times.
"use strict";

const fs = require("fs");
const path = require("path");
const { pathToFileURL } = require("url");
const { launch } = require("./chromium.js");
const [file, policy, at, ...bundles] = process.argv.slice(2);

async function idle(page) {
	await page.waitForFunction(() => document.getElementById("work").hidden, undefined, { timeout: 600000 });
}

function print(what, seconds, more = "") {
	console.log(`${what.padEnd(46)} ${(seconds * 1000).toFixed(2).padStart(9)} ms${more}`);
}

async function main() {
	const browser = await launch();
	const page = await browser.newPage();
	const started = Date.now();
	await page.goto(pathToFileURL(path.resolve(file)).href);
	await page.waitForFunction(() => document.getElementById("engine").textContent === "the module is ready");
	print("ready", (Date.now() - started) / 1000);
	await page.setInputFiles("#policy-input", policy);
	await page.waitForFunction(() => !document.getElementById("policy-state").hidden);
	await page.evaluate((time) => { document.getElementById("at").value = time; }, at);
	for (const bundle of bundles) {
		const times = [];
		for (let i = 0; i < 3; i++) {
			await page.evaluate(() => {
				const hidden = new MutationObserver(() => {
					if (document.getElementById("work").hidden)
						window.ended = performance.now();
				});
				hidden.observe(document.getElementById("work"), { attributes: true });
			});
			await page.setInputFiles("#files-input", bundle);
			await page.waitForFunction(() => !document.getElementById("verify").disabled);
			const begun = await page.evaluate(() => {
				document.getElementById("verify").click();
				return performance.now();
			});
			await idle(page);
			times.push((await page.evaluate(() => window.ended) - begun) / 1000);
			if (await page.evaluate(() => !/: accepted$/.test(document.getElementById("summary").textContent)))
				throw new Error(`${bundle} is not accepted`);
			await page.click("#clear");
			await page.setInputFiles("#policy-input", policy);
			await page.waitForFunction(() => !document.getElementById("policy-state").hidden);
			await page.evaluate((time) => { document.getElementById("at").value = time; }, at);
		}
		const seconds = times.sort((a, b) => a - b)[1];
		print(`verify ${path.basename(bundle, ".tar")}`, seconds, ` ${(fs.statSync(bundle).size / 1e6 / seconds).toFixed(1).padStart(9)} MB/s`);
	}
	await browser.close();
}

main();
