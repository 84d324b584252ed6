import { describe, expect, it } from 'vitest';
import { HubError } from '../../src/kernel/errors.js';
import { type Policy, parsePolicy, pickPolicy, repairRuleOn } from '../../src/linkage/rules/index.js';
import { SHIPPED, shipped, shippedDocument } from './rules.kit.js';

/** The message and the paths of a refused document. */
function refusal(document: unknown): { message: string; paths: string[] } {
  try {
    parsePolicy(document);
  } catch (e) {
    expect(e).toBeInstanceOf(HubError);
    const { problems } = (e as HubError).extensions as { problems: { path: string }[] };
    return { message: (e as HubError).message, paths: problems.map((p) => p.path) };
  }
  throw new Error('it was accepted');
}
const county = () => shippedDocument('minqin-2015');

describe('a policy document', () => {
  it('is shipped four times', () => {
    expect(SHIPPED.map((p) => p.code)).toEqual([
      'anjianzongban-2017-49',
      'guofa-2010-23',
      'mem-order-11-2023',
      'minqin-2015',
    ]);
    for (const policy of SHIPPED) expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
  });

  it.each([
    ['effectiveFrom', { effectiveFrom: '2015-02-29' }, 'YYYY-MM-DD'],
    ['effectiveTo', { effectiveTo: '2015-03-31' }, 'ends before it begins'],
    ['jurisdiction', { jurisdiction: '62062' }, 'no division code'],
    ['term', { term: { years: 1, months: 6 } }, '{"years": n} or {"months": n}'],
    ['term', { term: { days: 365 } }, '{"years": n} or {"months": n}'],
    ['triggers', { triggers: [] }, 'at least one trigger'],
    ['recipients', { recipients: ['LAND', 'LAND'] }, 'twice'],
    ['recipients.0', { recipients: ['BANKS'] }, 'BANKING'],
    ['acknowledgeWithin.unit', { acknowledgeWithin: { count: 5, unit: 'DAYS' } }, 'WORKING'],
    ['name.zh', { name: { en: 'x', zh: ' ' } }, 'empty'],
    ['policy', { colour: 'red' }, 'colour'],
    ['code', { code: 'a b' }, 'letters, digits'],
    ['legalBasis', { legalBasis: [] }, 'documents that it rests on'],
  ])('names %s of %j', (path, change, mend) => {
    const { message, paths } = refusal({ ...county(), ...change });
    expect(paths).toEqual([path]);
    expect(message).toContain(mend);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['triggers.0.within', { count: 2 }, 'needs a window'],
    ['triggers.0.within', { within: { years: 1 } }, 'no window'],
    ['triggers.0.levels.0', { levels: ['HUGE'] }, 'PARTICULARLY_MAJOR'],
    ['triggers.0.count', { count: 0 }, '1'],
    ['triggers.0.kind', { kind: 'WEATHER' }, ''],
    ['triggers', { code: 'MAJOR_HAZARD_UNRECTIFIED' }, 'one code'],
  ])('names %s of a trigger with %j', (path, change, mend) => {
    const [first, ...others] = county().triggers as object[];
    const { message, paths } = refusal({ ...county(), triggers: [{ ...first, ...change }, ...others] });
    expect(paths).toEqual([path]);
    expect(message).toContain(mend);
  });

  it('names every fault at once', () => {
    expect(refusal({ ...county(), term: null, recipients: ['X'] }).paths).toEqual(['term', 'recipients.0']);
    expect(refusal(null).paths).toEqual(['policy']);
  });

  it('needs its rules of repair in order', () => {
    const order11 = shippedDocument('mem-order-11-2023') as { exit: { repair: object[] } };
    const exit = { ...order11.exit, repair: [...order11.exit.repair].reverse() };
    expect(refusal({ ...order11, exit }).paths).toEqual(['exit.repair']);
  });
});

describe('the policy that a division follows', () => {
  it.each([
    ['620621', '2015-03-31', 'guofa-2010-23', 'the day before the county’s plan'],
    ['620621', '2015-04-01', 'minqin-2015', 'its first day'],
    ['620621100', '2024-06-01', 'minqin-2015', 'a town of the county: the nearest jurisdiction, not the latest'],
    ['620600', '2024-06-01', 'mem-order-11-2023', 'the prefecture above it has none of its own'],
    ['620602', '2010-07-18', null, 'before the first'],
    ['620602', '2010-07-19', 'guofa-2010-23', 'its first day'],
    ['620602', '2017-05-08', 'guofa-2010-23', 'its last day'],
    ['620602', '2017-05-09', 'anjianzongban-2017-49', 'the next one’s first day'],
    ['620602', '2023-09-30', 'anjianzongban-2017-49', 'its last day'],
    ['620602', '2023-10-01', 'mem-order-11-2023', 'order 11’s first day'],
    ['110101', '2026-06-01', 'mem-order-11-2023', 'everywhere'],
  ])('%s on %s: %s (%s)', (division, day, code, _) =>
    expect(pickPolicy(SHIPPED, division, day)?.code ?? null).toBe(code),
  );

  it('is of equal jurisdictions the one that took effect last, of equal days the higher version', () => {
    const base = shipped('mem-order-11-2023');
    const later: Policy = { ...base, code: 'later', effectiveFrom: '2025-01-01' };
    const second: Policy = { ...base, version: 2 };
    for (const policies of [
      [base, later, second],
      [second, later, base],
    ]) {
      expect(pickPolicy(policies, '620602', '2025-01-01')).toBe(later);
      expect(pickPolicy(policies, '620602', '2024-12-31')).toBe(second);
    }
  });

  it('of a province does not reach its neighbour', () => {
    const gansu: Policy = { ...shipped('mem-order-11-2023'), code: 'gansu', jurisdiction: '620000' };
    expect(pickPolicy([gansu], '620602', '2025-01-01')).toBe(gansu);
    expect(pickPolicy([gansu], '630102', '2025-01-01')).toBeNull();
  });
});

describe('the rules of repair', () => {
  it.each([
    ['2023-09-30', null],
    ['2026-03-31', '58'],
    ['2026-04-01', '36'],
  ])('of order 11 on %s', (day, order) => {
    const rule = repairRuleOn(shipped('mem-order-11-2023'), day);
    expect(rule === null ? null : rule.source).toEqual(
      order === null ? null : expect.stringContaining(`令第${order}号`),
    );
  });
});
