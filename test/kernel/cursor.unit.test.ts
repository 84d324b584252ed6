import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCursor, writeCursor } from '../../src/kernel/cursor.js';
import { MAX_PAGE, pageOf, pageSize } from '../../src/kernel/paging.js';

const refused = expect.objectContaining({ code: 'CURSOR_INVALID' });
const DAY = /^\d{4}-\d\d-\d\d$/;
const ID = /^\d{1,18}$/;
const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a cursor', () => {
  it('gives back the key that it was written with, whatever its texts', () => {
    const any = () => true;
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }), (key) => {
        const cursor = writeCursor('list', key);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(
          readCursor(
            'list',
            cursor,
            key.map(() => any),
          ),
        ).toEqual(key);
      }),
    );
    expect(readCursor('gradings', writeCursor('gradings', ['2025-03-01', 42]), [DAY, ID])).toEqual([
      '2025-03-01',
      '42',
    ]);
  });

  it('of another list is refused', () => {
    const cursor = writeCursor('gradings', ['2025-03-01', 42]);
    expect(() => readCursor('hazards', cursor, [DAY, ID])).toThrow(refused);
  });

  it.each([
    ['nothing of it', ''],
    ['a number', '1'],
    ['not JSON', Buffer.from('gradings,2025').toString('base64url')],
    ['an object', forged({ list: 'gradings' })],
    ['null', forged(null)],
    ['no key', forged(['gradings'])],
    ['too short a key', forged(['gradings', '2025-03-01'])],
    ['too long a key', forged(['gradings', '2025-03-01', '42', '1'])],
    ['a part of another shape', forged(['gradings', 'yesterday', '42'])],
    ['a statement for a part', forged(['gradings', '2025-03-01', '42 or true'])],
    ['a line more', forged(['gradings', '2025-03-01', '42\n'])],
    ['a nested part', forged(['gradings', ['2025-03-01'], '42'])],
    ['a boolean', forged(['gradings', '2025-03-01', true])],
    ['a number that is no integer', forged(['gradings', '2025-03-01', 1e30])],
  ])('that was forged is refused: %s', (_, cursor) => {
    expect(() => readCursor('gradings', cursor, [DAY, ID])).toThrow(refused);
  });

  it('that a caller changed anywhere is refused or stays within its shape', () => {
    const cursor = writeCursor('gradings', ['2025-03-01', '42']);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, c) => {
        const changed = cursor.slice(0, at) + c + cursor.slice(at + 1);
        try {
          const [day, id] = readCursor('gradings', changed, [DAY, ID]);
          expect(day).toMatch(DAY);
          expect(id).toMatch(ID);
        } catch (error) {
          expect(error).toEqual(refused);
        }
      }),
    );
  });
});

describe('a page', () => {
  const cursorOf = (n: number) => writeCursor('n', [n]);

  it('has at most 500 rows', () => {
    expect(pageSize(0)).toBe(0);
    expect(pageSize(MAX_PAGE)).toBe(500);
    for (const first of [501, -1])
      expect(() => pageSize(first)).toThrow(
        expect.objectContaining({
          code: 'LIMIT_EXCEEDED',
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'first', max: 500 },
        }),
      );
  });

  it('knows from one row more whether others follow', () => {
    const full = pageOf([1, 2, 3], 2, cursorOf, null);
    expect(full.nodes).toEqual([1, 2]);
    expect(full.edges).toEqual([
      { node: 1, cursor: cursorOf(1) },
      { node: 2, cursor: cursorOf(2) },
    ]);
    expect(full.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: cursorOf(1),
      endCursor: cursorOf(2),
    });
    expect(pageOf([3], 2, cursorOf, cursorOf(2)).pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(pageOf([], 2, cursorOf, null).pageInfo).toMatchObject({
      hasNextPage: false,
      endCursor: null,
      startCursor: null,
    });
    expect(pageOf([1], 0, cursorOf, null)).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: true, endCursor: null },
    });
  });
});
