import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { told } from '../../scripts/examples/verify-receipt.mjs';
import { verifyReceipt } from '../../src/credit/index.js';
import { leafHash, rootOf, treeOver } from '../../src/credit/receipt/merkle.js';
import type { ReceiptAnswer } from '../../src/credit/receipt/receipt.answer.js';
import { buildReceipts } from '../../src/credit/receipt/receipt.js';
import { sampleUscc } from '../kit/sample.js';

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962, section 2.1, to the letter. */
function treeHash(leaves: string[]): Buffer {
  const [only] = leaves;
  if (leaves.length === 1) return sha256(Buffer.from([0]), Buffer.from(only as string));
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Buffer.from([1]), treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => `leaf ${i}`);

describe('the tree under a receipt', () => {
  it('has the root that RFC 6962 gives', () => {
    for (let n = 1; n <= 70; n++)
      expect(treeOver(leavesOf(n).map(leafHash)).root.equals(treeHash(leavesOf(n))), `${n} leaves`).toBe(true);
    // The published test vector of certificate transparency: one empty leaf.
    expect(leafHash('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('leads from each leaf to its root, and from no other place or size', () => {
    for (let n = 1; n <= 40; n++) {
      const hashes = leavesOf(n).map(leafHash);
      const tree = treeOver(hashes);
      for (const [i, leaf] of hashes.entries()) {
        const path = tree.path(i).map((text) => Buffer.from(text, 'base64url'));
        expect(path.length).toBeLessThanOrEqual(Math.ceil(Math.log2(n)));
        for (let other = 0; other < n + 3; other++)
          expect(rootOf(leaf, other, n, path)?.equals(tree.root) ?? false, `${i} as ${other} of ${n}`).toBe(
            other === i,
          );
        expect(rootOf(leaf, i, n, [...path, leaf])).toBeNull();
        if (path.length > 0) expect(rootOf(leaf, i, n, path.slice(1))?.equals(tree.root) ?? false).toBe(false);
      }
    }
  });
});

const pair = generateKeyPairSync('ed25519');
const keyId = 'key-1';
const jwks = [{ ...pair.publicKey.export({ format: 'jwk' }), kid: keyId }];
const keys = [{ keyId, publicKey: pair.publicKey }];
const signAs = (make: (keyId: string) => Uint8Array) => ({ signature: sign(null, make(keyId), pair.privateKey) });
const ISS = '5f0c6b62-2f3a-4c1d-9a57-0a8a3a2c7b11';

const answerOf = (n: number, purpose: string | null = null): ReceiptAnswer => ({
  salt: Buffer.alloc(16, n).toString('base64url'),
  request: { uscc: sampleUscc(n), purpose, asOf: null },
  agency: '00000000-0000-4000-8000-000000000001',
  answeredAt: '2026-03-01T00:00:00.123Z',
  asOf: '2026-03-01T00:00:00.100Z',
  position: n,
  outcome: 'RESTRICTED',
  reasons: ['RESTRICTION_IN_FORCE'],
  enterprise: { name: '民勤县红沙岗煤业有限责任公司' },
  rating: null,
  grading: { documentNumber: 'G-1', grade: 'GRADE_2', issuedOn: '2025-01-01', validUntil: '2027-12-31' },
  restrictions: [
    {
      id: '1',
      domain: 'LAND_USE_APPROVAL',
      effectiveFrom: '2026-01-01',
      effectiveUntil: '2026-12-31',
      cause: 'accident A-1',
      legalBasis: '安委〔2013〕8号',
      policy: 'test 1',
    },
  ],
});
const build = (answers: ReceiptAnswer[]) => buildReceipts(answers, ISS, new Date('2026-03-01T00:00:00.900Z'), signAs);

/** Null where the example accepts it, else its reason. */
const byExample = (receipt: string): string | null => {
  try {
    told(receipt, jwks);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a receipt', () => {
  it('says the answer, who signed, and when, for every answer of a batch', () => {
    for (const n of [1, 2, 3, 7, 100]) {
      const answers = Array.from({ length: n }, (_, i) => answerOf(i, `贷款 ${i}`));
      for (const [i, receipt] of build(answers).entries()) {
        const answer = answers[i];
        expect(verifyReceipt(receipt, keys)).toMatchObject({
          ok: true,
          keyId,
          claims: { iss: ISS, iat: 1772323200, count: n },
          answer,
        });
        expect(told(receipt, jwks)).toEqual(answer);
      }
    }
  });

  it('fails with any character of it changed, put in or left out', () => {
    const receipts = build(Array.from({ length: 11 }, (_, i) => answerOf(i)));
    const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.= +/'];
    const change = fc.record({
      which: fc.nat(10),
      at: fc.nat(4_000),
      by: fc.constantFrom(...alphabet),
      how: fc.constantFrom('change', 'insert', 'delete'),
    });
    fc.assert(
      fc.property(change, ({ which, at, by, how }) => {
        const receipt = receipts[which] as string;
        const i = at % receipt.length;
        fc.pre(how !== 'change' || receipt[i] !== by);
        const changed =
          receipt.slice(0, i) + (how === 'delete' ? '' : by) + receipt.slice(how === 'insert' ? i : i + 1);
        // A letter doubled, or one of two equal ones left out, is the same text.
        fc.pre(changed !== receipt);
        expect(verifyReceipt(changed, keys).ok).toBe(false);
        expect(byExample(changed)).not.toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });

  it('fails at each of its last characters, whose unused bits mean nothing to a lenient reader', () => {
    const [receipt] = build([answerOf(1), answerOf(2)]) as [string];
    for (const end of [receipt.indexOf('~') - 1, receipt.lastIndexOf('~') - 1, receipt.length - 1])
      for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        const changed = receipt.slice(0, end) + c + receipt.slice(end + 1);
        if (changed === receipt) continue;
        expect(verifyReceipt(changed, keys).ok, `${end} ${c}`).toBe(false);
        expect(byExample(changed)).not.toBeNull();
      }
  });

  it('fails with the parts of another one, with another key, and with none, and says why', () => {
    const [a, b] = build([answerOf(1), answerOf(2)]) as [string, string];
    const [other] = build([answerOf(3)]) as [string];
    const part = (receipt: string, i: number) => receipt.split('~')[i] as string;
    const stranger = generateKeyPairSync('ed25519').publicKey;
    const cases: [string, string, typeof keys][] = [
      [`${part(a, 0)}~${part(b, 1)}~${part(a, 2)}`, 'the answer is not the one that was signed', keys],
      [`${part(a, 0)}~${part(a, 1)}~${part(b, 2)}`, 'the answer is not the one that was signed', keys],
      [`${part(other, 0)}~${part(a, 1)}~${part(a, 2)}`, 'the answer is not the one that was signed', keys],
      [a, 'its signature is wrong', [{ keyId, publicKey: stranger }]],
      [a, 'the key key-1 is none of the hub’s'.replace('’', "'"), []],
      [a.replace('~', ''), 'it is not of the form JWS~answer~proof', keys],
      ['', 'it is not of the form JWS~answer~proof', keys],
    ];
    for (const [receipt, reason, by] of cases) expect(verifyReceipt(receipt, by)).toEqual({ ok: false, reason });
  });

  it('does not take another kind of statement that the hub signed', () => {
    const [receipt] = build([answerOf(1)]) as [string];
    const [jws = '', ...rest] = receipt.split('~');
    const body = jws.split('.')[1] as string;
    for (const header of [
      { alg: 'EdDSA', kid: keyId, typ: 'JWT' },
      { alg: 'none', kid: keyId, typ: 'credit-receipt+jws' },
    ]) {
      const input = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}`;
      const made = sign(null, Buffer.from(input), pair.privateKey).toString('base64url');
      const changed = [`${input}.${made}`, ...rest].join('~');
      expect(verifyReceipt(changed, keys)).toMatchObject({ ok: false, reason: expect.stringContaining('header') });
      expect(byExample(changed)).toContain('header');
    }
  });
});
