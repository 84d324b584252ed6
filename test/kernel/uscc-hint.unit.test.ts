import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spreadsheetDamage } from '../../src/kernel/uscc.hint.js';
import { organisationCheck, parseUscc, usccCheck } from '../../src/kernel/uscc.js';
import { sampleUscc } from '../kit/sample.js';

const refused = (text: string) => {
  const result = parseUscc(text);
  if (result.ok) throw new Error(`${text} is taken`);
  return result;
};

describe('what a spreadsheet did to a code', () => {
  it.each([
    '9.16206E+17',
    '9.1620621E+17',
    '9.16206217612E17',
    '９．１６２０６Ｅ＋１７',
    ' 9.16e+17 ',
    '9E+17',
    '916206217612340000',
    '916206217612340000.0',
    '916206217612340000.00',
    '916,206,217,612,340,000',
    '9162062176123400000',
    '9162062176123000',
  ])('is named, with its mend, and not called a typing error: %s', (text) => {
    expect(refused(text)).toMatchObject({
      fault: 'SPREADSHEET',
      message: expect.stringMatching(
        /a spreadsheet turned the code into a number and lost its last digits; format the column as text/,
      ),
    });
  });

  it('is named for whatever code of digits alone became a number of fifteen digits', () => {
    const digits = fc.stringMatching(/^[0-9]{8}$/).map((body) => `91620621${body}${organisationCheck(body)}`);
    const codes = digits.map((first) => first + usccCheck(first)).filter((code) => /^\d{18}$/.test(code));
    fc.assert(
      fc.property(codes, (code) => {
        const kept = `${code.slice(0, 15)}000`;
        expect(refused(kept === code ? '9.16206E+17' : kept).fault).toBe('SPREADSHEET');
        expect(refused(Number(code).toExponential(5).toUpperCase()).fault).toBe('SPREADSHEET');
      }),
    );
  });

  it('is not seen in codes that end in zeros of their own, nor in those with letters', () => {
    expect(parseUscc('916206211004660000')).toEqual({ ok: true, uscc: '916206211004660000' });
    expect(refused('91620621PDY0000000').fault).toBe('INNER_CHECK');
  });

  it.each(['1.23E+15', '6.20621E+17', '1e+15', '1.2E15', '１．２３Ｅ＋１５'])('to a document’s number: %s', (text) => {
    expect(spreadsheetDamage(text)).toContain('format the column as text');
  });

  it.each([
    ...['Jan-24', '24-Jan', '1-Jan-24', '1月24日', '2024年1月', '一月-24', 'Ｊａｎ－２４'],
    ...['123456789012345000', '12345678901234500', '1234567890123000', 'TRUE', 'false'],
  ])('to a document’s number, and it was taken as one: %s', (text) => {
    expect(spreadsheetDamage(text)).toContain('format the column as text');
  });

  it.each([
    ...['民应急〔2026〕118号', 'E15', '5E10', '1E5', 'AQ-1.23E+15', '2026-1.5E3', '620621202601150010'],
    ...[
      '2024-1',
      '2024-01',
      '24-1',
      '1-24',
      'Jan-24-1',
      '2024-Jan',
      '1月24日1号',
      '1234567890123450',
      '编号123456789012345000',
    ],
    ...['202401000', 'TRUE-1', '真'],
  ])('not to a document’s number that looks a little like it: %s', (text) => {
    expect(spreadsheetDamage(text)).toBeNull();
  });
});

describe('a mistyped code', () => {
  const code = sampleUscc(0);

  it.each([
    [`${code.slice(0, 4)}O${code.slice(5)}`, 'position 5 is O, likely 0'],
    [`9I${code.slice(2)}`, 'position 2 is I, likely 1'],
    ['91620621PDY0S001X5', 'position 13 is S, likely 5'],
    ['91620621PDY0Z001X5', 'position 13 is Z, likely 2'],
    ['91620621PDV00001X5', 'position 11 is V, likely U or Y'],
    ['9162B621PDY00001X5', 'position 5 is B, likely 8'],
    ['9162煤621PDY00001X5', 'position 5 is 煤'],
    ['916206?1PDY00001X5', 'position 7 is ?'],
    ['OOOOOO21PDY00001X5', 'and 3 more'],
  ])('names the place and what is likely, and is not repaired: %s', (text, said) => {
    expect(refused(text)).toMatchObject({ fault: 'CHARACTER', message: expect.stringContaining(said) });
  });

  it('of 17 or 19 characters says what is missing or too many', () => {
    expect(refused(code.slice(1)).message).toContain('has 18 characters, this has 17: one is missing');
    expect(refused(`${code}0`).message).toContain('this has 19: one is too many');
    expect(refused(code.slice(3)).message).not.toContain('missing');
  });

  it('that is a registration number, or an organisation code, is called so', () => {
    expect(refused('110108000000016')).toMatchObject({
      fault: 'LENGTH',
      message: expect.stringMatching(/工商注册号 \(GS 15-2006\) of before/),
    });
    expect(refused('110108000000017').message).toContain('whose check digit does not fit');
    for (const text of ['PDY00001X', 'pdy00001-x', '60003734-1'])
      expect(refused(text)).toMatchObject({
        fault: 'LENGTH',
        message: expect.stringContaining('组织机构代码 (GB 11714)'),
      });
  });

  it('never gets a message that repeats it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9A-Z.+,]{1,22}$/), (text) => {
        const result = parseUscc(text);
        if (!result.ok && text.length > 8) expect(result.message).not.toContain(text);
      }),
      { numRuns: 2_000 },
    );
  });
});
