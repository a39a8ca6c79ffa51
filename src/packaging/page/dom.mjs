/** What the other parts use of the document. */

export const byId = (id) => document.getElementById(id);

export function element(tag, { text, ...properties } = {}, ...children) {
	const made = Object.assign(document.createElement(tag), properties);
	made.append(...(text === undefined ? children : [text]));
	return made;
}

/** A name or a message, with what would hide or reorder its letters written out, as the program prints it. */
export function visible(text) {
	return text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/g,
		(letter) => `\\u{${letter.codePointAt(0).toString(16)}}`);
}

export function count(n, one, many = `${one}s`) {
	return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

export function bytes(n) {
	const units = ["bytes", "KB", "MB", "GB"];
	const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(n, 1)) / 3));
	return `${(n / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

export function save(name, parts, type) {
	const url = URL.createObjectURL(new Blob(parts, { type }));
	const link = element("a", { href: url, download: name });
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function say(text) {
	byId("status").textContent = text;
}

export function showProblem(text) {
	byId("problem").textContent = text;
	byId("problem").hidden = text === "";
}

export function showProgress(read, total) {
	const bar = byId("bar");
	if (total > 0)
		bar.value = Math.min(1, read / total);
	else
		bar.removeAttribute("value");
	byId("work-text").textContent = total > 0 ? `${bytes(read)} of ${bytes(total)}` : "";
}
