/**
 * The system that a module of WebAssembly sees: WASI preview 1 (https://github.com/WebAssembly/WASI, legacy/preview1),
 * as far as the C library and tarseal use it. Which files there are is up to the Files that it is given: node-files.mjs
 * has those of the machine, memory-files.mjs those that a caller hands over.
 *
 * Paths are bytes, as the module writes them. A relative one is relative to wherever Files says.
 *
 * @typedef {"file" | "directory" | "link" | "pipe" | "terminal" | "device"} Kind
 * @typedef {{kind: Kind, size: bigint, device: bigint, inode: bigint, links: bigint, modified: bigint}} Stat
 *   size in bytes, modified in nanoseconds since 1970
 * @typedef {{name: Uint8Array, kind: Kind | undefined}} Entry
 * @typedef {object} OpenFile
 * @property {(into: Uint8Array) => number} read - how many bytes were read; 0 at the end
 * @property {(into: Uint8Array, at: number) => number} readAt
 * @property {(to: number) => void} seek
 * @property {() => number} tell
 * @property {(bytes: Uint8Array) => number} write
 * @property {() => void} sync
 * @property {() => Stat} stat
 * @property {() => Entry[]} entries - of a directory
 * @property {(milliseconds: number) => boolean} isReady - wait until read() would return something
 * @property {() => void} close
 * @typedef {{write: boolean, create: boolean, exclusive: boolean, directory: boolean, follow: boolean}} OpenOptions
 * @typedef {object} Files
 * @property {(path: Uint8Array, options: OpenOptions) => OpenFile} open
 * @property {(path: Uint8Array, follow: boolean) => Stat} stat
 * @property {(from: Uint8Array, to: Uint8Array) => void} link
 * @property {(from: Uint8Array, to: Uint8Array) => void} rename
 * @property {(path: Uint8Array) => void} unlink
 * @property {(path: Uint8Array) => Uint8Array} realPath
 * @property {(path: Uint8Array) => string} [directoryOf] - where a path has other separators than slashes
 * Each of these throws an Error with a code of Node's, such as "ENOENT".
 */

const ERRNO = {
	E2BIG: 1, EACCES: 2, EAGAIN: 6, EBADF: 8, EBUSY: 10, EDQUOT: 19, EEXIST: 20, EFBIG: 22, EINVAL: 28, EIO: 29, EISDIR: 31,
	ELOOP: 32, EMFILE: 33, ENAMETOOLONG: 37, ENFILE: 41, ENOENT: 44, ENOMEM: 48, ENOSPC: 51, ENOSYS: 52, ENOTDIR: 54,
	ENOTEMPTY: 55, ENOTSUP: 58, ENXIO: 60, EPERM: 63, EPIPE: 64, EROFS: 69, ESPIPE: 70, ETXTBSY: 74, EXDEV: 75,
	ERR_ACCESS_DENIED: 2, /* by Node's permission model */
};
const FILE_TYPE = { device: 2, terminal: 2, directory: 3, file: 4, pipe: 6, link: 7 };
const CREATE = 1, DIRECTORY = 2, EXCLUSIVE = 4, TRUNCATE = 8, FOLLOW = 1;
const RIGHT_SEEK = 4n, RIGHT_TELL = 32n, RIGHT_WRITE = 64n, ALL_RIGHTS = (1n << 29n) - 1n;
const SET = 0, CURRENT = 1;

/** An error with a code of Node's. */
export function failure(code) {
	return Object.assign(new Error(code), { code });
}

/** Thrown to end the module. */
class Exit extends Error {
	constructor(code) {
		super("the module has ended");
		this.exitCode = code;
	}
}

const SLASH = 47;
const ROOT = {};

/** Join a directory's path and a name, in bytes. */
function join(directory, name) {
	const length = directory.at(-1) === SLASH ? directory.length - 1 : directory.length;
	const joined = new Uint8Array(length + 1 + name.length);
	joined.set(directory);
	joined[length] = SLASH;
	joined.set(name, length + 1);
	return joined;
}

/**
 * Run a compiled module, a command of WASI, to its end.
 *
 * @param {WebAssembly.Module} module
 * @param {object} system
 * @param {(string | Uint8Array)[]} system.args - the first is the name of the program
 * @param {Record<string, string | undefined>} [system.env]
 * @param {Files} system.files
 * @param {(OpenFile | undefined)[]} system.standard - the standard descriptors 0, 1 and 2
 * @param {(bytes: Uint8Array) => void} system.random - fills an array
 * @param {Record<string, Function>} [system.hash] - SHA-256: begin, add, end, free; without it the module has its own
 * @returns {number} its exit code
 * @throws what the module dies of, such as a WebAssembly.RuntimeError
 */
export function run(module, system) {
	const { files, hash } = system;
	const encoder = new TextEncoder(), latin1 = new TextDecoder("latin1");
	const strings = (list) => list.map((text) => {
		const body = typeof text === "string" ? encoder.encode(text) : text;
		const ended = new Uint8Array(body.length + 1);
		ended.set(body);
		return ended;
	});
	const args = strings(system.args);
	const env = strings(Object.entries(system.env ?? {}).map(([name, value]) => `${name}=${value ?? ""}`));
	/* What the module has opened, by descriptor. Paths begin at the fourth one, see posix.c. */
	const open = [...system.standard.map((file) => file && { file }), ROOT];
	/* Once the module has given up writing: the directories in which it may still create files. */
	const outputs = [];
	let isConfined = false;
	let memory;

	const view = () => new DataView(memory.buffer);
	const bytes = (at, length) => new Uint8Array(memory.buffer, at >>> 0, length >>> 0);
	const copy = (at, length) => bytes(at, length).slice();

	function opened(fd) {
		if (open[fd] === undefined)
			throw failure("EBADF");
		return open[fd];
	}

	function file(fd) {
		const { file } = opened(fd);
		if (file === undefined)
			throw failure("EISDIR");
		return file;
	}

	/* A path relative to the directory FD. */
	function locate(fd, at, length) {
		const directory = opened(fd), name = copy(at, length);
		if (name.length === 0)
			throw failure("ENOENT");
		if (directory !== ROOT && directory.path === undefined)
			throw failure("ENOTDIR");
		return directory === ROOT || name[0] === SLASH ? name : join(directory.path, name);
	}

	/* The directory of a file, in a form that can be compared. */
	function directoryOf(path) {
		if (files.directoryOf !== undefined)
			return files.directoryOf(path);
		let end = path.lastIndexOf(SLASH);
		if (end < 0)
			return ".";
		while (end > 0 && path[end - 1] === SLASH)
			end--;
		return end === 0 ? "/" : latin1.decode(path.subarray(0, end));
	}

	function mayWrite(path) {
		if (isConfined && !outputs.includes(directoryOf(path)))
			throw failure("EACCES");
	}

	/* Once confined, a file can be written only by whoever has created it: any other name may be a link. */
	function mayOpen(path, { write, create, exclusive }) {
		if (!write && !create)
			return;
		mayWrite(path);
		if (isConfined && !(create && exclusive))
			throw failure("EACCES");
	}

	function putStat(at, stat) {
		const v = view();
		v.setBigUint64(at, BigInt.asUintN(64, stat.device), true);
		v.setBigUint64(at + 8, BigInt.asUintN(64, stat.inode), true);
		v.setUint8(at + 16, FILE_TYPE[stat.kind]);
		v.setBigUint64(at + 24, stat.links, true);
		v.setBigUint64(at + 32, stat.size, true);
		for (const offset of [40, 48, 56])
			v.setBigUint64(at + offset, BigInt.asUintN(64, stat.modified), true);
	}

	/* The buffers of a call that reads or writes several. */
	function* buffers(at, n) {
		for (let i = 0; i < n; i++)
			yield bytes(view().getUint32(at + 8 * i, true), view().getUint32(at + 8 * i + 4, true));
	}

	function transfer(at, n, resultAt, move) {
		let total = 0;
		for (const buffer of buffers(at, n)) {
			const moved = buffer.length === 0 ? 0 : move(buffer, total);
			total += moved;
			if (moved < buffer.length)
				break;
		}
		view().setUint32(resultAt, total, true);
	}

	function putStrings(list, pointersAt, at) {
		for (const [i, text] of list.entries()) {
			view().setUint32(pointersAt + 4 * i, at, true);
			bytes(at, text.length).set(text);
			at += text.length;
		}
	}

	function putSizes(list, countAt, sizeAt) {
		view().setUint32(countAt, list.length, true);
		view().setUint32(sizeAt, list.reduce((sum, text) => sum + text.length, 0), true);
	}

	function add(entry) {
		let fd = open.indexOf(undefined);
		if (fd < 0)
			fd = open.length;
		open[fd] = entry;
		return fd;
	}

	const calls = {
		args_sizes_get: (countAt, sizeAt) => putSizes(args, countAt, sizeAt),
		args_get: (pointersAt, at) => putStrings(args, pointersAt, at),
		environ_sizes_get: (countAt, sizeAt) => putSizes(env, countAt, sizeAt),
		environ_get: (pointersAt, at) => putStrings(env, pointersAt, at),
		clock_time_get(clock, precision, at) {
			const milliseconds = clock === 0 ? Date.now() : performance.now();
			view().setBigUint64(at, BigInt(Math.round(milliseconds * 1000)) * 1000n, true);
		},
		random_get: (at, length) => system.random(bytes(at, length)),
		sched_yield() {},
		proc_exit(code) {
			throw new Exit(code);
		},
		fd_fdstat_get(fd, at) {
			const kind = opened(fd) === ROOT ? "directory" : file(fd).stat().kind;
			const v = view();
			v.setUint8(at, FILE_TYPE[kind]);
			v.setUint16(at + 2, 0, true);
			/* The C library takes a device that cannot be positioned for a terminal. */
			v.setBigUint64(at + 8, kind === "terminal" ? ALL_RIGHTS & ~(RIGHT_SEEK | RIGHT_TELL) : ALL_RIGHTS, true);
			v.setBigUint64(at + 16, ALL_RIGHTS, true);
		},
		fd_fdstat_set_flags: (fd) => void opened(fd),
		fd_filestat_get: (fd, at) => putStat(at, file(fd).stat()),
		fd_read: (fd, at, n, resultAt) => transfer(at, n, resultAt, (buffer) => file(fd).read(buffer)),
		fd_pread: (fd, at, n, offset, resultAt) =>
			transfer(at, n, resultAt, (buffer, before) => file(fd).readAt(buffer, Number(offset) + before)),
		fd_write: (fd, at, n, resultAt) => transfer(at, n, resultAt, (buffer) => file(fd).write(buffer)),
		fd_seek(fd, offset, whence, resultAt) {
			const f = file(fd), stat = f.stat();
			if (stat.kind !== "file")
				throw failure("ESPIPE");
			const from = whence === SET ? 0n : whence === CURRENT ? BigInt(f.tell()) : stat.size;
			if (from + offset < 0n || from + offset > Number.MAX_SAFE_INTEGER)
				throw failure("EINVAL");
			f.seek(Number(from + offset));
			view().setBigUint64(resultAt, from + offset, true);
		},
		fd_sync: (fd) => file(fd).sync(),
		fd_close(fd) {
			const { file } = opened(fd);
			open[fd] = undefined;
			file?.close();
		},
		fd_readdir(fd, at, length, cookie, resultAt) {
			const entry = opened(fd), to = bytes(at, length);
			let used = 0;
			if (entry.list === undefined || cookie === 0n)
				entry.list = file(fd).entries();
			for (let i = Number(cookie); i < entry.list.length && used < length; i++) {
				const { name, kind } = entry.list[i];
				const record = new Uint8Array(24 + name.length), v = new DataView(record.buffer);
				v.setBigUint64(0, BigInt(i + 1), true);
				v.setUint32(16, name.length, true);
				v.setUint8(20, kind === undefined ? 0 : FILE_TYPE[kind]);
				record.set(name, 24);
				to.set(record.subarray(0, length - used), used);
				used += Math.min(record.length, length - used);
			}
			view().setUint32(resultAt, used, true);
		},
		path_open(fd, flags, at, length, how, rights, inheriting, fdFlags, resultAt) {
			const path = locate(fd, at, length);
			const options = { write: (rights & RIGHT_WRITE) !== 0n, create: (how & CREATE) !== 0,
				exclusive: (how & EXCLUSIVE) !== 0, directory: (how & DIRECTORY) !== 0, follow: (flags & FOLLOW) !== 0 };
			mayOpen(path, options);
			if ((how & TRUNCATE) !== 0)
				throw failure("EINVAL");
			view().setUint32(resultAt, add({ file: files.open(path, options), path }), true);
		},
		path_filestat_get: (fd, flags, at, length, resultAt) =>
			putStat(resultAt, files.stat(locate(fd, at, length), (flags & FOLLOW) !== 0)),
		path_link(oldFd, flags, oldAt, oldLength, newFd, newAt, newLength) {
			const from = locate(oldFd, oldAt, oldLength), to = locate(newFd, newAt, newLength);
			mayWrite(from);
			mayWrite(to);
			files.link(from, to);
		},
		path_rename(oldFd, oldAt, oldLength, newFd, newAt, newLength) {
			const from = locate(oldFd, oldAt, oldLength), to = locate(newFd, newAt, newLength);
			mayWrite(from);
			mayWrite(to);
			files.rename(from, to);
		},
		path_unlink_file(fd, at, length) {
			const path = locate(fd, at, length);
			mayWrite(path);
			files.unlink(path);
		},
		poll_oneoff(at, to, n, resultAt) {
			/* tarseal waits only for one descriptor, with a limit. */
			const v = view();
			let fd = -1, limit = 0, ready = -1;
			for (let i = 0; i < n; i++) {
				const type = v.getUint8(at + 48 * i + 8);
				if (type === 0)
					limit = Number(v.getBigUint64(at + 48 * i + 24, true)) / 1e6;
				else if (type === 1)
					[fd, ready] = [v.getUint32(at + 48 * i + 16, true), i];
			}
			const isReady = fd >= 0 && file(fd).isReady(limit);
			const i = isReady ? ready : [...Array(n).keys()].find((k) => v.getUint8(at + 48 * k + 8) === 0) ?? 0;
			bytes(to, 32).fill(0);
			v.setBigUint64(to, v.getBigUint64(at + 48 * i, true), true);
			v.setUint8(to + 10, isReady ? 1 : 0);
			v.setUint32(resultAt, 1, true);
		},
	};

	/* WASI returns an errno, and not what JavaScript throws. */
	function guarded(call) {
		return (...args) => {
			try {
				call(...args);
				return 0;
			} catch (error) {
				if (typeof error?.code !== "string")
					throw error;
				return ERRNO[error.code] ?? ERRNO.EIO;
			}
		};
	}

	const own = {
		sha256_new: () => hash?.begin() ?? -1,
		sha256_add: (h, at, length) => hash.add(h, bytes(at, length)),
		sha256_end: (h, at) => hash.end(h, bytes(at, 32)),
		sha256_free: (h) => hash.free(h),
		real_path(at, length, to, size) {
			try {
				const path = files.realPath(copy(at, length));
				if (path.length > size)
					throw failure("ENAMETOOLONG");
				bytes(to, path.length).set(path);
				return path.length;
			} catch (error) {
				return -1 - (ERRNO[error?.code] ?? ERRNO.EIO);
			}
		},
		allow_output(at, length) {
			if (!isConfined)
				outputs.push(directoryOf(copy(at, length)));
		},
		confine() {
			isConfined = true;
		},
	};

	/* The C library refers to more of WASI than tarseal calls. */
	const absent = () => ERRNO.ENOSYS;
	const wasi = Object.fromEntries(WebAssembly.Module.imports(module).filter((each) => each.module === "wasi_snapshot_preview1")
		.map(({ name }) => [name, Object.hasOwn(calls, name) ? guarded(calls[name]) : absent]));
	const imports = { tarseal: own, wasi_snapshot_preview1: wasi };
	const instance = new WebAssembly.Instance(module, imports);
	memory = instance.exports.memory;
	try {
		instance.exports._start();
		return 0;
	} catch (error) {
		if (error instanceof Exit)
			return error.exitCode;
		throw error;
	} finally {
		for (const entry of open.slice(4))
			entry?.file?.close();
	}
}
