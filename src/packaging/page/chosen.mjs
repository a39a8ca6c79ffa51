/** What the user has chosen: a policy, bundles and what belongs to them. */
import { byId, bytes, count, element, say, showProblem } from "./dom.mjs";
import { busy, command } from "./verifier.mjs";

/* Where the policy and the register are; beside them are the bundles, at the paths that the user knows. */
export const POLICY = "your policy/", REGISTER = "your register/";
const NOTHING = "your policy/nothing";
const SMALL = 1 << 20; /* bytes: a profile is smaller */

/** Paths are what the verdicts call the bundles. */
export const chosen = {};
let onChange = () => {};

/** Call ACT whenever something is chosen. */
export function whenChosen(act) {
	onChange = act;
}

export function clearChosen() {
	Object.assign(chosen, { policy: null, register: null, files: new Map(), operands: new Set(), profiles: new Map(), remarks: [] });
}

/** Take a policy if the verifier can use it. It says which SHA-256 it has. */
export async function choosePolicy(file) {
	const path = POLICY + file.name;
	let text = "";
	chosen.policy = null;
	showProblem("");
	await busy("Reading the policy…", async () => {
		await command(["verify", "--format=json", `--trust=${path}`, "--", NOTHING], [[path, file]], { text(part) { text += part; } });
		const { trust, bundles } = JSON.parse(text);
		if (trust === null) {
			showProblem(`${file.name} is not a trust policy that can be used: ${bundles[0].checks.find((check) => check.result === "fail")?.message}`);
			return;
		}
		chosen.policy = { file, sha256: trust.sha256 };
	});
	const state = byId("policy-state");
	state.hidden = chosen.policy === null;
	byId("choose-policy").textContent = chosen.policy === null ? "Choose a policy…" : "Choose another policy…";
	if (chosen.policy === null)
		return;
	state.replaceChildren(element("p", { text: file.name }),
		element("p", {}, "SHA-256 ", element("span", { className: "digest", text: chosen.policy.sha256 })));
	say(`The policy is ${file.name}.`);
	onChange();
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

/** Add files that were dropped or chosen: pairs of a path and a File. Of a folder, the verifier picks the bundles. */
export async function addFiles(pairs) {
	let added = 0, policies = 0;
	for (const [path, file] of pairs) {
		const kind = await kindOf(file);
		if (kind === "policy") {
			policies++;
			continue;
		}
		if (kind === "profile") {
			chosen.profiles.set(path, file);
			continue;
		}
		chosen.files.set(path, file);
		const slash = path.indexOf("/");
		if (slash >= 0)
			chosen.operands.add(path.slice(0, slash));
		else if (!/\.tsr$/i.test(path))
			chosen.operands.add(path);
		added++;
	}
	chosen.remarks = policies === 0 ? [] : [`${count(policies, "trust policy was", "trust policies were")} among the files and was
		not used: choose your own policy above.`];
	showFiles();
	say(`${count(added, "file")} added.`);
}

function showFiles() {
	const list = [], total = [...chosen.files.values()].reduce((sum, file) => sum + file.size, 0);
	if (chosen.files.size > 0) {
		const names = [...chosen.operands];
		const some = names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
		list.push(element("p", { text: `${count(chosen.files.size, "file")}, ${bytes(total)}: ${some}` }));
	}
	for (const path of chosen.profiles.keys())
		list.push(element("p", { text: `Profile: ${path}` }));
	for (const remark of chosen.remarks)
		list.push(element("p", { text: remark }));
	byId("files-state").replaceChildren(...list);
	byId("files-state").hidden = list.length === 0;
	onChange();
}

/** The files of a drop, and of the folders in it. */
export async function dropped(transfer) {
	const pairs = [];
	const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry);
	const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
	async function walk(entry, path) {
		if (entry.isFile) {
			pairs.push([path, await fileOf(entry)]);
			return;
		}
		const reader = entry.createReader();
		for (;;) { /* a part of the list each time */
			const list = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
			if (list.length === 0)
				return;
			for (const child of list)
				await walk(child, `${path}/${child.name}`);
		}
	}
	if (entries.length === 0)
		return [...transfer.files].map((file) => [file.name, file]);
	for (const entry of entries)
		await walk(entry, entry.name);
	return pairs;
}

/** What a command needs of the present choice. */
export function present() {
	const files = [[POLICY + chosen.policy.file.name, chosen.policy.file], ...chosen.files, ...chosen.profiles];
	const at = byId("at").value.trim() || new Date().toISOString().replace(/\.\d+/, "");
	const options = [`--trust=${POLICY}${chosen.policy.file.name}`, `--at=${at}`, ...[...chosen.profiles.keys()].map((path) => `--profile=./${path}`)];
	for (const name of ["stage", "subject"])
		if (byId(name).value.trim() !== "")
			options.push(`--${name}=${byId(name).value.trim()}`);
	if (byId("scan").checked)
		options.push("--scan");
	return { files, options, operands: [...chosen.operands], isDemo: false, policySha256: chosen.policy.sha256,
		register: chosen.register, at };
}
