// What Sigstore's own libraries make of tarseal's envelopes, and envelopes made with them.
//   sigstore.js verify ENVELOPE PUBLIC.pem MANIFEST   exit 0: they accept the seal, and it names this manifest
//   sigstore.js sign STATEMENT SECRET.pem             write an envelope of that statement to standard output
//   sigstore.js stamp STAMP FILE TSA.pem ROOT.pem     exit 0: they accept the time stamp of this file; prints its time
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const { bundleFromJSON } = require('@sigstore/bundle');
const { dsse, RFC3161Timestamp, X509Certificate } = require('@sigstore/core');
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

function stamp(stampPath, filePath, ...chain) {
	// What the verifier calls for the time stamps of a bundle. It is not exported: those are of a signature alone.
	const tsa = path.join(path.dirname(require.resolve('@sigstore/verify')), 'timestamp', 'tsa.js');
	const { verifyRFC3161Timestamp } = require(tsa);
	const timestamp = RFC3161Timestamp.parse(fs.readFileSync(stampPath));
	const certChain = chain.map((file) => X509Certificate.parse(fs.readFileSync(file, 'utf8')));
	const validFor = { start: new Date(0), end: new Date('2100-01-01') };

	verifyRFC3161Timestamp(timestamp, fs.readFileSync(filePath), [{ certChain, validFor }]);
	console.log(timestamp.signingTime.toISOString());
}

const [, , what, ...args] = process.argv;
try {
	({ verify, sign, stamp })[what](...args);
} catch (error) {
	console.error(error.message);
	process.exit(1);
}
