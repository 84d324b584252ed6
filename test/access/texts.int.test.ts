import { beforeAll, describe, expect, it } from 'vitest';
import { agencies, agencyStore } from '../../src/access/index.js';
import { codesOf } from '../kit/ask.js';
import { day } from '../kit/county.js';
import { startTestHub } from '../kit/hub.js';

/** What the provider's side writes; no answer to anybody else holds it. */
const INSIDE = '内部原文';
/** What everybody may read, and what of it was replaced. */
const [OPEN, REPLACED] = ['公开表述甲', '公开表述旧'];

const hub = await startTestHub();
const keys: Record<string, string | undefined> = { PUBLIC: undefined, ...hub.keys };
let accident: string;
let hazard: string;
let grading: string;

const write = async (mutation: string, variables: Record<string, unknown> = {}, key = hub.keys.SAFETY_REGULATOR) =>
  hub.dataOf(mutation, { key, variables });

const ACCIDENT = `id description publicDescription history { description publicDescription status }`;
const HAZARD = `id description publicDescription history { to } `;
const GRADING = `id revocationReason publicRevocationReason history { revocationReason publicRevocationReason }`;
/** Every way to the records and their words that some viewer has. */
const PATHS: Record<string, (known: { uscc: string; at: string }) => string> = {
  accident: () => `{ accident(id: "${accident}") { ${ACCIDENT} supplements { changedOn } } }`,
  accidents: ({ uscc }) =>
    `{ accidents(filter: { uscc: "${uscc}" }) { nodes { ${ACCIDENT} } edges { node { description } } } }`,
  'a supplement’s note': () => `{ accident(id: "${accident}") { supplements { note } } }`,
  hazard: () => `{ hazard(id: "${hazard}") { ${HAZARD} fiveImplementations { funds deadline complete } } }`,
  hazards: ({ uscc }) => `{ hazards(filter: { uscc: "${uscc}" }) { nodes { ${HAZARD} } } }`,
  'a hazard’s versions': () => `{ hazard(id: "${hazard}") { versions { description publicDescription } } }`,
  'texts of the five implementations': () =>
    `{ hazard(id: "${hazard}") { fiveImplementations { measures responsible plan } } }`,
  'texts of the five implementations, in versions': () =>
    `{ hazard(id: "${hazard}") { versions { fiveImplementations { measures responsible plan } } } }`,
  'a step’s note': () => `{ hazard(id: "${hazard}") { history { note } } }`,
  grading: () => `{ grading(id: "${grading}") { ${GRADING} } }`,
  gradings: ({ uscc }) => `{ gradings(filter: { uscc: "${uscc}" }) { nodes { ${GRADING} } } }`,
  enterprise: ({ uscc, at }) => `{ enterprise(uscc: "${uscc}") {
    accidents { nodes { description publicDescription } } hazards { nodes { description publicDescription } }
    gradings { revocationReason publicRevocationReason }
    grading(asOf: "${day(-50)}", knownAt: "${at}") { revocationReason publicRevocationReason } } }`,
  'a credit check': ({ uscc }) => `{ creditCheck(uscc: "${uscc}", purpose: "loan") {
    outcome grading { ${GRADING} } enterprise { accidents { nodes { description } } } receipt } }`,
  'a credit check as of a day before': ({ uscc, at }) =>
    `{ creditCheck(uscc: "${uscc}", asOf: "${at}", purpose: "loan") { grading { ${GRADING} } receipt } }`,
  events: () => '{ events(first: 500) { nodes { type data } } }',
  statistics: () => '{ accidentStatistics(by: [LEVEL, CATEGORY]) { accidents } }',
};

const INSIDERS = ['SAFETY_REGULATOR', 'COUNTY_GOVERNMENT', 'OPERATOR'];
const OUTSIDERS = [
  'PUBLIC',
  'PARTNER',
  'BANKING',
  'MARKET_REGULATION',
  'CREDIT_OFFICE',
  'REGULATOR ELSEWHERE',
  'COUNTY ELSEWHERE',
];

describe('an internal text and a public one', () => {
  let known: { uscc: string; at: string };
  beforeAll(async () => {
    const access = agencies(agencyStore(hub.db));
    const elsewhere = { name: '外地应急局', kind: 'SAFETY_REGULATOR' as const, divisionCode: '620702' };
    keys['REGULATOR ELSEWHERE'] = (await access.add(elsewhere)).key;
    const county = { name: '外地政府', kind: 'COUNTY_GOVERNMENT' as const, divisionCode: '620702' };
    keys['COUNTY ELSEWHERE'] = (await access.add(county)).key;

    const uscc = hub.county.trader;
    const reported = await write(
      'mutation ($input: AccidentInput!) { reportAccident(input: $input) { accident { id } } }',
      {
        input: {
          ...{ documentNumber: 'T-1', uscc, division: '620621', occurredAt: `${day(-20)}T08:30:00.000+08:00` },
          ...{ category: 'ROOF_FALL', deaths: 1, seriousInjuries: 0 },
          ...{ description: `${INSIDE}：死者王某某`, publicDescription: REPLACED },
        },
      },
    );
    accident = reported.reportAccident.accident.id;
    await write(
      'mutation ($id: ID!, $input: AccidentSupplementInput!) { supplementAccident(id: $id, input: $input) { position } }',
      {
        id: accident,
        input: { documentNumber: 'T-2', changedOn: day(-10), deaths: 2, note: INSIDE },
      },
    );
    await write(
      'mutation ($id: ID!, $input: AccidentConclusionInput!) { concludeAccident(id: $id, input: $input) { position } }',
      {
        id: accident,
        input: {
          concludedOn: day(-2),
          publishedOn: day(-1),
          responsibility: 'MAIN',
          publicDescription: `${REPLACED}二`,
        },
      },
    );
    const found = await write('mutation ($input: HazardInput!) { reportHazard(input: $input) { id } }', {
      input: {
        ...{ documentNumber: 'T-3', uscc, level: 'MAJOR', foundOn: day(-30), deadline: day(30) },
        ...{ description: INSIDE, fiveImplementations: { measures: INSIDE, responsible: INSIDE, plan: INSIDE } },
      },
    });
    hazard = found.reportHazard.id;
    await write(`mutation ($id: ID!) { notifyHazard(id: $id, input: { note: "${INSIDE}" }) { id } }`, { id: hazard });
    await write(
      `mutation ($id: ID!) { listHazard(id: $id, input: { publicDescription: "${REPLACED}", note: "${INSIDE}" }) { id } }`,
      {
        id: hazard,
      },
    );
    const certificate = { documentNumber: 'T-4', uscc, standard: 'GB/T 33000-2016', grade: 'GRADE_3' };
    const submit = (more: object) =>
      write(
        'mutation ($records: [GradingInput!]!) { submitGradings(records: $records) { results { status code message } } }',
        {
          records: [{ ...certificate, issuedOn: day(-300), publishedOn: day(-290), ...more }],
        },
      );
    await submit({ revokedOn: day(5), revocationReason: INSIDE, publicRevocationReason: REPLACED });
    known = { uscc, at: new Date().toISOString() };
    await submit({ revokedOn: day(5), revocationReason: `${INSIDE}二`, publicRevocationReason: OPEN });
    const { gradings } = await hub.dataOf(`{ gradings(filter: { uscc: "${uscc}" }) { nodes { id documentNumber } } }`);
    grading = gradings.nodes.find((g: { documentNumber: string }) => g.documentNumber === 'T-4').id;
    for (const [what, id] of [
      ['Accident', accident],
      ['Hazard', hazard],
    ] as const)
      await write(
        `mutation ($id: ID!) { set${what}PublicDescription(id: $id, publicDescription: "${OPEN}") { __typename } }`,
        { id },
      );
  });

  it.each(OUTSIDERS)('nothing that %s asks tells an internal text, or a public one that was replaced', async (who) => {
    const answers = new Map<string, string>();
    for (const [path, query] of Object.entries(PATHS)) {
      const { data, errors } = await hub.ask(query(known), { key: keys[who] });
      const said = JSON.stringify({ data, errors });
      expect(said, path).not.toContain(INSIDE);
      expect(said, path).not.toContain(REPLACED);
      answers.set(path, said);
    }
    // They do read the public texts, wherever they see the record.
    const gradings = [answers.get('grading'), answers.get('gradings')];
    for (const said of gradings)
      expect(said).toContain(`"revocationReason":"${OPEN}","publicRevocationReason":"${OPEN}"`);
  });

  it.each(['PUBLIC', 'PARTNER'])(
    '%s reads the public text as description, and is told what has no public form',
    async (who) => {
      const key = keys[who];
      const { accident: shown } = await hub.dataOf(`{ accident(id: "${accident}") { ${ACCIDENT} } }`, { key });
      expect(shown).toMatchObject({ description: OPEN, publicDescription: OPEN });
      expect(shown.history[0]).toMatchObject({ description: OPEN, publicDescription: OPEN });
      for (const version of shown.history.slice(1))
        expect(version).toMatchObject({ description: null, publicDescription: null });
      const { hazard: listed } = await hub.dataOf(`{ hazard(id: "${hazard}") { description publicDescription } }`, {
        key,
      });
      expect(listed).toEqual({ description: OPEN, publicDescription: OPEN });
      const code = who === 'PUBLIC' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      const refused = await hub.ask(PATHS['texts of the five implementations']?.(known) as string, { key });
      expect(codesOf(refused)).toEqual([code, code, code]);
      expect(refused.data.hazard.fiveImplementations).toEqual({ measures: null, responsible: null, plan: null });
      const notes = codesOf(await hub.ask(PATHS['a step’s note']?.(known) as string, { key }));
      expect(new Set(notes)).toEqual(new Set([code]));
    },
  );

  it.each(INSIDERS)('%s reads both, in every version', async (who) => {
    const key = keys[who];
    const { accident: shown } = await hub.dataOf(
      `{ accident(id: "${accident}") { ${ACCIDENT} supplements { note } } }`,
      { key },
    );
    expect(shown).toMatchObject({ description: `${INSIDE}：死者王某某`, publicDescription: OPEN });
    expect(shown.history.map((v: { publicDescription: string }) => v.publicDescription)).toEqual([
      OPEN,
      `${REPLACED}二`,
      REPLACED,
      REPLACED,
    ]);
    expect(shown.supplements).toEqual([{ note: INSIDE }]);
    const { hazard: listed } = await hub.dataOf(
      `{ hazard(id: "${hazard}") { ${HAZARD} fiveImplementations { measures responsible plan } history { note } } }`,
      { key },
    );
    expect(listed).toMatchObject({ description: INSIDE, publicDescription: OPEN });
    expect(listed.fiveImplementations).toEqual({ measures: INSIDE, responsible: INSIDE, plan: INSIDE });
    const { grading: revoked } = await hub.dataOf(`{ grading(id: "${grading}") { ${GRADING} } }`, { key });
    expect(revoked).toMatchObject({ revocationReason: `${INSIDE}二`, publicRevocationReason: OPEN });
    expect(revoked.history[1]).toEqual({ revocationReason: INSIDE, publicRevocationReason: REPLACED });
  });

  it('an operator gets an answer from every one of the paths', async () => {
    const silent = ['a credit check', 'a credit check as of a day before', 'enterprise', 'events', 'statistics'];
    for (const [path, query] of Object.entries(PATHS)) {
      const answer = JSON.stringify(await hub.dataOf(query(known), { key: keys.OPERATOR }));
      if (!silent.includes(path)) expect(answer, path).toContain(INSIDE);
    }
    // A check is answered alike to whoever asks: with public texts.
    const { data } = await hub.ask(PATHS['a credit check']?.(known) as string, { key: keys.BANKING });
    expect(data.creditCheck.grading.revocationReason).toBe(OPEN);
  });

  it('a record without a public text tells the public none, and none is made of the internal one', async () => {
    const before = await hub.dataOf(`{ hazard(id: "${hub.county.hazard}") { description publicDescription } }`);
    expect(before.hazard).toEqual({ description: null, publicDescription: null });
    const inside = await hub.dataOf(`{ hazard(id: "${hub.county.hazard}") { description } }`, { key: keys.OPERATOR });
    expect(inside.hazard).toEqual({ description: '采空区积水未探明' });
  });

  it('no event, and so no webhook, notification or feed, holds any text of a record', async () => {
    const [log] = await hub.db.sql<{ text: string }[]>`select string_agg(data, ' ') text from hub.event`;
    for (const words of [INSIDE, REPLACED, OPEN]) expect(log?.text).not.toContain(words);
  });

  it('a hazard’s words are its own division’s to set: a regulator elsewhere finds no such hazard, and changes nothing', async () => {
    const key = keys['REGULATOR ELSEWHERE'];
    const position = () => hub.db.sql<{ position: string }[]>`select position::text "position" from hub.head`;
    const before = await position();
    for (const mutation of [
      'setHazardPublicDescription(id: $id, publicDescription: "别处")',
      'updateHazardPlan(id: $id, fiveImplementations: { measures: "别处" })',
      'approveHazardPlan(id: $id)',
    ]) {
      const { errors } = await hub.ask(`mutation ($id: ID!) { ${mutation} { id } }`, {
        key,
        variables: { id: hub.county.hazard },
      });
      expect(
        errors.map((e) => e.extensions.code),
        mutation,
      ).toEqual(['NOT_FOUND']);
    }
    expect(await position()).toEqual(before);
  });

  it('another public text is a version, keeps figures and documents, and is its own division’s to set', async () => {
    const set = (key: string | undefined, text: string | null) =>
      hub.ask(
        `mutation ($id: ID!, $text: String) { setAccidentPublicDescription(id: $id, publicDescription: $text) {
          accident { status deaths provenance { documentNumber } supplements { documentNumber } } } }`,
        { key, variables: { id: accident, text } },
      );
    expect(codesOf(await set(keys['REGULATOR ELSEWHERE'], '别处'))).toEqual(['NOT_FOUND']);
    expect(codesOf(await set(keys.PARTNER, '别处'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await set(undefined, '别处'))).toEqual(['UNAUTHENTICATED']);
    const cleared = await set(hub.keys.SAFETY_REGULATOR, null);
    expect(cleared.data.setAccidentPublicDescription.accident).toEqual({
      status: 'CONCLUDED',
      deaths: 2,
      // The conclusion has no number of its own: it goes under the report's, and is no supplement.
      provenance: { documentNumber: 'T-1' },
      supplements: [{ documentNumber: 'T-2' }],
    });
    const { accident: shown } = await hub.dataOf(`{ accident(id: "${accident}") { description } }`);
    expect(shown).toEqual({ description: null });
    const said = JSON.stringify(await hub.ask(PATHS.accident?.(known) as string));
    expect(said).not.toContain(OPEN);
    await set(hub.keys.SAFETY_REGULATOR, OPEN);
  });
});
