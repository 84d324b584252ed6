import type { ImportSpec, PlaceFacts } from '../exchange/core.js';
import type { RawRecord } from '../kernel/record-reader.js';
import type { RegisterDefinition } from './definition.js';
import { documentDecision } from './document.decide.js';
import { type Command, documentReader, type Row } from './document.js';
import { clockWorksOf } from './ending.clock.js';
import { dayWorkOf } from './ending.store.js';
import type { Intake, RegisterEntry, RegisterParts } from './entry.js';
import type { Facts } from './facts.js';

/** A register: what a command, an import and the graph take of it. */
export interface Register<F extends Facts> extends RegisterDefinition<F>, RegisterEntry {
  /** Checks a raw record. Throws RecordFault. */
  read(raw: RawRecord): Command<F>;
  /** How its records take part in a batch. */
  batch(parts: Omit<RegisterParts, 'db'>): ImportSpec<Command<F>, Row<F>, PlaceFacts>;
}

/** Makes a register of its declaration. */
export function defineRegister<F extends Facts>(definition: RegisterDefinition<F>): Register<F> {
  const { facts, store, operation, events, rules, family, endings = [], reinstated, withoutVersion = [] } = definition;
  const order = definition.order?.file ?? Object.keys(facts);
  const decide = documentDecision(facts, rules);
  const takeBack = { tables: store.versionsTables, family, retracted: events.retracted };
  const read = documentReader(facts, order);
  const batch: Register<F>['batch'] = ({ directory, catalogue }) => ({
    operation,
    keyOf: ({ documentNumber }) => documentNumber,
    prepare: async (orm, commands, { agencyId }) => ({
      current: await store.current(
        orm,
        agencyId,
        commands.map((c) => c.documentNumber),
      ),
      facts: {
        divisions: await directory.divisions(
          orm,
          commands.map((c) => c.uscc),
        ),
        divisionOf: (code) => catalogue.nearestDivision(code)?.code ?? null,
      },
    }),
    decide,
    insert: store.insert,
    update: store.update,
    eventOf: events.version,
    takeBack,
  });
  const clockWorks = clockWorksOf(definition);
  const days = endings.map((ending) => dayWorkOf(definition, ending));
  return {
    ...definition,
    read,
    batch,
    action: definition.submits,
    headers: {
      required: ['documentNumber', 'uscc', ...order.filter((name) => facts[name]?.need === 'required')],
      fields: Object.fromEntries(order.map((name) => [name, facts[name]?.headers ?? []])),
    },
    importer: (parts) => ({ read, register: batch(parts) }) as Intake,
    ledger: {
      table: store.stored.tables.name,
      family,
      withoutVersion: [...withoutVersion, ...endings.map((e) => e.type), ...(reinstated ? [reinstated] : [])],
      fields: {
        documentNumber: 'document_number',
        uscc: 'uscc',
        division: 'division_code',
        ...Object.fromEntries(order.map((name) => [name, store.stored.tables.column(name)])),
      },
      more: {},
    },
    clockWorks: () => clockWorks,
    dayWorks: () => days,
  };
}
