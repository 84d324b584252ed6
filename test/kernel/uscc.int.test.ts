import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { organisationCheck, parseUscc, usccCheck } from '../../src/kernel/uscc.js';
import { loadKnownCodes } from '../../src/reference/core.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';

/** What the hub refuses beyond shape and checks: who issues, codes that are known, and persons' numbers. */
const ONLY_HERE = new Set(['CATEGORY', 'ISSUED_NON_CONFORMING', 'IDENTITY_NUMBER']);

describe('the database’s check of codes', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });

  /** Texts on which the hub and its database differ. */
  async function differences(texts: string[]): Promise<string[]> {
    const rows = await db.sql<{ text: string; taken: boolean }[]>`
      select u.text, hub.is_uscc(u.text) taken from unnest(${texts}::text[]) u(text)`;
    expect(rows).toHaveLength(texts.length);
    return rows.flatMap(({ text, taken }) => {
      const result = parseUscc(text);
      // The database takes the normal form alone.
      const here = result.ok && result.uscc === text;
      // These are refused here before the checks are computed.
      const agrees = !result.ok && ONLY_HERE.has(result.fault) ? !taken || checksOf(text) : taken === here;
      return agrees ? [] : [`${text}: ${JSON.stringify(result)}, the database ${taken}`];
    });
  }
  const checksOf = (code: string) =>
    organisationCheck(code.slice(8, 16)) === code.charAt(16) && usccCheck(code) === code.charAt(17);

  it('agrees with the hub’s own on random texts, near misses and valid codes', async () => {
    const unit = fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY');
    const any = fc.string({ unit: fc.constantFrom(...'0019ABXYIOSVZaz- \n煤'), minLength: 17, maxLength: 19 });
    const shaped = fc.tuple(
      fc.oneof(fc.constantFrom('11', '35', '91', '93', 'N2', 'Y1'), fc.string({ unit, minLength: 2, maxLength: 2 })),
      fc.integer({ min: 0, max: 999_999 }),
      fc.string({ unit, minLength: 8, maxLength: 8 }),
      fc.constantFrom(...'0123456789XA'),
      unit,
      fc.nat(3),
    );
    const text = fc.oneof(
      any,
      shaped.map(([head, place, body, inner, outer, right]) => {
        const first = `${head}${String(place).padStart(6, '0')}${body}`;
        const seventeen = first + (right & 1 ? organisationCheck(body) : inner);
        return seventeen + (right & 2 ? usccCheck(seventeen) : outer);
      }),
    );
    const texts = fc.sample(text, 20_000);
    expect(await differences(texts)).toEqual([]);
    // The sample speaks: both kinds are in it.
    const valid = texts.filter((t) => parseUscc(t).ok).length;
    expect(valid).toBeGreaterThan(200);
    expect(texts.length - valid).toBeGreaterThan(5_000);
  });

  it('lets the table of known codes say only what it says itself, whoever writes to it', async () => {
    const write = (code: string, kind: string, replacedBy: string | null = null) => db.sql`
      insert into hub.known_code (code, kind, replaced_by, source, noted_by, noted_at)
      values (${code}, ${kind}, ${replacedBy}, 'x', 'x', now())`;
    const [good, bad] = ['91620621PDY00044XY', '91620621PDY00044XX'];
    for (const [code, kind, replacedBy] of [
      [good, 'NON_CONFORMING', null],
      [bad, 'CONFIRMED', null],
      [bad, 'NON_CONFORMING', bad],
    ] as const)
      await expect(write(code, kind, replacedBy)).rejects.toThrow(/known_code_(checks|replacement)/);
    await write(bad, 'NON_CONFORMING', good);
    await expect(write(bad, 'NON_CONFORMING')).rejects.toThrow('known_code_present');
    await expect(db.sql`delete from hub.known_code`).rejects.toThrow();
  });

  it('knows the codes of pilots that came with the hub, all but right in their last character', async () => {
    const rows = await db.sql<{ code: string }[]>`select code from hub.known_code where noted_by = 'hub' order by code`;
    const codes = rows.map(({ code }) => code);
    expect(codes).toContain('91350203M0001QKT19');
    expect(codes).toHaveLength(5);
    expect(
      codes.filter((c) => organisationCheck(c.slice(8, 16)) !== c.charAt(16) || usccCheck(c) === c.charAt(17)),
    ).toEqual([]);
    await loadKnownCodes(db);
    expect(codes.map((c) => parseUscc(c))).toEqual(
      codes.map(() => expect.objectContaining({ fault: 'ISSUED_NON_CONFORMING' })),
    );
  });

  it('agrees on every single character changed in a code', async () => {
    const code = '91620621PDY00044XY';
    const texts = [...code].flatMap((_, i) =>
      [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((c) => code.slice(0, i) + c + code.slice(i + 1)),
    );
    expect(await differences(texts)).toEqual([]);
  });

  it('takes neither a lower-case form nor a line’s end, so that a code has one spelling', async () => {
    const code = '91620621PDY00044XY';
    const forms = [code, code.toLowerCase(), `${code}\n`, ` ${code}`, '91620621-PDY00044-XY'];
    const rows = await db.sql`select hub.is_uscc(u) taken from unnest(${forms}::text[]) u`;
    expect(rows.map((r) => r.taken)).toEqual([true, false, false, false, false]);
  });
});
