// Proves that a copy of an event is the hub's: node verify-event.mjs HUB EVENT.json [KEY]
// EVENT.json: an event of the feed as it was kept (cursor, type, subject, data, …). Exit 0: it is; 1: it is not, and why.
// What is checked: schema/PROTOCOL.md, "The log's hash chain".
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const bytes = (hex) => Buffer.from(hex, 'hex');
const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (v) =>
  v === null || typeof v !== 'object'
    ? v
    : Array.isArray(v)
      ? v.map(sorted)
      : Object.fromEntries(
          Object.keys(v)
            .sort()
            .map((k) => [k, sorted(v[k])]),
        );

/** Null where the event is the hub's; else what is wrong. `keys`: the key set, got from the hub in time and kept. */
export function fault(event, proof, keys) {
  const { position, text, salt, previousHash, leaves, checkpoint } = proof;
  // 1. The text that was hashed says what the copy says.
  const [at, type, subject, division, open, recipient, recordedAt, data] = JSON.parse(text);
  if (at !== position) return 'the proof is of another position';
  const told = { position: at, type, subject, division, public: open, recipient, recordedAt, data: JSON.parse(data) };
  const flat = { ...event, ...(event.division?.code ? { division: event.division.code } : {}) };
  for (const [name, value] of Object.entries(told))
    if (name in flat && !same(flat[name], value)) return `${name} is not what the hub wrote`;
  // 2. The chain leads from it over the leaves of the events behind it to the checkpoint.
  const own = sha256(bytes(salt), Buffer.from(text, 'utf8'));
  const end = [own, ...leaves.map(bytes)].reduce((hash, leaf) => sha256(hash, leaf), bytes(previousHash));
  if (end.toString('hex') !== checkpoint.hash) return 'the chain does not lead to the checkpoint';
  if (position + leaves.length !== checkpoint.position) return 'the chain has not the checkpoint’s length';
  // 3. The hub has signed the checkpoint.
  const { logId, hash, signedAt } = checkpoint;
  const signed = `hub checkpoint 1\nlog ${logId}\nposition ${checkpoint.position}\nhash ${hash}\nsigned ${signedAt}\n`;
  const jwk = keys.find((k) => k.kid === checkpoint.keyId);
  if (!jwk) return `the key ${checkpoint.keyId} is not one of the hub's`;
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  return verify(null, Buffer.from(signed), key, Buffer.from(checkpoint.signature, 'base64'))
    ? null
    : 'a wrong signature';
}

const PROOF = `query ($cursor: Cursor!) { eventProof(cursor: $cursor) { position text salt previousHash leaves
  checkpoint { logId position hash signedAt keyId signature } } }`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [hub, file, key] = process.argv.slice(2);
  const event = JSON.parse(readFileSync(file, 'utf8'));
  const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
  const body = JSON.stringify({ query: PROOF, variables: { cursor: event.cursor } });
  const { data, errors } = await (await fetch(`${hub}/graphql`, { method: 'POST', headers, body })).json();
  const { keys } = await (await fetch(`${hub}/.well-known/jwks.json`)).json();
  const wrong = errors?.[0].message ?? (data.eventProof ? fault(event, data.eventProof, keys) : 'not signed yet');
  console.log(wrong ?? `the hub's own, in its log at position ${data.eventProof.position}`);
  process.exitCode = wrong ? 1 : 0;
}
