/** The page: it collects files, has the verifier judge them, and shows what came out. It judges nothing itself. */
import { POLICY, addFiles, chosen, choosePolicy, clearChosen, dropped, present, whenChosen } from "./chosen.mjs";
import { byId, say, showProblem } from "./dom.mjs";
import { clearResults, verify } from "./results.mjs";
import { isBusy, startWorker, stop, whenBusyChanges } from "./verifier.mjs";

/** A bundle that is accepted, and the same with one byte changed. */
function demonstrate() {
	const sample = JSON.parse(byId("sample").textContent);
	const blobOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
	const good = blobOf(sample.bundle), changed = good.slice();
	changed[sample.change] ^= 1;
	const files = [["good.tar", good], ["changed.tar", changed], [`${POLICY}sample.json`, blobOf(sample.policy)],
		["profile.json", blobOf(sample.profile)]].map(([path, part]) => [path, new File([part], path)]);
	return verify({ files, operands: ["good.tar", "changed.tar"], isDemo: true, policySha256: sample.policySha256, register: null, at: sample.at,
		options: [`--trust=${POLICY}sample.json`, "--profile=profile.json", `--at=${sample.at}`] });
}

function updateActions() {
	const hasAll = chosen.policy !== null && chosen.operands.size > 0;
	byId("verify").disabled = isBusy() || !hasAll;
	byId("audit").disabled = isBusy();
	byId("demo").disabled = isBusy();
	byId("clear").disabled = isBusy();
	if (!isBusy() && !hasAll && (chosen.policy !== null || chosen.operands.size > 0))
		say(chosen.policy === null ? "Choose your trust policy to verify these files." : "Add bundles to verify.");
}

function on(id, type, act) {
	byId(id).addEventListener(type, act);
}

function offers(button, inputId, act) {
	on(button, "click", () => byId(inputId).click());
	on(inputId, "change", ({ target }) => {
		const files = [...target.files];
		if (files.length > 0)
			act(files);
		target.value = "";
	});
}

function takesDrops(target, act) {
	for (const type of ["dragenter", "dragover", "dragleave", "drop"])
		target.addEventListener(type, (event) => {
			event.preventDefault();
			event.stopPropagation();
			target.classList.toggle("over", type === "dragenter" || type === "dragover");
			if (type === "drop")
				act(event.dataTransfer);
		});
}

function clear() {
	clearChosen();
	clearResults();
	for (const id of ["policy-state", "files-state"])
		byId(id).hidden = true;
	for (const id of ["at", "stage", "subject", "find", "show"])
		byId(id).value = "";
	byId("scan").checked = false;
	byId("choose-policy").textContent = "Choose a policy…";
	byId("register-state").textContent = "for audits: the expiries to expect";
	showProblem("");
	updateActions();
}

offers("choose-policy", "policy-input", ([file]) => choosePolicy(file));
offers("choose-files", "files-input", (files) => addFiles(files.map((file) => [file.name, file])));
offers("choose-folder", "folder-input", (files) => addFiles(files.map((file) => [file.webkitRelativePath, file])));
offers("choose-register", "register-input", ([file]) => {
	chosen.register = file;
	byId("register-state").textContent = file.name;
});
takesDrops(byId("policy-card"), (transfer) => transfer.files.length > 0 && choosePolicy(transfer.files[0]));
takesDrops(byId("bundles"), async (transfer) => addFiles(await dropped(transfer)));
/* A file that misses its place must not replace the page. */
for (const type of ["dragover", "drop"])
	document.addEventListener(type, (event) => event.preventDefault());
on("verify", "click", () => verify(present()));
on("demo", "click", demonstrate);
on("clear", "click", () => {
	clear();
	say("Everything is cleared.");
	byId("choose-policy").focus();
});
on("stop", "click", stop);
whenChosen(updateActions);
whenBusyChanges(updateActions);
clear();
startWorker();
