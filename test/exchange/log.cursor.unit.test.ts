import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Lineage, readLogCursor, writeLogCursor } from '../../src/exchange/index.js';
import { writeCursor } from '../../src/kernel/cursor.js';
import { HubError } from '../../src/kernel/errors.js';

describe('a cursor of the log', () => {
  const first = {
    id: '0a1b2c3d',
    parent: null,
    beganAfter: 0,
    beganAt: '2026-01-01',
    reason: 'FIRST' as const,
    why: '',
  };
  const log = { id: randomUUID(), lineage: new Lineage([first], first.id) };
  const refusal = (cursor: string) => {
    try {
      return readLogCursor(log, cursor);
    } catch (error) {
      return (error as HubError).code;
    }
  };

  it.each([0, 1, 9_999_999, 2 ** 40])('carries position %i there and back', (position) => {
    expect(readLogCursor(log, writeLogCursor(log, position))).toMatchObject({
      position,
      epoch: first.id,
      marked: false,
    });
  });

  it('says which event it was given for, where that is known', () => {
    const [hash, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const place = readLogCursor(log, writeLogCursor(log, 7, hash));
    expect([place.marked, place.follows(hash), place.follows(other)]).toEqual([true, true, false]);
  });

  it('of before there were epochs is of the first one', () => {
    expect(readLogCursor(log, writeCursor('log', [log.id, 7]))).toMatchObject({
      position: 7,
      epoch: first.id,
      marked: false,
    });
  });

  it('is refused where it is of another log, of another list, or made up', () => {
    const made = [
      writeLogCursor({ ...log, id: randomUUID() }, 5),
      writeCursor('gradings', ['2026-01-01', '7']),
      writeCursor('log', [log.id]),
      writeCursor('log', [log.id, -1]),
      writeCursor('log', [log.id, '1e3']),
      writeCursor('log', [log.id, '01']),
      writeCursor('log', [log.id, '']),
      writeCursor('log', [log.id, '9'.repeat(20)]),
      writeCursor('log', ['x', 5]),
      writeCursor('log', [log.id, 5, 'no epoch']),
      '5',
      '',
      'ü',
    ];
    expect(made.map(refusal)).toEqual(made.map(() => 'CURSOR_INVALID'));
    expect(() => readLogCursor(log, '5')).toThrow(HubError);
  });
});
