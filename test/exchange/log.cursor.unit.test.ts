import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readLogCursor, writeLogCursor } from '../../src/exchange/index.js';
import { writeCursor } from '../../src/kernel/cursor.js';
import { HubError } from '../../src/kernel/errors.js';

describe('a cursor of the log', () => {
  const log = randomUUID();
  const refusal = (cursor: string) => {
    try {
      return readLogCursor(log, cursor);
    } catch (error) {
      return (error as HubError).code;
    }
  };

  it.each([0, 1, 9_999_999, 2 ** 40])('carries position %i there and back', (position) => {
    expect(readLogCursor(log, writeLogCursor(log, position))).toBe(position);
  });

  it('is refused where it is of another log, of another list, or made up', () => {
    const made = [
      writeLogCursor(randomUUID(), 5),
      writeCursor('gradings', ['2026-01-01', '7']),
      writeCursor('log', [log]),
      writeCursor('log', [log, -1]),
      writeCursor('log', [log, '1e3']),
      writeCursor('log', [log, '01']),
      writeCursor('log', [log, '']),
      writeCursor('log', [log, '9'.repeat(20)]),
      writeCursor('log', ['x', 5]),
      '5',
      '',
      'ü',
    ];
    expect(made.map(refusal)).toEqual(made.map(() => 'CURSOR_INVALID'));
    expect(() => readLogCursor(log, '5')).toThrow(HubError);
  });
});
