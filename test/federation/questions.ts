import { REGISTERS } from '../../src/server/registers.js';
import type { County, Keys } from '../kit/county.js';

/** A query that the hub and standard routers must answer alike. */
export interface Question {
  name: string;
  as?: keyof Keys;
  /** A key of no agency of the county. */
  key?: string;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  /** The codes of its errors; left out: none. */
  codes?: string[];
}

const FIGURES = `
  fragment Rated on Enterprise { rating { level ratedOn basis enterprise { uscc name } } ratings { documentNumber level } }
  fragment Place on Division { __typename code name level parent { name parent { name } } }
`;

/** What the words of registers say that there is: one that is new is asked with the others. */
const WORDS = Object.values(REGISTERS).flatMap(({ declared }) => declared?.words ?? []);
const LISTS = WORDS.flatMap(({ list }) => list?.field ?? []);
const OF_ENTERPRISES = WORDS.flatMap(({ enterprise }) => enterprise?.all?.field ?? []);

/** All registers, nesting, aliases, fragments, directives, refusals. `asOf` is an instant after everything was recorded. */
export function questions(county: County, asOf: string): Question[] {
  const { mine, works, trader, shop, elsewhere, unknown, accident, hazard } = county;
  return [
    {
      name: 'everything about one enterprise, from every register',
      as: 'OPERATOR',
      variables: { uscc: mine },
      query: `query ($uscc: USCC!) {
        enterprise(uscc: $uscc) {
          __typename uscc name status entityType registeredOn registeredCapital currency address validFrom
          division { ...Place } industry { code name sectionName safetySectors { code english sets } }
          provenance { provider documentNumber position recordedAt } history { name validFrom provenance { position } }
          grading { id grade score issuedOn validUntil status gradedBy division { name } enterprise { name } }
          gradings { id grade status provenance { provider } history { grade provenance { position } } }
          ...Rated
          accidents { nodes { id level deaths status supplements { deaths } } pageInfo { hasNextPage endCursor } }
          hazards { nodes { id level status deadline fiveImplementations { funds complete } history { from to } } }
          licences { documentNumber status enterprise { name } provenance { provider } }
          penalties { documentNumber kinds division { name } enterprise { name } provenance { provider } }
          restrictions { id domain status effectiveFrom effectiveUntil legalBasis enterprise { uscc } }
        }
      } ${FIGURES}`,
    },
    {
      name: 'a list of enterprises with filter, aliases and a second page',
      variables: { name: '民勤', first: 2 },
      query: `query ($name: String!, $first: Int!) {
        county: enterprises(filter: { name: $name, division: "6206" }, first: $first) {
          edges { cursor node { uscc called: name now: grading { grade } then: grading(asOf: "2020-01-01") { grade } } }
          pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        }
        mines: enterprises(filter: { industry: "B06", status: [ACTIVE] }) { nodes { name industry { section name } } }
        restricted: enterprises(filter: { restricted: true }) { nodes { uscc restrictions { domain } } }
      }`,
    },
    {
      name: 'gradings of a division with their enterprises and what the credit office says of them',
      as: 'PARTNER',
      query: `{
        gradings(filter: { division: "620621" }, first: 50) {
          nodes { id grade score standard documentNumber enterprise { name status division { name } rating { level basis } } }
        }
        all: gradings { nodes { enterprise { uscc accidents(first: 1) { nodes { level } } } } }
        paths: gradings { nodes { enterprise { name } } edges { node { enterprise { status } again: enterprise { division { code } } } } }
        whole: gradings { nodes { enterprise { ...Core address validFrom history { name } industry { name } } } }
      }
      fragment Core on Enterprise { uscc name status division { name }
      }`,
    },
    {
      name: 'accidents with enterprises, history and statistics',
      as: 'OPERATOR',
      variables: { id: accident },
      query: `query ($id: ID!) {
        accident(id: $id) {
          id documentNumber level deaths directEconomicLoss occurredAt concludedOn responsibility
          enterprise { name grading { grade } hazards { nodes { id } } } division { ...Place }
          supplements { documentNumber changedOn deaths } history { level status deaths provenance { position } }
        }
        accidents(filter: { minLevel: ORDINARY }) { nodes { id level enterprise { name } } }
        accidentStatistics(by: [COUNTY, LEVEL]) { county { code name } level accidents deaths directEconomicLoss }
      } ${FIGURES.split('\n')[2]}`,
    },
    {
      name: 'what the public sees of accidents, hazards and restrictions',
      query: `{
        accidents { nodes { id status enterprise { uscc name } history { status } supplements { deaths } } }
        hazards { nodes { id status level enterprise { name } division { name } } }
        restrictions { nodes { domain status publishedOn enterprise { name grading { grade } } } }
      }`,
    },
    {
      name: 'a hazard and its steps',
      as: 'SAFETY_REGULATOR',
      variables: { id: hazard },
      query: `query ($id: ID!) {
        hazard(id: $id) {
          id documentNumber description foundOn deadline listedOn overdue unrectified
          fiveImplementations { measures responsible funds deadline plan complete }
          history { from to deadline provenance { provider } } versions { status } enterprise { name industry { name } }
        }
      }`,
    },
    {
      name: 'a credit check with everything behind it',
      as: 'BANKING',
      variables: { uscc: mine, asOf },
      query: `query Check($uscc: USCC!, $asOf: DateTime) {
        creditCheck(uscc: $uscc, asOf: $asOf, purpose: "loan") {
          uscc outcome reasons asOf position
          enterprise { name address registeredCapital division { name } restrictions { domain } }
          rating { level validUntil provenance { provider } }
          grading { id grade standard gradedBy enterprise { name } }
          restrictions { id domain status cause policy enterprise { uscc name }
            case { id key status factDay causes { documentNumber } division { name } policy { code jurisdiction { name } } history { step } } }
        }
      }`,
    },
    {
      name: 'credit checks of many, in the order asked',
      as: 'BANKING',
      variables: { usccs: [trader, unknown, mine, works, shop, elsewhere, mine], asOf },
      query: `query ($usccs: [USCC!]!, $asOf: DateTime) {
        creditChecks(usccs: $usccs, asOf: $asOf) {
          uscc outcome reasons enterprise { name } rating { level } grading { grade } restrictions { domain status }
        }
      }`,
    },
    {
      name: 'what is not there',
      variables: { unknown },
      query: `query ($unknown: USCC!) {
        none: enterprise(uscc: $unknown) { name grading { grade } }
        some: enterprise(uscc: "${shop}") { name industry { name } grading { grade } gradings { id } restrictions { id } }
        grading(id: "999999") { grade } accident(id: "999999") { level } hazard(id: "999999") { level }
        division(code: "999999") { name }
      }`,
    },
    {
      name: 'one of several operations, with fragments on types and directives',
      operationName: 'Second',
      variables: { with: true, without: true, uscc: works },
      query: `query First { __typename }
      query Second($with: Boolean!, $without: Boolean!, $uscc: USCC!) {
        __typename
        enterprise(uscc: $uscc) {
          ... on Enterprise @include(if: $with) { name grading { ... on Grading { grade } } }
          gradings @skip(if: $without) { id }
          ... { status }
        }
        division(code: "620600") { ...Place children { code name } }
        safetySectors { code name }
      } ${FIGURES.split('\n')[2]}`,
    },
    {
      name: 'a register that is closed to a bank',
      as: 'BANKING',
      query: `{ hazards { nodes { id } } }`,
      codes: ['FORBIDDEN'],
    },
    {
      name: 'a field of an enterprise that is closed to a bank',
      as: 'BANKING',
      query: `{ enterprise(uscc: "${mine}") { name hazards { nodes { id } } } shop: enterprise(uscc: "${shop}") { name } }`,
      codes: ['FORBIDDEN'],
    },
    {
      name: 'a credit check without a key',
      query: `{ creditCheck(uscc: "${mine}") { outcome } }`,
      codes: ['UNAUTHENTICATED'],
    },
    {
      name: 'ratings without a key, in the middle of a list',
      query: `{ enterprises(filter: { uscc: "${mine}" }) { nodes { name rating { level } } } }`,
      codes: ['UNAUTHENTICATED'],
    },
    {
      name: 'a code with a wrong check character, as a literal',
      query: `{ enterprise(uscc: "91620621PDY000010B") { name } }`,
      codes: ['INVALID_USCC'],
    },
    {
      name: 'a code with a wrong check character, as a variable',
      variables: { uscc: '91620621PDY000010B' },
      query: `query ($uscc: USCC!) { enterprise(uscc: $uscc) { name } }`,
      codes: ['INVALID_USCC'],
    },
    {
      name: 'a key that nobody has',
      key: 'hub_00000000_none',
      query: `{ creditCheck(uscc: "${mine}") { outcome } }`,
      codes: ['UNAUTHENTICATED'],
    },
    {
      name: 'too large a page',
      query: '{ gradings(first: 501) { nodes { id } } }',
      codes: ['LIMIT_EXCEEDED'],
    },
    {
      name: 'a cursor of another list',
      query: `{ hazards(after: "${Buffer.from('["gradings","1"]').toString('base64url')}") { nodes { id } } }`,
      codes: ['CURSOR_INVALID'],
    },
    {
      name: 'the log as a county sees it, with whom and what it is about',
      as: 'COUNTY_GOVERNMENT',
      query: `{
        events(first: 50) {
          nodes { id type position recordedAt subject data hash enterprise { name grading { grade } } division { name } }
          pageInfo { hasNextPage endCursor }
        }
        public: events(types: ["grading.published", "enterprise.registered"], first: 3) { edges { cursor node { type data } } }
      }`,
    },
    {
      name: 'the list of each register that has one',
      as: 'OPERATOR',
      query: `{ ${LISTS.map((field) => `${field}(first: 2) { nodes { id documentNumber enterprise { name } } }`).join(' ')} }`,
    },
    {
      name: 'all records of an enterprise, of each register that has them there',
      as: 'OPERATOR',
      variables: { uscc: works },
      query: `query ($uscc: USCC!) { enterprise(uscc: $uscc) { name ${OF_ENTERPRISES.map((field) => `${field} { documentNumber provenance { provider } }`).join(' ')} } }`,
    },
    {
      name: 'events of a register that is not open to the caller',
      query: '{ events(types: ["credit.rated"]) { nodes { id } } }',
      codes: ['UNAUTHENTICATED'],
    },
    {
      name: 'a submission that changes nothing, and one that is refused',
      as: 'MARKET_REGULATION',
      query: `mutation ($records: [EnterpriseInput!]!) {
        submitEnterprises(records: $records) { inserted unchanged rejected results { index status code path } }
      }`,
      variables: {
        records: [
          { uscc: shop, name: '民勤县苏武山小店', registeredOn: '2012-05-01' },
          { uscc: '91620621PDY000010B', name: '错码' },
        ],
      },
    },
    {
      name: 'a submission to another’s register',
      as: 'BANKING',
      query: `mutation { submitGradings(records: []) { inserted } }`,
      codes: ['FORBIDDEN'],
    },
  ];
}
