import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GENESIS, type Link, leafOf, linkOf } from '../../src/exchange/index.js';
import { Chain } from '../../src/exchange/log/chain.js';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const link: fc.Arbitrary<Link> = fc.record({
  position: fc.integer({ min: 1, max: 2 ** 40 }),
  type: fc.constantFrom('accident.reported', 'grading.published'),
  subject: fc.option(text),
  division: fc.option(fc.constantFrom('620621', '620621100')),
  public: fc.boolean(),
  recipientId: fc.option(fc.uuid()),
  recordedAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
  data: fc.json(),
});
const SAMPLE: Link = {
  position: 7,
  type: 'accident.reported',
  subject: '91620621PDY000010A',
  division: '620621',
  public: false,
  recipientId: null,
  recordedAt: new Date('2026-03-01T00:00:00.123Z'),
  data: '{"level":"MAJOR","地点":"红沙岗"}',
};
const salt = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('the hash chain', () => {
  it('is what the protocol says: SHA-256 of the salt and the JSON text, and of the hash before and the leaf', () => {
    const body =
      '[7,"accident.reported","91620621PDY000010A","620621",false,null,"2026-03-01T00:00:00.123Z","{\\"level\\":\\"MAJOR\\",\\"地点\\":\\"红沙岗\\"}"]';
    const bytes = Buffer.alloc(16, 1);
    const leaf = createHash('sha256').update(bytes).update(body, 'utf8').digest();
    expect(leafOf(SAMPLE, bytes)).toEqual(leaf);
    expect(linkOf(GENESIS, leaf)).toEqual(createHash('sha256').update(Buffer.alloc(32)).update(leaf).digest());
  });

  it('is the same for many events one after another, of any size, also after going back', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(link, fc.nat(20_000)), { maxLength: 12 }), fc.nat(), (events, back) => {
        const chain = new Chain(GENESIS);
        const hashes = [GENESIS.toString('hex')];
        for (const [event, size] of events) {
          const one = { ...event, data: JSON.stringify('煤'.repeat(size) + event.data) };
          const { salt, hash } = chain.add(one);
          const last = Buffer.from(hashes.at(-1) as string, 'hex');
          expect(salt).toMatch(/^[0-9a-f]{32}$/);
          expect(hash).toBe(linkOf(last, leafOf(one, Buffer.from(salt, 'hex'))).toString('hex'));
          hashes.push(hash);
        }
        expect(chain.hash).toBe(hashes.at(-1));
        const mark = hashes[back % hashes.length] as string;
        chain.backTo(mark);
        expect(chain.hash).toBe(mark);
      }),
      { numRuns: 30 },
    );
    // No two salts are alike, beyond what is asked for at once.
    const salts = Array.from({ length: 1_000 }, () => new Chain(GENESIS)).map(
      (chain) => chain.add({ ...SAMPLE, position: 1 }).salt,
    );
    expect(new Set(salts).size).toBe(1_000);
  });

  it('shows a change of any part of any event', () => {
    fc.assert(
      fc.property(link, link, salt, salt, (event, other, one, two) => {
        const leaf = leafOf(event, one);
        for (const field of Object.keys(event) as (keyof Link)[]) {
          const changed = { ...event, [field]: other[field] };
          const same = JSON.stringify(changed) === JSON.stringify(event);
          expect(leafOf(changed, one).equals(leaf)).toBe(same);
        }
        expect(leafOf(event, two).equals(leaf)).toBe(Buffer.from(one).equals(Buffer.from(two)));
      }),
    );
  });

  it('shows an event that is taken out, put in, or changes places with another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(link, salt), { minLength: 2, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        (events, i, j) => {
          const fold = (list: typeof events) => list.reduce((hash, [e, s]) => linkOf(hash, leafOf(e, s)), GENESIS);
          const hash = fold(events);
          const a = i % events.length;
          const b = j % events.length;
          expect(fold(events.filter((_, n) => n !== a)).equals(hash)).toBe(false);
          expect(fold(events.flatMap((e, n) => (n === a ? [e, e] : [e]))).equals(hash)).toBe(false);
          const swapped = events.map((e, n) => (n === a ? events[b] : n === b ? events[a] : e)) as typeof events;
          expect(fold(swapped).equals(hash)).toBe(JSON.stringify(swapped) === JSON.stringify(events));
        },
      ),
    );
  });
});
