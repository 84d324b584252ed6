import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Recording } from '../../src/exchange/core.js';
import { checkRecord } from '../../src/kernel/record-reader.js';
import { RATING_LEVEL } from '../../src/kernel/register.words.js';
import type { RatingLevel } from '../../src/kernel/vocabulary.js';
import {
  type Command,
  code,
  count,
  day,
  decimal,
  documentDecision,
  documentReader,
  facts,
  flag,
  instant,
  type Row,
  reference,
  term,
  text,
  yuan,
} from '../../src/register/core.js';
import { sampleUscc } from '../kit/sample.js';

/** A register that has every kind of fact, needed, filled and neither. */
const FACTS = facts({
  level: term(RATING_LEVEL, { need: 'required', description: 'Level.' }),
  seenOn: day({ need: 'required', description: 'Day.' }),
  at: instant({ description: 'Instant.' }),
  until: day({ description: 'Last day.' }),
  note: text(20, { description: 'Note.' }),
  number: code({ description: 'Number.' }),
  fine: yuan({ description: 'Fine.' }),
  deaths: count({ need: 'filled', fallback: 0, description: 'Deaths.' }),
  score: decimal([0, 100], { description: 'Score.' }),
  grave: flag({ need: 'filled', fallback: false, description: 'Grave.' }),
  accidentId: reference('accident', { description: 'Accident.' }),
});
type Facts = typeof FACTS;
const OPTIONAL = ['at', 'until', 'note', 'number', 'fine', 'deaths', 'score', 'grave', 'accidentId'] as const;

const uscc = sampleUscc(1);
const provider = { agencyId: 'a', kind: 'CREDIT_OFFICE', name: 'A', divisionCode: null } as never;
const recording = (position: number): Recording => ({
  providerId: 'a',
  provider,
  position,
  receivedAt: new Date('2026-03-01T00:00:00Z'),
  recordedAt: new Date('2026-03-01T00:00:00Z'),
  today: '2026-03-01',
  recordedOn: '2026-03-01',
  recordedDay: () => '2026-03-01',
  announcedThrough: '2026-03-01',
});
const place = { divisions: new Map([[uscc, '620621']]), divisionOf: (division: string) => division };
const read = documentReader(FACTS, Object.keys(FACTS));
const decide = documentDecision(FACTS, { names: 'the note of' });

const said = fc.record(
  {
    at: fc.constant('2026-02-01T08:00:00+08:00'),
    until: fc.constantFrom('2026-12-31', '2030-01-01'),
    note: fc.constantFrom('甲', 'B c'),
    number: fc.constantFrom('X-1', 'Ｘ－2'),
    fine: fc.constantFrom('0.01', '120000.00'),
    deaths: fc.integer({ min: 0, max: 9 }),
    score: fc.constantFrom(0, 59.5, 100),
    grave: fc.boolean(),
    accidentId: fc.constantFrom('7', '999999999999999999'),
  },
  { requiredKeys: [] },
);
const raw = said.map((more) => ({ documentNumber: 'D-1', uscc, level: 'BBB', seenOn: '2026-02-28', ...more }));
const commandOf = (record: object): Command<Facts> => {
  const checked = checkRecord(() => read({ ...record }));
  if (!checked.ok) throw new Error(checked.message);
  return checked.command;
};
const written = (record: object, current?: Row<Facts>, position = 1): Row<Facts> => {
  const decision = decide(commandOf(record), current, place, recording(position));
  if (decision.status !== 'INSERTED' && decision.status !== 'UPDATED') throw new Error(decision.status);
  return { ...decision.row, id: '1' };
};

describe('a document of a register', () => {
  it('is of the types that its facts say', () => {
    expectTypeOf<Row<Facts>['level']>().toEqualTypeOf<RatingLevel>();
    expectTypeOf<Row<Facts>['until']>().toEqualTypeOf<string | null>();
    expectTypeOf<Row<Facts>['grave']>().toEqualTypeOf<boolean>();
    expectTypeOf<Row<Facts>['deaths']>().toEqualTypeOf<number>();
    expectTypeOf<Command<Facts>['deaths']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<Command<Facts>['seenOn']>().toEqualTypeOf<string>();
    expectTypeOf<Command<Facts>['at']>().toEqualTypeOf<Date | null | undefined>();
    expectTypeOf<Row<Facts>>().not.toHaveProperty('division');
  });

  it('has no rule about a fact that it has not', () => {
    const wrong = { until: day({ description: 'Last day.', notBefore: 'senOn' }) };
    expect(() => facts(wrong)).toThrow('the fact until names senOn, which is none of these');
  });

  it('submitted again changes nothing, nor does any part of it', () => {
    fc.assert(
      fc.property(raw, fc.subarray([...OPTIONAL]), (record, dropped) => {
        const row = written(record);
        expect(decide(commandOf(record), row, place, recording(2)).status).toBe('UNCHANGED');
        const part = Object.fromEntries(Object.entries(record).filter(([name]) => !dropped.includes(name as never)));
        expect(decide(commandOf(part), row, place, recording(2)).status).toBe('UNCHANGED');
      }),
    );
  });

  it('is cleared by an explicit null, and filled in where it always has a value', () => {
    fc.assert(
      fc.property(raw, fc.constantFrom(...OPTIONAL), (record, name) => {
        const row = written(record);
        const cleared = name === 'deaths' ? 0 : name === 'grave' ? false : null;
        const decision = decide(commandOf({ ...record, [name]: null }), row, place, recording(2));
        if (row[name] === cleared) expect(decision.status).toBe('UNCHANGED');
        else expect(decision).toMatchObject({ status: 'UPDATED', row: { ...row, [name]: cleared, position: 2 } });
      }),
    );
  });

  it('says every fault at once, and names what is ahead, whose it is and where', () => {
    const row = written({ documentNumber: 'D-1', uscc, level: 'A', seenOn: '2026-01-01' });
    const other = commandOf({ documentNumber: 'D-1', uscc: sampleUscc(2), level: 'A', seenOn: '2026-03-02' });
    const decision = decide(other, row, place, recording(2));
    expect(decision).toMatchObject({ status: 'REJECTED', code: 'UNKNOWN_ENTERPRISE', path: 'uscc' });
    expect('more' in decision && decision.more?.map(({ code: reason }) => reason)).toEqual([
      'FUTURE',
      'DOCUMENT_TAKEN',
    ]);
  });

  it('is refused with each faulty field by name', () => {
    const faulty = {
      documentNumber: '',
      uscc: 'x',
      level: 'E',
      seenOn: '2026-13-01',
      deaths: -1,
      score: 101,
      fine: '-1',
    };
    const checked = checkRecord(() => read({ ...faulty, accidentId: 'x1', note: 'a'.repeat(21) }));
    expect(!checked.ok && checked.problems.map(({ path, code: fault }) => `${path} ${fault}`).sort()).toEqual([
      'accidentId VALUE',
      'deaths COUNT',
      'documentNumber REQUIRED',
      'fine NEGATIVE',
      'level VALUE',
      'note TOO_LONG',
      'score NUMBER',
      'seenOn DATE',
      'uscc USCC_LENGTH',
    ]);
  });
});
