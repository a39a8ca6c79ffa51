/**
 * The worker of the page: it has the module, and runs one command at a time.
 *
 * In: {module: ArrayBuffer}, once; then {id, args, files: [path, Blob][]}.
 * Out: {ready: true}; {id, output: Uint8Array} as it is printed; {id, read: number} of the bytes of its files; and
 * {id, exit: number, messages: string} at the end, or {id, died: string}.
 */
import { MemoryFiles, Output, input } from "../../wasm/js/memory-files.mjs";
import { failure, run } from "../../wasm/js/wasi.mjs";

const SLICE = 4 << 20; /* bytes that are read at once */
const OFTEN = 100; /* milliseconds between reports on progress */
let module;

/* The slice that was read last, of whichever file. */
let slice = { blob: null, start: 0, bytes: new Uint8Array() };

function readSlice(blob, start) {
	try {
		const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(blob.slice(start, start + SLICE)));
		slice = { blob, start, bytes };
	} catch {
		throw failure("EIO"); /* the file has changed or gone */
	}
}

/** A source of the bytes of a file; COUNT is told how many were read. */
function sourceOfBlob(blob, count) {
	return {
		size: blob.size,
		read(into, at) {
			if (slice.blob !== blob || at < slice.start || at >= slice.start + slice.bytes.length) {
				readSlice(blob, at);
				count(slice.bytes.length);
			}
			const part = slice.bytes.subarray(at - slice.start, at - slice.start + into.length);
			into.set(part);
			return part.length;
		},
	};
}

function perform({ id, args, files }) {
	let read = 0, told = performance.now(), messages = "";
	const decoder = new TextDecoder();
	const count = (n) => {
		read += n;
		if (performance.now() - told < OFTEN)
			return;
		told = performance.now();
		postMessage({ id, read });
	};
	const standard = [input(new Uint8Array()), new Output((output) => postMessage({ id, output }, [output.buffer])),
		new Output((bytes) => { messages += decoder.decode(bytes, { stream: true }); })];
	const exit = run(module, { args: ["tarseal", ...args], files: new MemoryFiles(files.map(([path, blob]) => [path,
		sourceOfBlob(blob, count)])), standard, random: (bytes) => void crypto.getRandomValues(bytes) });
	postMessage({ id, exit, messages });
}

onmessage = async ({ data }) => {
	try {
		if (data.module === undefined) {
			perform(data);
			return;
		}
		const packed = new Blob([data.module]).stream().pipeThrough(new DecompressionStream("gzip"));
		module = await WebAssembly.compile(await new Response(packed).arrayBuffer());
		postMessage({ ready: true });
	} catch (error) {
		postMessage({ id: data.id, died: String(error?.stack ?? error) });
	}
};
