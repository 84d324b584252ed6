import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/register/index.js';

/** The error of these reasons, each `CODE path`. */
const refusal = (reasons: string[], argument: string | null = 'input') => {
  const problems = reasons.map((reason) => {
    const [code = '', path = ''] = reason.split(' ');
    return { code, path, message: `${code} it is` };
  });
  const { code, message, extensions } = refusalOf(problems, argument);
  return { code, message, paths: (extensions.problems as { path: string }[]).map((p) => p.path) };
};

describe('the refusal of a single record', () => {
  it.each([
    [['NOT_FOUND id'], 'NOT_FOUND'],
    [['CONFLICT id'], 'CONFLICT'],
    [['DOCUMENT_TAKEN documentNumber'], 'CONFLICT'],
    [['CONFLICT id', 'DOCUMENT_TAKEN documentNumber'], 'CONFLICT'],
    [['USCC_LENGTH uscc'], 'INVALID_USCC'],
    [['USCC_LENGTH uscc', 'USCC_OUTER_CHECK other'], 'INVALID_USCC'],
    [['CONSTRAINT'], 'BAD_USER_INPUT'],
    [['UNKNOWN_ENTERPRISE uscc'], 'BAD_USER_INPUT'],
    // An error's code is not its problems' business: no agency is forbidden anything here.
    [['FORBIDDEN provider'], 'BAD_USER_INPUT'],
  ])('%s is %s', (reasons, code) => {
    expect(refusal(reasons)).toMatchObject({ code });
  });

  it('is of the input where there is anything to mend in it, in whichever order the reasons are told', () => {
    const mixed = ['DOCUMENT_TAKEN documentNumber', 'FUTURE foundOn', 'USCC_LENGTH uscc'];
    for (const reasons of [mixed, [...mixed].reverse()]) {
      const { code, message } = refusal(reasons);
      expect(code).toBe('BAD_USER_INPUT');
      for (const path of ['documentNumber', 'foundOn', 'uscc']) expect(message).toContain(`input.${path}: `);
    }
  });

  it('names arguments of the mutation', () => {
    expect(refusal(['DATE foundOn', 'NUMBER plan.funds', 'CONFLICT id', 'CONSTRAINT']).paths).toEqual([
      'input.foundOn',
      'input.plan.funds',
      'id',
      'input',
    ]);
    expect(refusal(['REQUIRED records.0.uscc', 'CONSTRAINT records.0']).paths).toEqual(['input.uscc', 'input']);
    expect(refusal(['TOO_LONG publicDescription', 'CONSTRAINT'], null).paths).toEqual(['publicDescription', 'id']);
  });
});
