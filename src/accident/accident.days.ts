import type { DayWork } from '../exchange/core.js';
import { accidentPublication } from './accident.events.js';
import { registerStore } from './register.store.js';

/** Announces publications whose day has come. */
export const accidentDays: DayWork = async ({ orm, append }, since, today) => {
  for (const row of await registerStore.becomingPublic(orm, since, today)) append(accidentPublication(row));
};
