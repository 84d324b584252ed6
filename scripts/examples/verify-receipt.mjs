// Proves offline that an answer of a credit check is the hub's: node verify-receipt.mjs RECEIPT.txt JWKS.json
// RECEIPT.txt: the text of `CreditCheck.receipt`. JWKS.json: a kept copy of the hub's /.well-known/jwks.json.
// Exit 0: it is, and what it says; 1: it is not, and why. What is checked: schema/PROTOCOL.md, "Receipts".
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [LEAF, NODE] = [Buffer.from([0]), Buffer.from([1])];
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

function bytes(text) {
  const found = Buffer.from(text, 'base64url');
  if (found.toString('base64url') !== text) throw new Error('it is not written in base64url');
  return found;
}

/** The root of a tree of `count` leaves, from one leaf and its siblings on the way up (RFC 9162, section 2.1.3.2). */
function rootOf(leaf, index, count, siblings) {
  let [at, last, root] = [index, count - 1, leaf];
  if (at > last) throw new Error('its place is not in the tree');
  for (const sibling of siblings) {
    if (last === 0 || sibling.length !== 32) throw new Error('its way to the root is not the tree’s');
    const right = at % 2 === 1 || at === last;
    root = right ? sha256(NODE, sibling, root) : sha256(NODE, root, sibling);
    // The last node of a level that has no sibling goes up as it is.
    if (right) for (; at % 2 === 0 && at > 0; last = Math.floor(last / 2)) at /= 2;
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  if (last !== 0) throw new Error('its way to the root is not the tree’s');
  return root;
}

/** What the receipt says, where it is the hub's; throws what is wrong with it. `keys`: the hub's key set. */
export function told(receipt, keys) {
  const [jws = '', answer = '', proof = '', ...more] = receipt.split('~');
  const [head = '', claims = '', signature = ''] = jws.split('.');
  const [place = '', ...siblings] = proof.split('.');
  if (jws.split('.').length !== 3 || more.length > 0 || !/^(0|[1-9]\d*)$/.test(place))
    throw new Error('it is no receipt');
  const { alg, kid, typ } = JSON.parse(bytes(head));
  if (alg !== 'EdDSA' || typ !== 'credit-receipt+jws') throw new Error('its header is not a receipt’s');
  const jwk = keys.find((k) => k.kid === kid);
  if (!jwk) throw new Error(`the key ${kid} is not one of the hub's`);
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (!verify(null, Buffer.from(`${head}.${claims}`), key, bytes(signature))) throw new Error('a wrong signature');
  const { root, count } = JSON.parse(bytes(claims));
  const found = rootOf(sha256(LEAF, answer), Number(place), count, siblings.map(bytes));
  if (found.toString('base64url') !== root) throw new Error('the answer is not the one that was signed');
  return JSON.parse(bytes(answer));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [receipt, jwks] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8').trim());
  try {
    console.log(JSON.stringify(told(receipt, JSON.parse(jwks).keys), null, 2));
  } catch (error) {
    console.log(`not genuine: ${error.message}`);
    process.exitCode = 1;
  }
}
