import { describe, expect, it } from 'vitest';
import { wordingEvent } from '../../src/accident/accident.events.js';
import type { AccidentRecord } from '../../src/accident/register.store.js';
import { dateOf } from '../../src/kernel/date.js';

/** Noon in Shanghai. */
const noon = (day: string) => new Date(`${day}T04:00:00.000Z`);
const record = (changes: Partial<AccidentRecord>): AccidentRecord => ({
  ...{ id: '1', uscc: '91620621PDY00001X5', divisionCode: '620621', documentNumber: 'A-1', providerId: 'p' },
  ...{ occurredAt: noon('2026-01-01'), reportedAt: noon('2026-01-01'), category: 'ROOF_FALL', level: 'ORDINARY' },
  ...{ deaths: 1, seriousInjuries: 0, missing: 0, directEconomicLoss: null, responsibility: 'MAIN' },
  ...{ status: 'CONCLUDED', concludedOn: '2026-03-01', publishedOn: '2026-03-10' },
  ...{ description: '死者张某', publicDescription: null },
  ...{ receivedAt: noon('2026-03-01'), recordedAt: noon('2026-03-01'), position: 3 },
  ...changes,
});

describe('the event of another public text', () => {
  const before = record({});
  it.each([
    ['before the day of publication', '2026-03-09', '2026-03-08', 'accident.corrected', false],
    ['on that day, before it was announced', '2026-03-10', '2026-03-09', 'accident.published', true],
    ['on that day, after it was announced', '2026-03-10', '2026-03-10', 'accident.corrected', true],
    ['later', '2026-04-01', '2026-03-31', 'accident.corrected', true],
  ])('%s tells a publication once, and to the public what is public', (_, recordedOn, announcedThrough, type, open) => {
    const row = record({ publicDescription: '冒顶事故', recordedAt: noon(recordedOn), position: 9 });
    const event = wordingEvent(row, before, { recordedOn, recordedDay: dateOf, announcedThrough });
    expect(event).toMatchObject({ type, public: open, division: '620621' });
    expect(JSON.stringify(event)).not.toMatch(/张某|冒顶/);
  });

  it('of a report that is not concluded is none of the public’s', () => {
    const reported = { status: 'REPORTED', concludedOn: null, publishedOn: null } as const;
    const days = { recordedOn: '2026-03-10', recordedDay: dateOf, announcedThrough: '2026-03-10' };
    const event = wordingEvent(record({ ...reported, publicDescription: '冒顶事故' }), record(reported), days);
    expect(event).toMatchObject({ type: 'accident.corrected', public: false });
  });
});
