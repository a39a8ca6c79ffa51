/** What the user has chosen: a policy, bundles and what belongs to them. */
import { byId, bytes, count, element, say, showProblem, visible } from "./dom.mjs";
import { busy, command } from "./verifier.mjs";

/* Where the policy and the register are. Beside them are the bundles, at the paths that the user knows; these two are
 * always the first in the list of files, so that nothing that was sent can take their place. */
export const POLICY = "your policy/";
const REGISTER = "your register/";
const NOTHING = "your policy/nothing";
const SMALL = 1 << 20; /* bytes: a profile is smaller */
const KEPT = 64 << 20; /* bytes: what is kept in memory, so that it cannot change */

/** Paths are what the verdicts call the bundles. */
export const chosen = {};
let onChange = () => {};
const encoder = new TextEncoder(), decoder = new TextDecoder();

/** Call ACT whenever something is chosen. */
export function whenChosen(act) {
	onChange = act;
}

export function clearChosen() {
	Object.assign(chosen, { policy: null, register: [], files: new Map(), operands: new Set(), profiles: new Map(), remarks: [] });
	showFiles();
	for (const id of ["policy-state", "files-state"])
		byId(id).hidden = true;
	byId("choose-policy").textContent = "Choose a policy…";
	showRegister();
}

/* A copy of a file as it is now. */
async function keep(file) {
	return file.size > KEPT ? file : new File([await file.arrayBuffer()], file.name);
}

/** Take a policy if the verifier can use it, and show what it says. */
export async function choosePolicy(files) {
	if (files.length !== 1) {
		showProblem("Choose one file as your trust policy.");
		return;
	}
	const path = POLICY + files[0].name;
	let refusal = "";
	chosen.policy = null;
	await busy("Reading the policy…", async () => {
		const file = await keep(files[0]);
		let text = "", words = "";
		await command(["verify", "--format=json", `--trust=${path}`, "--", NOTHING], [[path, file]], { text(part) { text += part; } });
		const { trust, bundles } = JSON.parse(text);
		if (trust === null) {
			refusal = bundles[0].checks.find((check) => check.result === "fail")?.message ?? "";
			return;
		}
		await command(["trust", "show", path], [[path, file]], { text(part) { words += part; } });
		chosen.policy = { file, sha256: trust.sha256, words };
	});
	showPolicy();
	say(chosen.policy === null ? "" : `The policy is ${visible(files[0].name)}.`);
	if (refusal !== "")
		showProblem(`${visible(files[0].name)} is not a trust policy that can be used: ${refusal}`);
	onChange();
}

function showPolicy() {
	const { policy } = chosen, state = byId("policy-state");
	state.hidden = policy === null;
	byId("choose-policy").textContent = policy === null ? "Choose a policy…" : "Choose another policy…";
	if (policy !== null)
		state.replaceChildren(element("p", { text: visible(policy.file.name) }),
			element("p", {}, "SHA-256 ", element("span", { className: "digest", text: policy.sha256 })),
			element("details", {}, element("summary", { text: "What this policy says" }), element("pre", { text: policy.words })));
}

/** Take a register: one file, or a registrar's statement and the file that it is about. */
export async function chooseRegister(files) {
	if (files.length > 2) {
		showProblem("A register is one file, or a registrar's statement and the file that it is about.");
		return;
	}
	chosen.register = await Promise.all(files.map(keep));
	showRegister();
}

function showRegister() {
	byId("register-state").textContent = chosen.register.length === 0
		? "for audits: the expiries to expect; with its signed statement, if it has one"
		: chosen.register.map((file) => visible(file.name)).join(" and ");
}

/** The register for an audit: its files, and the option that names it. A statement names the other file itself. */
export function registerOf(files) {
	const statement = files.find((file) => /\.dsse\.json$/i.test(file.name)) ?? files[0];
	return { files: files.map((file) => [REGISTER + file.name, file]),
		options: statement === undefined ? [] : [`--register=${REGISTER}${statement.name}`] };
}

/** Is this file of JSON a profile, a policy or something else? Whether a profile is good is the verifier's to say. */
async function kindOf(file) {
	if (!/\.json$/i.test(file.name) || file.size > SMALL)
		return "other";
	try {
		const value = JSON.parse(await file.text());
		if (/^profile\//.test(value?.tarseal))
			return "profile";
		return Array.isArray(value?.keys) ? "policy" : "other";
	} catch {
		return "other";
	}
}

/* A name for what is added at PATH, which no other one has: "store", "store (2)". */
function freeName(path, isTaken) {
	const [, stem, end] = /^(.*?)((?:\.[A-Za-z0-9]+)*)$/s.exec(path);
	let name = path;
	for (let i = 2; isTaken(name); i++)
		name = `${stem} (${i})${end}`;
	return name;
}

/**
 * Add files: pairs of a path and a File. Of a folder, the verifier picks the bundles. Nothing replaces what is there: a
 * second folder or file of the same name gets another one. All are added, or none.
 */
export async function addFiles(pairs) {
	let kinds = null, added = 0;
	await busy("Reading the names…", async () => {
		kinds = await Promise.all(pairs.map(([, file]) => kindOf(file)));
	});
	if (kinds === null)
		return;
	const roots = new Map(), remarks = new Set();
	for (const [i, [path, file]] of pairs.entries()) {
		const root = path.split("/")[0], isAlone = root === path;
		if (kinds[i] === "policy") {
			remarks.add(`${visible(path)} is a trust policy, and is not used: your own policy is the one above.`);
			continue;
		}
		if (kinds[i] === "profile") {
			chosen.profiles.set(freeName(path, (name) => chosen.profiles.has(name)), file);
			continue;
		}
		if (decoder.decode(encoder.encode(path)) !== path) {
			remarks.add(`${visible(path)} is not checked: its name is no text.`);
			continue;
		}
		const isTaken = (name) => chosen.files.has(name) || chosen.operands.has(name);
		const name = isAlone ? freeName(root, isTaken) : roots.get(root) ?? freeName(root, isTaken);
		if (!isAlone)
			roots.set(root, name);
		chosen.files.set(freeName(name + path.slice(root.length), (whole) => chosen.files.has(whole)), file);
		if (!isAlone || !/\.tsr$/i.test(path))
			chosen.operands.add(name);
		if (name !== root)
			remarks.add(`${visible(root)} is there already, so the new one is called ${visible(name)}.`);
		added++;
	}
	chosen.remarks = [...remarks];
	showFiles();
	say(`${count(added, "file")} added.`);
	onChange();
}

function showFiles() {
	const list = [], total = [...chosen.files.values()].reduce((sum, file) => sum + file.size, 0);
	if (chosen.files.size > 0)
		list.push(element("p", { text: `${count(chosen.files.size, "file")}, ${bytes(total)}${describe(": ", chosen.operands)}` }));
	for (const path of chosen.profiles.keys())
		list.push(element("p", { text: `Profile: ${visible(path)}` }));
	for (const remark of chosen.remarks.slice(0, 20))
		list.push(element("p", { text: remark }));
	byId("files-state").replaceChildren(...list);
	byId("files-state").hidden = list.length === 0;
}

/** The first of some names, for people; nothing if there are none. */
export function describe(before, names) {
	const list = [...names].map(visible);
	return list.length === 0 ? "" : before + list.slice(0, 5).join(", ") + (list.length > 5 ? ` and ${list.length - 5} more` : "");
}

/** What a command needs of the present choice, and what to call it. */
export function present() {
	const { policy } = chosen, path = POLICY + policy.file.name;
	const at = byId("at").value.trim() || new Date().toISOString().replace(/\.\d+/, "");
	const options = [`--trust=${path}`, `--at=${at}`, ...[...chosen.profiles.keys()].map((name) => `--profile=./${name}`)];
	const said = [];
	for (const name of ["stage", "subject"]) {
		const value = byId(name).value.trim();
		if (value === "")
			continue;
		options.push(`--${name}=${value}`);
		said.push(`expected ${name} ${value}`);
	}
	if (byId("scan").checked) {
		options.push("--scan");
		said.push("the content of every file was searched");
	}
	return { files: [[path, policy.file], ...chosen.files, ...chosen.profiles], options, operands: [...chosen.operands], at, said,
		isDemo: false, policy: { name: policy.file.name, sha256: policy.sha256 }, fileCount: chosen.files.size };
}
