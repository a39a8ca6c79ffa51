/** The files of a drop, and of the folders in it. */

async function walkHandle(handle, path, pairs) {
	if (handle.kind === "file") {
		pairs.push([path, await handle.getFile()]);
		return;
	}
	for await (const child of handle.values())
		await walkHandle(child, `${path}/${child.name}`, pairs);
}

async function walkEntry(entry, path, pairs) {
	if (entry.isFile) {
		pairs.push([path, await new Promise((resolve, reject) => entry.file(resolve, reject))]);
		return;
	}
	const reader = entry.createReader();
	for (;;) { /* a part of the list each time */
		const list = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
		if (list.length === 0)
			return;
		for (const child of list)
			await walkEntry(child, `${path}/${child.name}`, pairs);
	}
}

/* Browsers differ in how they give a folder, and in what works on a page that is a file itself. */
async function take({ handle, entry, file }, pairs) {
	if (handle !== undefined)
		await walkHandle(await handle, (await handle).name, pairs);
	else if (entry?.isDirectory)
		await walkEntry(entry, entry.name, pairs);
	else
		pairs.push([file.name, file]);
}

/**
 * @param {DataTransfer} transfer - of a drop, while its event is handled
 * @returns {Promise<{pairs: [string, File][], unread: string[]}>} each path with its file; and what could not be read
 */
export function dropped(transfer) {
	const items = [...transfer.items].filter((item) => item.kind === "file").map((item) => ({
		handle: item.getAsFileSystemHandle?.(), entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
	return (async () => {
		const pairs = [], unread = [];
		for (const item of items) {
			const found = [];
			try {
				await take(item, found);
				pairs.push(...found);
			} catch {
				if (item.file !== null && !item.entry?.isDirectory)
					pairs.push([item.file.name, item.file]);
				else
					unread.push(item.entry?.name ?? item.file?.name ?? "something");
			}
		}
		return { pairs, unread };
	})();
}
