/** Files that a caller hands over, for wasi.mjs: they can only be read. */
import { failure } from "./wasi.mjs";

/** @typedef {{size: number, read: (into: Uint8Array, at: number) => number}} Source - read() fills INTO as far as it can */

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {Uint8Array} bytes @returns {Source} */
export function sourceOfBytes(bytes) {
	return {
		size: bytes.length,
		read(into, at) {
			const part = bytes.subarray(at, at + into.length);
			into.set(part);
			return part.length;
		},
	};
}

class MemoryFile {
	#source; #stat; #at = 0;

	constructor(source, stat) {
		this.#source = source;
		this.#stat = stat;
	}

	read(into) {
		const n = this.readAt(into, this.#at);
		this.#at += n;
		return n;
	}

	readAt(into, at) {
		if (this.#source === null)
			throw failure("EISDIR");
		return at >= this.#source.size ? 0 : this.#source.read(into, at);
	}

	seek(to) {
		this.#at = to;
	}

	tell() {
		return this.#at;
	}

	write() {
		throw failure("EBADF");
	}

	sync() {}

	stat() {
		return this.#stat;
	}

	entries() {
		throw failure("ENOTDIR");
	}

	isReady() {
		return true;
	}

	close() {}
}

class MemoryDirectory extends MemoryFile {
	#list;

	constructor(list, stat) {
		super(null, stat);
		this.#list = list;
	}

	entries() {
		return this.#list;
	}
}

/** A tree of files, from their paths: "/store/2026/a.tar". */
export class MemoryFiles {
	#nodes = new Map();

	/** @param {Iterable<[string, Source]>} sources */
	constructor(sources) {
		this.#add("/", null);
		for (const [path, source] of sources)
			this.#addFile(path, source);
	}

	#add(path, source) {
		const stat = { kind: source === null ? "directory" : "file", size: BigInt(source?.size ?? 0), device: 1n,
			inode: BigInt(this.#nodes.size + 1), links: 1n, modified: 0n };
		this.#nodes.set(path, { source, stat, list: [] });
	}

	#addFile(path, source) {
		let parent = "/";
		const names = path.split("/").filter((name) => name !== "" && name !== ".");
		for (const [i, name] of names.entries()) {
			const isFile = i === names.length - 1;
			const whole = (parent === "/" ? "" : parent) + "/" + name;
			if (!this.#nodes.has(whole)) {
				this.#add(whole, isFile ? source : null);
				this.#nodes.get(parent).list.push({ name: encoder.encode(name), kind: isFile ? "file" : "directory" });
			}
			parent = whole;
		}
	}

	#find(path) {
		const names = decoder.decode(path).split("/").filter((name) => name !== "" && name !== ".");
		const node = this.#nodes.get("/" + names.join("/"));
		if (node === undefined)
			throw failure("ENOENT");
		return node;
	}

	open(path, options) {
		if (options.create || options.write)
			throw failure("EROFS");
		const node = this.#find(path);
		if (node.source === null)
			return new MemoryDirectory(node.list, node.stat);
		if (options.directory)
			throw failure("ENOTDIR");
		return new MemoryFile(node.source, node.stat);
	}

	stat(path) {
		return this.#find(path).stat;
	}

	link() {
		throw failure("EROFS");
	}

	rename() {
		throw failure("EROFS");
	}

	unlink() {
		throw failure("EROFS");
	}

	realPath(path) {
		this.#find(path);
		return path;
	}
}

/** An output that passes on what is written to it. @param {(bytes: Uint8Array) => void} take - may keep them */
export class Output {
	#take;

	constructor(take) {
		this.#take = take;
	}

	read() {
		throw failure("EBADF");
	}

	write(bytes) {
		this.#take(bytes.slice());
		return bytes.length;
	}

	stat() {
		return { kind: "pipe", size: 0n, device: 2n, inode: 1n, links: 1n, modified: 0n };
	}

	sync() {}

	close() {}
}

/** An input of these bytes. */
export function input(bytes) {
	return new MemoryFile(sourceOfBytes(bytes),
		{ kind: "file", size: BigInt(bytes.length), device: 2n, inode: 2n, links: 1n, modified: 0n });
}
