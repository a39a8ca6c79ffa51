// What Sigstore's own libraries make of tarseal's envelopes, and envelopes made with them.
//   sigstore.js verify ENVELOPE PUBLIC.pem MANIFEST   exit 0: they accept the seal, and it names this manifest
//   sigstore.js sign STATEMENT SECRET.pem             write an envelope of that statement to standard output
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const { bundleFromJSON } = require('@sigstore/bundle');
const { dsse } = require('@sigstore/core');
const { Verifier, toSignedEntity } = require('@sigstore/verify');

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

function verify(envelopePath, keyPath, manifestPath) {
	const envelope = JSON.parse(fs.readFileSync(envelopePath, 'utf8'));
	const hint = envelope.signatures[0].keyid;
	const bundle = bundleFromJSON({
		mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
		verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
		dsseEnvelope: envelope,
	});
	const publicKey = crypto.createPublicKey(fs.readFileSync(keyPath));
	const trust = {
		certificateAuthorities: [],
		timestampAuthorities: [],
		tlogs: [],
		ctlogs: [],
		publicKey: (wanted) => {
			if (wanted !== hint) throw new Error(`no key ${wanted}`);
			return { publicKey, validFor: () => true };
		},
	};
	const manifest = fs.readFileSync(manifestPath);
	const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, tsaThreshold: 0 });

	verifier.verify(toSignedEntity(bundle, manifest));
	// The verifier leaves the statement to its caller.
	const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));
	const digest = crypto.createHash('sha256').update(manifest).digest('hex');
	const subject = statement.subject.find((s) => s.name === 'manifest-sha256.txt');
	if (statement._type !== 'https://in-toto.io/Statement/v1' || subject?.digest.sha256 !== digest)
		throw new Error('the statement is not about this manifest');
}

function sign(statementPath, keyPath) {
	const payload = fs.readFileSync(statementPath);
	const key = crypto.createPrivateKey(fs.readFileSync(keyPath));
	const sig = crypto.sign(null, dsse.preAuthEncoding(PAYLOAD_TYPE, payload), key);

	process.stdout.write(JSON.stringify({
		payload: payload.toString('base64'),
		payloadType: PAYLOAD_TYPE,
		signatures: [{ sig: sig.toString('base64') }],
	}));
}

const [, , what, ...args] = process.argv;
try {
	({ verify, sign })[what](...args);
} catch (error) {
	console.error(error.message);
	process.exit(1);
}
