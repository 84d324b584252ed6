import { inTerritory } from '../access/index.js';
import { type Decision, type Recording, reject } from '../exchange/core.js';
import { addDays, dateOf } from '../kernel/date.js';
import { accidentLevel, supplementDays } from './accident.level.js';
import type { Amendment, ConcludeAccident, SupplementAccident, WordAccident } from './amendment.check.js';
import type { AccidentRecord, AmendedRecord, SupplementRecord } from './register.store.js';

/** What the decisions on supplements and conclusions look at beside the accidents. */
export interface AmendmentFacts {
  /** By number: the provider's documents that have amended an accident before. */
  documents: Map<string, SupplementRecord>;
}

/** The accident, if it is the agency's to amend: one of another territory is one that the agency cannot see. */
const own = (current: AccidentRecord | undefined, { provider }: Recording): AccidentRecord | null =>
  current && inTerritory(provider, 'OWN_DIVISION', current.divisionCode) ? current : null;

const unknown = (command: Pick<Amendment, 'accidentId'>) =>
  reject('NOT_FOUND', `accident ${command.accidentId} is not in the hub`, 'id');

const concluded = (current: AccidentRecord) =>
  reject('CONFLICT', `accident ${current.id} was concluded on ${current.concludedOn}; its record is closed`, 'id');

/** The day must lie between the accident and today. */
function misdated(field: string, day: string, current: AccidentRecord, today: string) {
  if (day > today) return reject('FUTURE', `${field} ${day} is after today`, field);
  const occurredOn = dateOf(current.occurredAt);
  return day < occurredOn ? reject('ORDER', `${field} ${day} is before the accident, ${occurredOn}`, field) : null;
}

function figuresOf(command: Amendment, current: AccidentRecord) {
  return {
    deaths: command.deaths ?? current.deaths,
    seriousInjuries: command.seriousInjuries ?? current.seriousInjuries,
    missing: command.missing ?? current.missing,
    directEconomicLoss: command.directEconomicLoss ?? current.directEconomicLoss,
  };
}

type Figures = ReturnType<typeof figuresOf>;

/** The accident's next version. It keeps its own provider and number, which identify it; the document has the amender's. */
function amended(
  current: AccidentRecord,
  changes: Figures & Pick<AccidentRecord, 'status'> & Partial<AccidentRecord>,
  document: { documentNumber: string; changedOn: string; note: string | null },
  { providerId, receivedAt, recordedAt, position }: Recording,
): Decision<AmendedRecord> {
  const { deaths, seriousInjuries, missing, directEconomicLoss } = changes;
  const stamp = { receivedAt, recordedAt, position };
  const figures = { deaths, seriousInjuries, missing, directEconomicLoss };
  const by = { accidentId: current.id, ...document, ...figures, providerId, ...stamp };
  return { status: 'UPDATED', row: { ...current, ...changes, level: accidentLevel(figures), ...stamp, by } };
}

/** Whether a supplement says again what a document of its number said: numbers left out then said nothing of their own. */
function repeats(command: SupplementAccident, earlier: SupplementRecord): boolean {
  const kept = (['deaths', 'seriousInjuries', 'missing', 'directEconomicLoss'] as const).every(
    (f) => command[f] === null || command[f] === earlier[f],
  );
  const same = earlier.accidentId === command.accidentId && earlier.changedOn === command.changedOn;
  return same && kept && earlier.note === command.note;
}

/** A supplementary report. Casualties may change within the window of the accident's category, the loss also later. */
export function decideSupplement(
  command: SupplementAccident,
  present: AccidentRecord | undefined,
  facts: AmendmentFacts,
  recording: Recording,
): Decision<AmendedRecord> {
  const { documentNumber, changedOn, note } = command;
  const current = own(present, recording);
  if (!current) return unknown(command);
  const earlier = facts.documents.get(documentNumber);
  // Before the conclusion is looked at: a repeat of what was accepted then changes nothing now.
  if (earlier && repeats(command, earlier)) return { status: 'UNCHANGED' };
  if (current.status === 'CONCLUDED') return concluded(current);
  if (earlier || (current.documentNumber === documentNumber && current.providerId === recording.providerId)) {
    const message = `${documentNumber} is the number of another document of yours; each document is recorded once`;
    return reject('DOCUMENT_TAKEN', message, 'documentNumber');
  }
  const wrong = misdated('changedOn', changedOn, current, recording.today);
  if (wrong) return wrong;
  const figures = figuresOf(command, current);
  const casualties = (['deaths', 'seriousInjuries', 'missing'] as const).some((f) => figures[f] !== current[f]);
  const days = supplementDays(current.category);
  const last = addDays(dateOf(current.occurredAt), days);
  if (casualties && changedOn > last) {
    const message = `casualties of this accident change within ${days} days, until ${last}; the conclusion states the final ones`;
    return reject('SUPPLEMENT_WINDOW', message, 'changedOn');
  }
  return amended(current, { ...figures, status: 'SUPPLEMENTED' }, { documentNumber, changedOn, note }, recording);
}

/** The conclusion: the finding, the last word on the figures (no window binds it), and the day of publication. */
export function decideConclusion(
  command: ConcludeAccident,
  present: AccidentRecord | undefined,
  facts: AmendmentFacts,
  recording: Recording,
): Decision<AmendedRecord> {
  const current = own(present, recording);
  if (!current) return unknown(command);
  if (current.status === 'CONCLUDED') return concluded(current);
  const documentNumber = command.documentNumber ?? current.documentNumber;
  if (facts.documents.has(documentNumber)) {
    const message = `${documentNumber} is the number of another document of yours; give the reply's own number`;
    return reject('DOCUMENT_TAKEN', message, 'documentNumber');
  }
  const { concludedOn, publishedOn, responsibility, publicDescription = current.publicDescription } = command;
  const wrong = misdated('concludedOn', concludedOn, current, recording.today);
  if (wrong) return wrong;
  const changes = {
    ...figuresOf(command, current),
    status: 'CONCLUDED' as const,
    concludedOn,
    publishedOn,
    responsibility,
    publicDescription,
  };
  return amended(current, changes, { documentNumber, changedOn: concludedOn, note: null }, recording);
}

/** Another public text, whatever the record's state: one that names a person after all must be mended, also after the conclusion. */
export function decideWording(
  { accidentId, publicDescription }: WordAccident,
  present: AccidentRecord | undefined,
  recording: Recording,
): Decision<AccidentRecord> {
  const current = own(present, recording);
  if (!current) return unknown({ accidentId });
  if (current.publicDescription === publicDescription) return { status: 'UNCHANGED' };
  const { receivedAt, recordedAt, position } = recording;
  return { status: 'UPDATED', row: { ...current, publicDescription, receivedAt, recordedAt, position } };
}
