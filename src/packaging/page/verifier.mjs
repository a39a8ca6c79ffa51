/** The verifier: commands of tarseal, which the worker runs one after the other. */
import { byId, say, showProblem, showProgress } from "./dom.mjs";

let worker = null, ready = null, abandon = () => {}, running = null, lastId = 0, queue = Promise.resolve(), onChange = () => {};

export function startWorker() {
	const source = new Blob([byId("worker").textContent], { type: "text/javascript" });
	const url = URL.createObjectURL(source);
	worker = new Worker(url);
	const packed = Uint8Array.from(atob(byId("module").textContent), (c) => c.charCodeAt(0));
	ready = new Promise((resolve, reject) => {
		abandon = reject;
		worker.onmessage = ({ data }) => {
			if (data.ready)
				resolve();
			else if (data.id === undefined)
				reject(new Error(data.died));
			else
				running?.take(data);
		};
		worker.onerror = (event) => {
			const error = new Error(event.message || "the worker could not be started");
			reject(error);
			running?.take({ died: error.message });
		};
	});
	worker.postMessage({ module: packed.buffer }, [packed.buffer]);
	ready.then(() => {
		URL.revokeObjectURL(url);
		byId("engine").textContent = "the module is ready";
	}, (error) => {
		if (error instanceof Stopped)
			return;
		byId("engine").textContent = "the module could not be loaded";
		showProblem(`This browser could not load the verifier, so nothing can be verified here: ${error.message}`);
	});
}

/** Run a command on INPUTS, pairs of a path and a File, TOTAL bytes of them. TEXT is called with what is printed. Resolves to {exit, messages}; rejects if it was stopped. */
export async function command(args, inputs, { total = 0, text = () => {} } = {}) {
	await ready;
	const id = ++lastId, decoder = new TextDecoder();
	return new Promise((resolve, reject) => {
		running = {
			reject,
			take(message) {
				if (message.id !== undefined && message.id !== id)
					return;
				if (message.output !== undefined)
					text(decoder.decode(message.output, { stream: true }));
				else if (message.read !== undefined)
					showProgress(message.read, total);
				else if (message.died !== undefined)
					reject(new Error(message.died));
				else
					resolve({ exit: message.exit, messages: message.messages });
			},
		};
		worker.postMessage({ id, args, files: inputs });
	}).finally(() => { running = null; });
}

export class Stopped extends Error {}

export function stop() {
	const { reject } = running ?? {}, stopped = new Stopped("Stopped.");
	abandon(stopped);
	worker.terminate();
	startWorker();
	reject?.(stopped);
}

/** Is a command being run? */
export function isBusy() {
	return !byId("work").hidden;
}

/** Call ACT whenever that changes. */
export function whenBusyChanges(act) {
	onChange = act;
}

/** Do something with commands when those before it have ended, and show that it is being done. */
export function busy(what, act) {
	const turn = queue.then(() => perform(what, act));
	queue = turn;
	return turn;
}

async function perform(what, act) {
	byId("work").hidden = false;
	showProblem("");
	showProgress(0, 0);
	say(what);
	onChange();
	try {
		await act();
	} catch (error) {
		if (error instanceof Stopped) {
			say(error.message);
		} else {
			showProblem(`The verifier ended unexpectedly, so nothing was decided: ${error.message}`);
			say("");
			stop();
		}
	} finally {
		byId("work").hidden = true;
		onChange();
	}
}
