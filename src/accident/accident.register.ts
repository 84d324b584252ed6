import type { ImportSpec, RegisterSpec } from '../exchange/index.js';
import { placeFacts, type RegisterParts } from '../register/core.js';
import type { ReportAccident } from './accident.check.js';
import { decideReport, type ReportFacts, sameReport } from './accident.decide.js';
import { accidentEvent, accidentRetracted, wordingEvent } from './accident.events.js';
import type { Amendment, ConcludeAccident, SupplementAccident, WordAccident } from './amendment.check.js';
import { type AmendmentFacts, decideConclusion, decideSupplement, decideWording } from './amendment.decide.js';
import { type AccidentRecord, type AmendedRecord, registerStore as store } from './register.store.js';

/** How reports take part in a batch (src/exchange/README.md). */
export function reportRegister(
  parts: Pick<RegisterParts, 'directory' | 'catalogue'>,
): ImportSpec<ReportAccident, AccidentRecord, ReportFacts> {
  return {
    operation: 'reportAccident',
    keyOf: (command) => command.documentNumber,
    prepare: async (orm, commands, provider) => {
      const numbers = commands.map((c) => c.documentNumber);
      const current = await store.current(orm, provider.agencyId, numbers);
      const amended = [...current.values()].filter((a) => a.status !== 'REPORTED');
      const lastReports = await store.lastReports(
        orm,
        amended.map((a) => a.id),
      );
      const place = await placeFacts(parts, orm, commands);
      // A prefecture or province may come as 4 or 2 digits; the tables hold six.
      const divisionOf = (code: string) => place.divisionOf(code.padEnd(6, '0'));
      return { current, facts: { ...place, divisionOf, lastReports } };
    },
    decide: decideReport,
    same: sameReport,
    insert: store.insert,
    update: store.update,
    eventOf: accidentEvent,
    takeBack: { tables: store.versionsTables, family: 'accident', retracted: accidentRetracted },
  };
}

/** Amendments name an accident by its id: they never insert one. */
function amendments<C extends Amendment & { documentNumber: string | null }>(
  operation: string,
  decide: RegisterSpec<C, AmendedRecord, AmendmentFacts>['decide'],
): RegisterSpec<C, AmendedRecord, AmendmentFacts> {
  return {
    operation,
    keyOf: (command) => command.accidentId,
    prepare: async (orm, commands, provider) => {
      const current = await store.ofIds(
        orm,
        commands.map((c) => c.accidentId),
      );
      const numbers = commands.flatMap((c) => c.documentNumber ?? current.get(c.accidentId)?.documentNumber ?? []);
      return { current, facts: { documents: await store.documents(orm, provider.agencyId, numbers) } };
    },
    decide,
    insert: async () => {},
    update: (orm, rows) => store.amend(orm, rows),
    eventOf: accidentEvent,
  };
}

/** How supplementary reports take part. */
export const supplementRegister = amendments<SupplementAccident>('supplementAccident', decideSupplement);

/** How conclusions take part. */
export const conclusionRegister = amendments<ConcludeAccident>('concludeAccident', decideConclusion);

/** How another public text does. It is no document: figures and numbers stay those of the last one. */
export const wordingRegister: RegisterSpec<WordAccident, AccidentRecord, null> = {
  operation: 'setAccidentPublicDescription',
  keyOf: (command) => command.accidentId,
  prepare: async (orm, commands) => ({
    current: await store.ofIds(
      orm,
      commands.map((c) => c.accidentId),
    ),
    facts: null,
  }),
  decide: (command, current, _, recording) => decideWording(command, current, recording),
  insert: async () => {},
  update: store.update,
  eventOf: (row, before, recording) => wordingEvent(row, before as AccidentRecord, recording),
};
