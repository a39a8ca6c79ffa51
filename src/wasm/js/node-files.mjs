/** The files of the machine, by Node, for wasi.mjs. */
import { Buffer } from "node:buffer";
import { createHash, randomFillSync } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { isatty } from "node:tty";
import { failure } from "./wasi.mjs";

const { O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_DIRECTORY = 0, O_NONBLOCK = 0, O_NOCTTY = 0 } = fs.constants;
const WAIT = 5; /* milliseconds */
const OPEN_ALREADY = /^\/dev\/fd\/(\d{1,9})$/; /* a descriptor of the process, see platform.c */
const WINDOWS = process.platform === "win32";

function sleep(milliseconds) {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function kindOf(stats) {
	if (stats.isFile())
		return "file";
	if (stats.isDirectory())
		return "directory";
	if (stats.isSymbolicLink())
		return "link";
	return stats.isFIFO() || stats.isSocket() ? "pipe" : "device";
}

function toStat(stats, kind = kindOf(stats)) {
	return { kind, size: stats.size, device: stats.dev, inode: stats.ino, links: stats.nlink, modified: stats.mtimeNs };
}

/* Elsewhere than on Windows the bytes of a name need not be text. */
function native(bytes) {
	const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	return WINDOWS ? path.resolve(buffer.toString()) : buffer;
}

/* Node's descriptors do not wait where others share them: wait here. */
function untilDone(act) {
	for (;;) {
		try {
			return act();
		} catch (error) {
			if (error.code !== "EAGAIN")
				throw error;
			sleep(WAIT);
		}
	}
}

class NodeFile {
	#fd; #owned; #isTerminal; #path; #kind; #at = 0;
	#hasWriter; /* of a pipe: somebody writes to it, or did */
	#pending = null; /* what isReady() has read already; empty at the end */

	constructor(fd, { owned = true, isTerminal = false, path = null, hasWriter = true } = {}) {
		this.#fd = fd;
		this.#owned = owned;
		this.#isTerminal = isTerminal;
		this.#path = path;
		this.#hasWriter = hasWriter;
		this.#kind = this.stat().kind;
		this.#hasWriter ||= this.#kind !== "pipe";
	}

	/* Positions are this object's own for files that it opened. Standard input may be shared. */
	#isPositioned() {
		return this.#owned && this.#kind === "file";
	}

	read(into) {
		if (this.#pending !== null) {
			const n = Math.min(into.length, this.#pending.length);
			into.set(this.#pending.subarray(0, n));
			this.#pending = n < this.#pending.length ? this.#pending.subarray(n) : null;
			return n;
		}
		let n;
		try {
			n = untilDone(() => fs.readSync(this.#fd, into, 0, into.length, this.#isPositioned() ? this.#at : null));
		} catch (error) {
			if (error.code !== "EOF") /* of Windows */
				throw error;
			n = 0;
		}
		this.#at += n;
		return n;
	}

	readAt(into, at) {
		return fs.readSync(this.#fd, into, 0, into.length, at);
	}

	seek(to) {
		if (!this.#isPositioned())
			throw failure("ESPIPE");
		this.#at = to;
	}

	tell() {
		return this.#at;
	}

	write(bytes) {
		const n = untilDone(() => fs.writeSync(this.#fd, bytes, 0, bytes.length, this.#isPositioned() ? this.#at : null));
		this.#at += n;
		return n;
	}

	sync() {
		/* Windows cannot sync a directory, and Node's permission model allows nobody to sync. */
		if (WINDOWS && this.#kind === "directory")
			return;
		try {
			fs.fsyncSync(this.#fd);
		} catch (error) {
			if (error.code !== "ERR_ACCESS_DENIED")
				throw error;
		}
	}

	stat() {
		const stats = fs.fstatSync(this.#fd, { bigint: true });
		return toStat(stats, this.#isTerminal ? "terminal" : kindOf(stats));
	}

	entries() {
		const list = fs.readdirSync(this.#path, { withFileTypes: true, encoding: "buffer" });
		return list.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
	}

	/* Reading is the only way to learn that something can be read. A pipe that nobody has opened for writing yet reads as if
	 * it had ended. */
	isReady(milliseconds) {
		const buffer = new Uint8Array(65536), end = performance.now() + milliseconds;
		while (this.#pending === null) {
			try {
				const n = fs.readSync(this.#fd, buffer);
				if (n > 0 || this.#hasWriter)
					this.#pending = buffer.subarray(0, n);
				this.#hasWriter ||= n > 0;
			} catch (error) {
				if (error.code === "EOF")
					this.#pending = new Uint8Array();
				else if (error.code !== "EAGAIN")
					throw error;
				this.#hasWriter = true;
			}
			if (this.#pending !== null || performance.now() >= end)
				break;
			sleep(WAIT);
		}
		return this.#pending !== null;
	}

	close() {
		if (this.#owned)
			fs.closeSync(this.#fd);
	}
}

/** @type {import("./wasi.mjs").Files} */
export const files = {
	...(WINDOWS ? { directoryOf: (bytes) => path.dirname(native(bytes)).toLowerCase() } : {}),
	open(bytes, options) {
		const name = native(bytes);
		const [, descriptor] = OPEN_ALREADY.exec(name.toString()) ?? [];
		if (descriptor !== undefined && !options.write) /* as it is: in the middle of its file, perhaps */
			return new NodeFile(Number(descriptor), { owned: false });
		const flags = (options.write ? O_RDWR : O_RDONLY) | (options.create ? O_CREAT : 0) | (options.exclusive ? O_EXCL : 0) |
			(options.directory ? O_DIRECTORY : 0) | (options.follow ? 0 : O_NOFOLLOW) | O_NONBLOCK | O_NOCTTY;
		return new NodeFile(fs.openSync(name, flags, 0o666), { path: name, hasWriter: name.toString() === "/dev/stdin" });
	},
	stat: (bytes, follow) => toStat((follow ? fs.statSync : fs.lstatSync)(native(bytes), { bigint: true })),
	link: (from, to) => fs.linkSync(native(from), native(to)),
	rename(from, to) {
		/* What replaces a file is as readable as that was. */
		const before = fs.lstatSync(native(to), { throwIfNoEntry: false });
		if (before?.isFile() && fs.lstatSync(native(from)).isFile())
			fs.chmodSync(native(from), before.mode & 0o777);
		fs.renameSync(native(from), native(to));
	},
	unlink: (bytes) => fs.unlinkSync(native(bytes)),
	realPath(bytes) {
		const real = fs.realpathSync.native(native(bytes), { encoding: "buffer" });
		return WINDOWS ? Buffer.from(real.toString().replaceAll("\\", "/")) : real;
	},
};

/** The standard descriptors of the process; undefined for one that is closed. */
export function standard() {
	return [0, 1, 2].map((fd) => {
		try {
			return new NodeFile(fd, { owned: false, isTerminal: isatty(fd) });
		} catch {
			return undefined;
		}
	});
}

/** SHA-256 by node:crypto, in the form that run() takes. */
export function nodeHash() {
	const open = new Map();
	let last = 0;
	return {
		begin() {
			open.set(++last, createHash("sha256"));
			return last;
		},
		add(hash, bytes) {
			open.get(hash).update(bytes);
			return 0;
		},
		end(hash, into) {
			into.set(open.get(hash).digest());
			open.set(hash, createHash("sha256"));
			return 0;
		},
		free: (hash) => void open.delete(hash),
	};
}

export const random = (bytes) => void randomFillSync(bytes);
