import type { RecordReader } from '../kernel/record-reader.js';
import { Vocabulary } from '../kernel/words.js';

/** The code of the refusal of a record that is about a natural person. */
export const PERSON_PARTY = 'PERSON_PARTY';

/** Kinds of party 行政相对人类别 of the national tables of double publicity 双公示 (发改办财金〔2018〕424号). */
const PARTY_KIND = new Vocabulary('PartyKind', 'Kind of party 行政相对人类别.', {
  ORGANISATION: {
    en: 'Legal person or other organisation',
    zh: '法人及非法人组织',
    also: ['法人', '非法人组织', '法人和非法人组织'],
  },
  SOLE_TRADER: { en: 'Sole trader', zh: '个体工商户', also: ['个体户', '个体'] },
  PERSON: { en: 'Natural person', zh: '自然人', also: ['个人', '公民', '自然人(公民)'] },
});

const WHY = 'the hub takes records of organisations and sole traders alone';

/**
 * For `readsAlso` of a register whose files have columns `partyKind` and `partyId` (the identity document of a party, which persons alone
 * have). A natural person's record is refused before anything of it is read: the hub's records are of enterprises, and nothing of a person is
 * to get into a message or a file. So is one that may be a person's: whose kind of party is not known, and that has no code or a person's
 * document. A sole trader is an enterprise by its code.
 */
export function refusePersons(r: RecordReader): void {
  const said = r.plainText('partyKind', 40);
  const read = said === null ? null : PARTY_KIND.read(said);
  const kind = read && 'code' in read ? read.code : null;
  if (kind === 'PERSON' || (said !== null && /自然人|公民/.test(said) && kind === null))
    throw r.fault('', 'PERSON_PARTY', `is about a natural person 自然人; ${WHY}`);
  if (kind !== null) return;
  if (r.has('partyId'))
    throw r.fault(
      '',
      'PERSON_PARTY',
      `names a party by an identity document, and no kind of party 行政相对人类别; ${WHY}`,
    );
  if (!r.has('uscc'))
    throw r.fault(
      '',
      'PERSON_PARTY',
      `has no code, and no known kind of party 行政相对人类别: it may be a person’s; ${WHY}`,
    );
  r.oneOf('partyKind', PARTY_KIND);
}
