import type { DayWork } from '../exchange/core.js';
import { hazardOverdue } from './hazard.events.js';
import { keepOverdue, newlyOverdue } from './hazard-record.store.js';

/** Announces that deadlines have passed with the rectification still open: of each hazard, each deadline once. */
export const hazardDays: DayWork = async ({ orm, append }, _since, today) => {
  const rows = await newlyOverdue(orm, today);
  const announced = rows.map((row) => ({
    hazardId: Number(row.id),
    deadline: row.deadline as string,
    position: append(hazardOverdue(row, today)),
  }));
  await keepOverdue(orm, announced);
};
