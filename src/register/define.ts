import type { Orm } from '../../db/client.js';
import type { Action } from '../access/index.js';
import type { EnterpriseDirectory } from '../enterprise/core.js';
import type {
  EndedEarly,
  EventDraft,
  EventFamily,
  EventType,
  Ledger,
  PlaceFacts,
  Recording,
  RegisterSpec,
} from '../exchange/core.js';
import type { RawRecord } from '../kernel/record-reader.js';
import type { Catalogue } from '../reference/core.js';
import { type DocumentRules, documentDecision } from './document.decide.js';
import { type Command, documentReader, type FactName, type Kept, type Row } from './document.js';
import { clockWorksOf, type Ends } from './ending.clock.js';
import type { Facts } from './facts.js';
import type { RegisterStore } from './register.store.js';

/** A record that a day ends, as far as its event says it. */
export type Ending<F extends Facts> = Pick<Kept, 'id' | 'uscc' | 'divisionCode' | 'documentNumber' | 'providerId'> &
  Row<F>;

/** What each version tells. What an event says, and what of it is public, is the register’s own. */
export interface RegisterEvents<F extends Facts> {
  /** A version that was written. */
  version(row: Row<F>, before: Row<F> | undefined, recording: Recording): EventDraft;
  /** A record that ends because it was recorded in error. */
  retracted(row: Row<F>, recording: Pick<Recording, 'recordedDay' | 'announcedThrough'>): EventDraft;
  /** A day ended it. */
  ended?(type: EventType, row: Row<F>, day: string): EventDraft;
  /** That it ended is taken back: a clock that was ahead said so, or took it for ended as it answered. */
  reinstated?(row: Row<F>, today: string, wrong: EndedEarly): EventDraft;
}

export interface RegisterDefinition<F extends Facts> {
  /** At the command line: `hub import NAME`, `hub export NAME`. */
  name: string;
  /** What one record is called in messages: "licence 7". */
  noun: string;
  /** The mutation that submits records: `submitLicences`. */
  operation: string;
  facts: F;
  store: RegisterStore<F>;
  /** Lines of the permission page. */
  reads: Action;
  submits: Extract<Action, `${string}.submit`>;
  family: EventFamily;
  rules: DocumentRules<F>;
  events: RegisterEvents<F>;
  /** Days that end a record, each with the type that tells it. */
  endings?: readonly Ends<F>[];
  /** The type that takes such an end back, after a clock was ahead. */
  reinstated?: EventType;
  /** Types beside those of the endings that a day brings without a version. */
  withoutVersion?: readonly EventType[];
  /** Order of the facts where a place has another than their own: what was there before the kit keeps its order. */
  order?: {
    file?: readonly FactName<F>[];
    input?: readonly string[];
    type?: readonly string[];
    version?: readonly string[];
  };
}

/** What a register needs of others to take records. */
export interface RegisterParts {
  directory: EnterpriseDirectory;
  catalogue: Catalogue;
}

/** A register: what a command, an import and the graph take of it. */
export interface Register<F extends Facts> extends RegisterDefinition<F> {
  /** Checks a raw record. Throws RecordFault. */
  read(raw: RawRecord): Command<F>;
  /** How its records take part in a batch. */
  batch(parts: RegisterParts): RegisterSpec<Command<F>, Row<F>, PlaceFacts>;
  ledger: Ledger;
  clockWorks: ReturnType<typeof clockWorksOf>;
}

/** What decisions about these records know of enterprises and divisions: one statement. */
export const placeFacts = async (
  { directory, catalogue }: RegisterParts,
  orm: Orm,
  commands: readonly { uscc: string }[],
): Promise<PlaceFacts> => ({
  divisions: await directory.divisions(
    orm,
    commands.map((c) => c.uscc),
  ),
  divisionOf: (code) => catalogue.nearestDivision(code)?.code ?? null,
});

/** Fields of a document in a file, in the order of the columns there, and the columns of the table that hold them. */
export const documentFields = <F extends Facts>(
  { stored }: RegisterStore<F>,
  order: readonly string[],
): Readonly<Record<string, string>> => ({
  documentNumber: 'document_number',
  uscc: 'uscc',
  division: 'division_code',
  ...Object.fromEntries(order.map((name) => [name, stored.tables.column(name)])),
});

/** Makes a register of its declaration. */
export function defineRegister<F extends Facts>(definition: RegisterDefinition<F>): Register<F> {
  const { facts, store, operation, events, rules, family, endings = [], reinstated, withoutVersion = [] } = definition;
  const order = definition.order?.file ?? Object.keys(facts);
  const decide = documentDecision(facts, rules);
  const takeBack = { tables: store.versionsTables, family, retracted: events.retracted };
  return {
    ...definition,
    read: documentReader(facts, order),
    batch: (parts) => ({
      operation,
      keyOf: ({ documentNumber }) => documentNumber,
      prepare: async (orm, commands, { agencyId }) => ({
        current: await store.current(
          orm,
          agencyId,
          commands.map((c) => c.documentNumber),
        ),
        facts: await placeFacts(parts, orm, commands),
      }),
      decide,
      insert: store.insert,
      update: store.update,
      eventOf: events.version,
      takeBack,
    }),
    ledger: {
      table: store.stored.tables.name,
      family,
      withoutVersion: [...withoutVersion, ...endings.map((e) => e.type), ...(reinstated ? [reinstated] : [])],
      fields: documentFields(store, order),
      more: {},
    },
    clockWorks: clockWorksOf(definition),
  };
}
