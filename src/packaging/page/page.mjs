/** The page: it collects files, has the verifier judge them, and shows what came out. It judges nothing itself. */
import { POLICY, addFiles, chosen, choosePolicy, chooseRegister, clearChosen, present, whenChosen } from "./chosen.mjs";
import { byId, say, showProblem, visible } from "./dom.mjs";
import { dropped } from "./dropped.mjs";
import { clearResults, markStale, verify } from "./results.mjs";
import { isBusy, startWorker, stop, whenBusyChanges } from "./verifier.mjs";

/** Verify the sample: a bundle that is accepted, and the same with one byte changed. */
function demonstrate() {
	const sample = JSON.parse(byId("sample").textContent);
	const decode = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
	const good = decode(sample.bundle), changed = good.slice();
	changed[sample.change] ^= 1;
	const files = [[`${POLICY}sample.json`, decode(sample.policy)], ["good.tar", good], ["changed.tar", changed],
		["profile.json", decode(sample.profile)]];
	return verify({ files: files.map(([path, part]) => [path, new File([part], path)]), operands: ["good.tar", "changed.tar"],
		options: [`--trust=${POLICY}sample.json`, "--profile=profile.json", `--at=${sample.at}`], at: sample.at, said: [], isDemo: true,
		policy: { name: "of the sample", sha256: sample.policySha256 }, fileCount: 2 });
}

function updateActions() {
	const hasAll = chosen.policy !== null && chosen.operands.size > 0;
	byId("verify").disabled = isBusy() || !hasAll;
	for (const id of ["audit", "demo", "clear", "choose-policy", "choose-files", "choose-folder", "choose-register"])
		byId(id).disabled = isBusy();
	byId("next").textContent = hasAll || (chosen.policy === null && chosen.operands.size === 0) ? ""
		: chosen.policy === null ? "Choose your trust policy to verify these files." : "Add bundles to verify.";
}

function clear() {
	clearChosen();
	clearResults();
	for (const id of ["at", "stage", "subject"])
		byId(id).value = "";
	byId("scan").checked = false;
	showProblem("");
	updateActions();
}

function on(id, type, act) {
	byId(id).addEventListener(type, act);
}

/* A button that opens the dialogue of a hidden input, and what to do with the files. */
function offers(button, inputId, act) {
	on(button, "click", () => byId(inputId).click());
	on(inputId, "change", ({ target }) => {
		const files = [...target.files];
		if (files.length > 0)
			act(files);
		target.value = "";
	});
}

/* A file that misses its place must not replace the page: TARGET takes it, or whatever is around it. */
function takesDrops(target, act) {
	for (const type of ["dragenter", "dragover", "dragleave", "drop"])
		target.addEventListener(type, (event) => {
			event.preventDefault();
			event.stopPropagation();
			(target.classList ?? byId("drop").classList).toggle("over", type === "dragenter" || type === "dragover");
			if (type === "drop" && !isBusy())
				act(event.dataTransfer);
		});
}

async function takeBundles(transfer) {
	const { pairs, unread } = await dropped(transfer);
	if (pairs.length > 0)
		await addFiles(pairs);
	if (unread.length > 0)
		showProblem(`This browser could not read ${unread.map(visible).join(", ")}. Use the buttons to choose it.`);
}

offers("choose-policy", "policy-input", choosePolicy);
offers("choose-files", "files-input", (files) => addFiles(files.map((file) => [file.name, file])));
offers("choose-folder", "folder-input", (files) => addFiles(files.map((file) => [file.webkitRelativePath, file])));
offers("choose-register", "register-input", chooseRegister);
takesDrops(byId("policy-card"), (transfer) => choosePolicy([...transfer.files]));
takesDrops(document, takeBundles);
on("verify", "click", () => verify(present()));
on("demo", "click", demonstrate);
on("stop", "click", () => {
	stop();
	byId("verify").focus();
});
on("clear", "click", () => {
	clear();
	say("Everything is cleared.");
	byId("choose-policy").focus();
});
for (const id of ["at", "stage", "subject", "scan"])
	on(id, "input", markStale);
whenChosen(() => {
	markStale();
	updateActions();
});
whenBusyChanges(updateActions);
clear();
startWorker();
