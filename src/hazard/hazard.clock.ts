import type { ClockWork } from '../exchange/core.js';
import { hazardNotOverdue } from './hazard.events.js';
import { dropOverdue, hazardRecords, wronglyOverdue } from './hazard-record.store.js';

const MOST = 200;

/** Deadlines that were told to have passed and have not: that is taken back, and told again when they have. */
export const hazardClock: ClockWork = async ({ orm, today, append }, { after }) => {
  const wrong = await wronglyOverdue(orm, after, today, MOST);
  if (wrong.length === 0) return null;
  const ids = wrong.map((w) => String(w.hazardId));
  const rows = await hazardRecords.ofIds(orm, ids);
  for (const { hazardId, position } of wrong) {
    const row = rows.get(String(hazardId));
    if (row) append(hazardNotOverdue(row, today, [position]));
  }
  await dropOverdue(orm, wrong);
  return wrong.length === MOST ? 'more' : null;
};
