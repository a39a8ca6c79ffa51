/** The table of verdicts: found, chosen and sorted by the user. */
import { byId, count, element, visible } from "./dom.mjs";

const ROWS = 500; /* until more are asked for */
const RANK = { undecided: 0, rejected: 1, accepted: 2 };

const view = { verdicts: [], sort: "", down: false, limit: ROWS, open: null };
let onOpen = () => {};

/** Call ACT with the path of a bundle whose report is asked for. */
export function whenOpened(act) {
	onOpen = act;
}

/** Show these verdicts: what is not accepted first, and else in the order of the verifier. */
export function setVerdicts(verdicts) {
	Object.assign(view, { verdicts, sort: "verdict", down: false, limit: ROWS, open: null });
	byId("find").value = "";
	byId("show").value = "";
	showTable();
}

/** Mark the row of this bundle; null: of none. */
export function markOpen(path) {
	view.open = path;
	showTable();
}

/** Move the focus to the row of this bundle, if it is listed. */
export function focusRow(path) {
	const row = [...byId("rows").children].find((each) => each.verdict.path === path);
	row?.querySelector("button").focus();
	return row !== undefined;
}

function finding(verdict) {
	const check = verdict.checks.find((each) => each.result === "fail");
	return check === undefined ? "" : visible(`${check.id}: ${check.message ?? ""}`);
}

function selected() {
	const words = byId("find").value.toLowerCase().split(/\s+/).filter((word) => word !== "");
	const only = byId("show").value;
	const list = view.verdicts.filter((v) => (only === "" || v.verdict === only || (only === "failing" && v.verdict !== "accepted")) &&
		(words.length === 0 || words.every((word) => searched(v).includes(word))));
	if (view.sort !== "") {
		const key = (v) => view.sort === "verdict" ? RANK[v.verdict] : view.sort === "finding" ? finding(v) : v[view.sort] ?? "";
		list.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (view.down ? -1 : 1));
	}
	return list;
}

function searched(verdict) {
	verdict.searched ??= [verdict.path, verdict.name, verdict.stage, verdict.subject, verdict.actor, verdict.class, finding(verdict)]
		.join(" ").toLowerCase();
	return verdict.searched;
}

function cell(label, className, ...children) {
	const made = element("td", { className }, ...children);
	made.dataset.label = label;
	return made;
}

function row(verdict) {
	const open = element("button", { type: "button", className: "link", text: visible(verdict.path) });
	open.addEventListener("click", () => onOpen(verdict.path));
	const made = element("tr", {},
		cell("Verdict", "", element("span", { className: `badge ${verdict.verdict}`,
			text: verdict.verdict === "rejected" ? `rejected: ${verdict.class}` : verdict.verdict })),
		cell("Bundle", "bundle", open), cell("Stage", "", visible(verdict.stage ?? "")), cell("About", "", visible(verdict.subject ?? "")),
		cell("Sealed (claimed)", "time", verdict.created ?? ""), cell("First finding", "finding", finding(verdict)));
	made.verdict = verdict;
	made.classList.toggle("open", view.open === verdict.path);
	return made;
}

export function showTable() {
	const list = selected();
	byId("rows").replaceChildren(...list.slice(0, view.limit).map(row));
	byId("pages").hidden = list.length <= view.limit;
	const listed = Math.min(list.length, view.limit);
	byId("shown").textContent = listed === view.verdicts.length ? "" : `${count(listed, "bundle")} of ${view.verdicts.length.toLocaleString("en")} ` +
		`${listed === 1 ? "is" : "are"} listed.`;
	for (const button of document.querySelectorAll("th button"))
		button.parentElement.setAttribute("aria-sort", button.dataset.key !== view.sort ? "none" : view.down ? "descending" : "ascending");
}

for (const button of document.querySelectorAll("th button"))
	button.addEventListener("click", () => {
		view.down = view.sort === button.dataset.key && !view.down;
		view.sort = button.dataset.key;
		showTable();
	});
byId("find").addEventListener("input", showTable);
byId("show").addEventListener("change", showTable);
byId("more").addEventListener("click", () => {
	view.limit += ROWS;
	showTable();
});
addEventListener("beforeprint", () => {
	view.limit = Infinity;
	showTable();
});
