import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../kit/database.js';

describe('arrays', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
  });

  it('of any texts go to the database and come back as they are', async () => {
    // PostgreSQL holds no NUL, and no half of a character.
    const text = fc.string({ unit: 'binary' }).map((s) => s.replace(/[\0\p{Cs}]/gu, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (texts) => {
        const [row] = await db.sql`select ${texts}::text[] back, to_json(${texts}::text[]) json`;
        expect(row?.json).toEqual(texts);
        expect(row?.back).toEqual(texts);
      }),
    );
    for (const one of ['', 'null', 'NULL', '{}', ',', '"', '\\', '\\"', ' a ', '煤业']) {
      const [row] = await db.sql`select ${[one]}::text[] back`;
      expect(row?.back).toEqual([one]);
    }
  });

  it('of numbers and ids do too', async () => {
    const id = '61bced98-0f6b-4e95-880c-d3e1756cd757';
    const [row] = await db.sql`
      select ${['9007199254740993', '1']}::bigint[] big, ${[1, 2]}::int[] small, ${[id]}::uuid[] ids, ${[] as string[]}::text[] none,
        array[1.5, null]::float8[] decimals`;
    expect(row).toEqual({
      big: ['9007199254740993', '1'],
      small: [1, 2],
      ids: [id],
      none: [],
      decimals: [1.5, null],
    });
  });
});
