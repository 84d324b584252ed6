import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { identityCheck, isIdentityNumber } from '../../src/kernel/identity-number.js';
import { knownCodes } from '../../src/kernel/known-code.js';
import { findPersonalData, isPersonsNumber, withoutPersonalData } from '../../src/kernel/personal-data.js';
import { shownCode } from '../../src/kernel/refused-code.js';
import { fitsItsChecks, organisationCheck, parseUscc, usccCheck } from '../../src/kernel/uscc.js';

/** Counties whose numbers begin as codes of some authority do, most of them with a province where a code has its division. */
const COUNTIES =
  '110105 120101 131102 211002 310115 320111 330106 331102 341102 350203 410105 411102 511102 513124 522121 533221 610113 622301 622901'.split(
    ' ',
  );
const day = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2015-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
/** The numbers of all who were born there on that day and pass both checks of a credit code: a few of a thousand. */
const both = fc.tuple(fc.constantFrom(...COUNTIES), day).map(([county, birth]) =>
  Array.from({ length: 1_000 }, (_, n) => `${county}${birth}${String(n).padStart(3, '0')}`)
    .map((head) => head + identityCheck(head))
    .filter((number) => /^\d{18}$/.test(number))
    .filter((n) => organisationCheck(n.slice(8, 16)) === n.charAt(16) && usccCheck(n) === n.charAt(17)),
);
const persons = both.filter((all) => all.length > 0).map((all) => all[0] as string);
const written = (number: string) =>
  fc.constantFrom(
    number,
    ` ${number} `,
    `${number.slice(0, 6)} ${number.slice(6, 14)}-${number.slice(14)}`,
    [...number].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join(''),
    [...number].join('\u200b'),
    [...number].join('     '),
    `\u202a${number.slice(0, 9)}\u00a0 \u3000 \u2014 ${number.slice(9)}\u202c`,
  );

describe('a person’s identity number that passes both checks of a credit code', () => {
  const operator = {};
  afterAll(() => knownCodes.forget(operator));

  it('was taken for a company’s code: it is refused however it is written, and no message has it', () => {
    let fits = 0;
    fc.assert(
      fc.property(
        persons.chain((number) => fc.tuple(fc.constant(number), written(number))),
        ([number, text]) => {
          if (fitsItsChecks(number)) fits++;
          const result = parseUscc(text);
          expect(result).toMatchObject({ ok: false, fault: 'IDENTITY_NUMBER' });
          const bare = (said: string) => said.normalize('NFKC').replace(/[^\dX*]/g, '');
          const told = [shownCode(text), withoutPersonalData(text), (result as { message: string }).message];
          for (const said of told) expect(bare(said)).not.toContain(number.slice(4, 14));
          expect(bare(shownCode(text))).toBe(`${number.slice(0, 2)}${'*'.repeat(14)}${number.slice(16)}`);
        },
      ),
      { numRuns: 300 },
    );
    // By construction: many begin as codes of authorities do.
    expect(fits).toBeGreaterThan(50);
  });

  it('is a person’s in texts and as a document’s number, too', () => {
    fc.assert(
      fc.property(persons, (number) => {
        expect(findPersonalData(`责任人（${number}）`).map((d) => d.kind)).toEqual(['IDENTITY_NUMBER']);
        if (number.slice(6, 10) < '2010') expect(isPersonsNumber(number)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('that comes back masked from a rejected file is called so again', () => {
    expect(parseUscc('62**************3X')).toMatchObject({ fault: 'IDENTITY_NUMBER' });
    expect(parseUscc('62***********23')).toMatchObject({ fault: 'IDENTITY_NUMBER' });
  });

  it('of the old form, mistyped, or cut off by a character, is not repeated either', () => {
    for (const text of ['620621198001011239', '62062119800101123', '6206211980010112390', '620621 800101 123'])
      expect(shownCode(text)).toMatch(/^62\*+\d\d$/);
    expect(parseUscc('620621800101123')).toMatchObject({ fault: 'IDENTITY_NUMBER' });
    // A company's code with a typing error can be found by what was typed.
    expect(shownCode('91620621PDY00001X4')).toBe('91620621PDY00001X4');
  });

  it('is taken where the registering authority vouches for it, and only that one', () => {
    const number = fc.sample(persons.filter(fitsItsChecks), 2) as [string, string];
    knownCodes.tell(operator, [{ code: number[0], kind: 'CONFIRMED', replacedBy: null }]);
    expect(parseUscc(number[0])).toEqual({ ok: true, uscc: number[0] });
    expect(withoutPersonalData(`代码${number[0]}`)).toContain(number[0]);
    expect(number[1] === number[0] || parseUscc(number[1]).ok === false).toBe(true);
    knownCodes.tell(operator, []);
    expect(parseUscc(number[0]).ok).toBe(false);
  });
});

describe('a company’s code', () => {
  const body = fc.stringMatching(/^[0-9]{8}$/);
  /** The counties of China whose two digits could be a century: the only registering places whose codes a number can equal. */
  const century = fc.constantFrom('110119', '120119', '310120', '500119', '500120', '440119');
  it.each(['91', '92', '93'])(
    'of the market regulators is never lost for looking like a foreigner’s card: %s',
    (head) => {
      fc.assert(
        fc.property(century, body, (place, organisation) => {
          const first = head + place + organisation + organisationCheck(organisation);
          const code = first + usccCheck(first);
          expect(parseUscc(code)).toEqual({ ok: true, uscc: code });
        }),
        { numRuns: 2_000 },
      );
    },
  );

  it('of any other county is an identity number’s digits never: their seventh and eighth are no century', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('11', '12', '13', '31', '51', '52', '53', '62', '81'),
        fc.constantFrom('620621', '620102', '110105', '330212'),
        body,
        (head, place, organisation) => {
          const first = head + place + organisation + organisationCheck(organisation);
          expect(isIdentityNumber(first + usccCheck(first))).toBe(false);
        },
      ),
    );
  });

  it('a foreigner’s card is a person’s', () => {
    const head = '91184019850612001';
    expect(isIdentityNumber(head + identityCheck(head))).toBe(true);
  });
});
