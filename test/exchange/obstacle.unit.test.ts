import { describe, expect, it } from 'vitest';
import { lookText, obstacleOf } from '../../src/exchange/sequencer/obstacle.js';

const failure = (where?: string, more: object = {}) =>
  Object.assign(new Error('canceling statement due to lock timeout'), {
    code: '55P03',
    where,
    query: 'update x',
    ...more,
  });
const wrapped = (cause: Error) => new Error('Failed query', { cause: new Error('again', { cause }) });

describe('what a work met', () => {
  it('is the row that the database names, and how it must be free', () => {
    const key = `while locking tuple (12,3) in relation "enterprise"
SQL statement "SELECT 1 FROM ONLY "hub"."enterprise" x WHERE "uscc" OPERATOR(pg_catalog.=) $1 FOR KEY SHARE OF x"`;
    const met = (where: string) => obstacleOf(wrapped(failure(where)))?.row;
    expect(met('while updating tuple (0,1) in relation "agency"')).toEqual({
      ...{ relation: 'agency', ctid: '(0,1)', strength: 'no key update' },
    });
    expect(met('while deleting tuple (7,11) in relation "agency"')?.strength).toBe('update');
    expect(met(key)).toEqual({ relation: 'enterprise', ctid: '(12,3)', strength: 'key share' });
    expect(lookText({ relation: 'enterprise', ctid: '(12,3)', strength: 'key share' })).toContain('for key share');
  });

  it('is one for all who met the same, and another for others', () => {
    const keyOf = (where?: string, query = 'update x') => obstacleOf(failure(where, { query }))?.key;
    const row = 'while updating tuple (0,1) in relation "agency"';
    expect(keyOf(row)).toBe(keyOf(row, 'update y'));
    expect(keyOf(row)).not.toBe(keyOf('while updating tuple (0,2) in relation "agency"'));
    expect(keyOf()).toBe(keyOf());
    expect(keyOf()).not.toBe(keyOf(undefined, 'update y'));
  });

  it('is nobody’s to look at where no row is named, or one that is not there yet', () => {
    for (const where of [undefined, '', 'while inserting index tuple (0,3) in relation "agency_name_unique"'])
      expect(obstacleOf(failure(where))).toMatchObject({ row: null });
    expect(obstacleOf(Object.assign(new Error('deadlock detected'), { code: '40P01' }))).toMatchObject({ row: null });
  });

  it('is nothing where a work failed for another reason', () => {
    for (const error of [new Error('x'), { code: '23505' }, { code: '57014' }, null, 'text'])
      expect(obstacleOf(error)).toBeNull();
    expect(obstacleOf(wrapped(Object.assign(new Error(), { code: '40001' })))).toBeNull();
  });
});
