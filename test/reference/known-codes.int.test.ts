import { beforeAll, describe, expect, it } from 'vitest';
import type { HubError, Problem } from '../../src/kernel/errors.js';
import { type CodeNote, type KnownCodeDesk, knownCodeDesk } from '../../src/reference/core.js';
import { type TestDatabase, testDatabase } from '../kit/database.js';
import { identityThatFits, sampleUscc } from '../kit/sample.js';

const GOOD = sampleUscc(7);
/** The same but for its last character. */
const ISSUED = `${GOOD.slice(0, 17)}${GOOD.endsWith('0') ? '1' : '0'}`;
const PERSON = identityThatFits();
const NOTE: CodeNote = {
  code: ISSUED,
  kind: 'NON_CONFORMING',
  replacedBy: null,
  source: '登记机关函',
  since: null,
  by: '测试',
};

describe('the table of known codes', () => {
  let db: TestDatabase;
  let desk: KnownCodeDesk;
  beforeAll(async () => {
    db = await testDatabase();
    desk = knownCodeDesk(db);
  });

  it.each<[string, Partial<CodeNote>, path: string, message: string]>([
    ['one that conforms', { code: GOOD }, 'code', 'this code conforms: it is taken as it is'],
    ['a short one', { code: '91620621PDY' }, 'code', 'has not the shape of a code'],
    ['one with a letter that no code has', { code: `${ISSUED.slice(0, 17)}Z` }, 'code', 'has not the shape of a code'],
    ['one of no authority', { code: `01${ISSUED.slice(2)}` }, 'code', 'has not the shape of a code'],
    ['a person’s number, which is not taken as it is', { code: PERSON }, 'code', 'note it with --confirmed'],
    [
      'a replacement that is wrong too',
      { replacedBy: ISSUED },
      'replacedBy',
      'the replacement is no unified social credit code',
    ],
    ['a replacement that is a person’s number', { replacedBy: PERSON }, 'replacedBy', 'the replacement is no unified'],
    ['a confirmed one that is no person’s number', { code: GOOD, kind: 'CONFIRMED' }, 'code', 'it is taken without'],
    ['a confirmed one whose check is wrong', { kind: 'CONFIRMED' }, 'code', 'fits both its checks'],
    [
      'a confirmed one with a replacement',
      { code: PERSON, kind: 'CONFIRMED', replacedBy: GOOD },
      'replacedBy',
      'is in use',
    ],
    ['no source', { source: '  ' }, 'source', 'say who says so'],
    ['nobody who notes it', { by: '' }, 'by', 'say who notes it'],
    ['a person in the source', { source: `经办人${PERSON}` }, 'source', 'identity number'],
    ['a day that is none', { since: '2026-02-30' }, 'since', 'calendar date'],
  ])('refuses %s, with its reason and no person’s number', async (_, more, path, message) => {
    const error: HubError = await desk.add({ ...NOTE, ...more }, false).then(
      () => expect.fail('it was noted'),
      (refusal) => refusal,
    );
    expect(error.code).toBe('BAD_USER_INPUT');
    const problem = (error.extensions.problems as Problem[]).find((p) => p.path === path);
    expect(problem?.message).toContain(message);
    expect(JSON.stringify([error.message, error.extensions])).not.toContain(PERSON);
  });

  it('takes a note once, a better one in its stead, and keeps what was said and taken out', async () => {
    expect(await desk.add({ ...NOTE, code: ` ${ISSUED.toLowerCase()}\u200b` }, true)).toMatchObject({
      code: ISSUED,
      done: 'ADDED',
    });
    expect(await desk.list(false)).toHaveLength(5);
    expect(await desk.add(NOTE, false)).toMatchObject({ done: 'ADDED' });
    expect(await desk.add({ ...NOTE, by: 'another' }, false)).toMatchObject({ done: 'UNCHANGED' });
    expect(await desk.add({ ...NOTE, replacedBy: GOOD, since: '2016-05-01' }, false)).toMatchObject({
      done: 'REPLACED',
    });
    expect((await desk.list(false)).filter((r) => r.code === ISSUED)).toMatchObject([
      { replacedBy: GOOD, since: '2016-05-01', notedBy: '测试', removedAt: null },
    ]);
    await expect(desk.remove(ISSUED, `经办人${PERSON}`, false)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await desk.remove(ISSUED, '测试', true)).toMatchObject({ done: 'REMOVED' });
    expect(await desk.list(false)).toHaveLength(6);
    expect(await desk.remove(ISSUED, '测试', false)).toMatchObject({ done: 'REMOVED' });
    expect(await desk.remove(ISSUED, '测试', false)).toMatchObject({ done: 'UNCHANGED' });
    await expect(desk.remove(sampleUscc(8), '测试', false)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await desk.list(false)).toHaveLength(5);
    expect((await desk.list(true)).filter((r) => r.code === ISSUED)).toMatchObject([
      { replacedBy: null, removedBy: '测试' },
      { replacedBy: GOOD, removedBy: '测试' },
    ]);
    expect(await desk.add(NOTE, false)).toMatchObject({ done: 'ADDED' });
  });

  it('does not take two notes of one code, whoever writes them at once', async () => {
    const code = `${sampleUscc(9).slice(0, 17)}${sampleUscc(9).endsWith('0') ? '1' : '0'}`;
    await Promise.allSettled([1, 2, 3, 4].map((n) => desk.add({ ...NOTE, code, source: `函${n}` }, false)));
    expect((await desk.list(false)).filter((r) => r.code === code)).toHaveLength(1);
  });
});
