/** The table of verdicts: found, chosen and sorted by the user. */
import { byId, count, element } from "./dom.mjs";

const ROWS = 500; /* until more are asked for */
const RANK = { undecided: 0, rejected: 1, accepted: 2 };

const view = { verdicts: [], sort: "", down: false, limit: ROWS, open: null };
let onOpen = () => {};

/** Call ACT with the path of a bundle whose report is asked for. */
export function whenOpened(act) {
	onOpen = act;
}

/** Show these verdicts, as the verifier gave them. */
export function setVerdicts(verdicts) {
	Object.assign(view, { verdicts, sort: "", down: false, limit: ROWS, open: null });
	showTable();
}

/** Mark the row of this bundle; null: of none. */
export function markOpen(path) {
	view.open = path;
	showTable();
}

function failing(verdict) {
	return verdict.checks.filter((check) => check.result === "fail");
}

function finding(verdict) {
	const [check] = failing(verdict);
	return check === undefined ? "" : `${check.id}: ${check.message ?? ""}`;
}

function visible() {
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
	const open = element("button", { type: "button", className: "link", text: verdict.path });
	open.addEventListener("click", () => onOpen(verdict.path));
	const made = element("tr", {},
		cell("Verdict", "", element("span", { className: `badge ${verdict.verdict}`,
			text: verdict.verdict === "rejected" ? `rejected: ${verdict.class}` : verdict.verdict })),
		cell("Bundle", "bundle", open), cell("Stage", "", verdict.stage ?? ""), cell("About", "", verdict.subject ?? ""),
		cell("Sealed (claimed)", "time", verdict.created ?? ""), cell("First finding", "finding", finding(verdict)));
	made.classList.toggle("open", view.open === verdict.path);
	return made;
}

export function showTable() {
	const list = visible();
	byId("rows").replaceChildren(...list.slice(0, view.limit).map(row));
	byId("pages").hidden = list.length <= view.limit;
	byId("shown").textContent = list.length === view.verdicts.length ? "" : `${count(list.length, "bundle")} shown`;
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
