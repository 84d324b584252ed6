import { beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../kit/hub.js';

/** BAD_USER_INPUT always names what is wrong, and where: also where GraphQL itself found it. */
describe('the problems of a request', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await startTestHub();
  });
  const SUBMIT = 'mutation ($r: [GradingInput!]!) { submitGradings(records: $r) { inserted } }';
  const record = {
    documentNumber: 'P-1',
    uscc: '91620621PDY00001X5',
    standard: 'S',
    grade: 'GRADE_1',
    issuedOn: '2026-01-01',
  };

  it.each<[string, string, Record<string, unknown>, string, string]>([
    ['a variable of another type', 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u: 7 }, 'u', 'VARIABLE'],
    ['a missing variable', 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', {}, 'u', 'VARIABLE'],
    ['a null variable', 'query ($u: USCC!) { enterprise(uscc: $u) { name } }', { u: null }, 'u', 'VARIABLE'],
    ['a value deep in a variable', SUBMIT, { r: [record, { ...record, grade: 'BEST' }] }, 'r.1.grade', 'VARIABLE'],
    ['a field that an input lacks', SUBMIT, { r: [{ ...record, issuedOn: undefined }] }, 'r.0', 'VARIABLE'],
    [
      'a null where there must be a value',
      'query ($u: USCC = "91620621PDY00001X5") { enterprise(uscc: $u) { name } }',
      { u: null },
      'uscc',
      'ARGUMENT',
    ],
    [
      'a day for an instant',
      '{ creditCheck(uscc: "91620621PDY00001X5", asOf: "2026-11-28") { uscc } }',
      {},
      'asOf',
      'DATE_TIME',
    ],
    [
      'an instant to come',
      '{ creditCheck(uscc: "91620621PDY00001X5", asOf: "2999-01-01T00:00:00Z") { uscc } }',
      {},
      'asOf',
      'FUTURE',
    ],
  ])('name %s', async (_, query, variables, path, code) => {
    // Interpreted the first time, compiled later.
    for (let i = 0; i < 3; i++) {
      const { errors } = await hub.ask(query, { key: hub.keys.OPERATOR, variables });
      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        problems: [{ path, code, message: expect.any(String) }],
      });
    }
  });

  it('say what a page and a date may be', async () => {
    const page = await hub.ask('{ enterprises(first: -1) { nodes { name } } }');
    expect(page.errors[0]?.message).toBe('first: from 0 to 500, got -1');
    const date = await hub.ask('{ gradings(filter: { issuedFrom: "0001-01-01" }) { nodes { id } } }');
    expect(date.errors[0]?.message).toContain(
      '"0001-01-01" is not a calendar date YYYY-MM-DD of the years 1900 to 2999',
    );
  });
});
