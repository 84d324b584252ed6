import type { EventFamily } from '../exchange/core.js';
import type { Register, RegisterDefinition } from './definition.js';
import { documentFields, documentHeaders, placeFacts } from './document.batch.js';
import { comparedOf, documentDecision, saysSame } from './document.decide.js';
import { documentReader } from './document.js';
import { clockWorksOf } from './ending.clock.js';
import { dayWorkOf } from './ending.store.js';
import type { Intake } from './entry.js';
import type { Facts } from './facts.js';
import type { RegisterHeaders } from './files.js';

/** What a register is called in each place, where its noun says it all: `licence`, `licences`, `submitLicences`, `licence.read`. */
export const named = <Noun extends EventFamily>(noun: Noun, name = `${noun}s`) => ({
  ...{ noun, name, family: noun, operation: `submit${name.charAt(0).toUpperCase()}${name.slice(1)}` },
  ...{ reads: `${noun}.read` as const, submits: `${noun}.submit` as const },
});

/** Makes a register of its declaration. */
export function defineRegister<F extends Facts>(definition: RegisterDefinition<F>): Register<F> {
  const {
    facts,
    store,
    operation,
    events,
    rules,
    family,
    endings = [],
    reinstated,
    withoutVersion = [],
    more = {},
  } = definition;
  const order = definition.order?.file ?? Object.keys(facts);
  const decide = documentDecision(facts, rules);
  const compared = comparedOf(facts);
  const takeBack = { tables: store.versionsTables, family, retracted: events.retracted };
  const read = documentReader(facts, order, definition.readsAlso);
  const batch: Register<F>['batch'] = (parts) => ({
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
    same: (one, other) => saysSame(one, other, compared),
    insert: store.insert,
    update: store.update,
    eventOf: events.version,
    takeBack,
  });
  const clockWorks = [...clockWorksOf(definition), ...(more.clockWorks ?? [])];
  const days = [...endings.map((ending) => dayWorkOf(definition, ending)), ...(more.dayWorks ?? [])];
  const register: Register<F> = {
    ...definition,
    read,
    batch,
    action: definition.submits,
    headers: headersOf(definition, order),
    importer: (parts) => ({ read, register: batch(parts) }) as Intake,
    ledger: {
      table: store.stored.tables.name,
      family,
      withoutVersion: [...withoutVersion, ...endings.map((e) => e.type), ...(reinstated ? [reinstated] : [])],
      ...documentFields(store, order),
      more: {},
    },
    clockWorks: () => clockWorks,
    dayWorks: () => days,
  };
  // Whoever goes through the list asks each what every register can be asked, whatever its facts are.
  if (definition.words) register.declared = register as unknown as Register<Facts>;
  return register;
}

/** The columns of a register's files: its facts, and what it reads beside them. */
function headersOf<F extends Facts>(
  { facts, files = {} }: RegisterDefinition<F>,
  order: readonly string[],
): RegisterHeaders {
  const also = files.fields ?? {};
  const tenThousands = Object.entries(facts).flatMap(([name, fact]) => (fact.tenThousands ?? []).map((h) => [h, name]));
  const { required, fields } = documentHeaders(facts, order);
  return {
    required,
    fields: {
      ...(files.documentNumber && { documentNumber: files.documentNumber }),
      ...(files.uscc && { uscc: files.uscc }),
      ...fields,
      ...also,
    },
    ...(Object.keys(also).length > 0 && { internal: Object.keys(also) }),
    ...(tenThousands.length > 0 && { tenThousands: Object.fromEntries(tenThousands) }),
    ...(files.unused && { unused: files.unused }),
    ...(files.personal && { personal: files.personal }),
  };
}
