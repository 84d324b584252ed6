/**
 * The workloads in the hub's schema, for the references' run.mjs (as their queries/default.mjs): `pick` brings an answer to
 * the form that all servers' answers are compared in.
 */

interface Grading {
  grade: string;
  score: number;
  validUntil: string;
}
interface Answer {
  uscc: string;
  name: string;
  division: { code: string };
  grading: Grading | null;
  rating: { level: string } | null;
  restrictions: { domain: string; effectiveUntil: string; cause: string }[];
}
interface Node extends Grading {
  documentNumber: string;
  issuedOn: string;
  enterprise: { uscc: string; name: string };
}
interface Data {
  enterprise: Answer | null;
  creditChecks: (Omit<Answer, 'name' | 'division'> & { enterprise: Pick<Answer, 'name' | 'division'> })[];
  gradings: { nodes: Node[]; pageInfo: { endCursor: string | null } };
}

/** The hub's names of the domains, in the references' words. */
const DOMAINS: Record<string, string> = { LAND_USE_APPROVAL: 'LAND_USE', BANK_LOAN_REFERENCE: 'BANK_LOAN' };
const gradeOf = ({ grade }: { grade: string }): number => Number(grade.replace('GRADE_', ''));

const common = ({ uscc, name, division, grading, rating, restrictions }: Answer) => ({
  uscc,
  name,
  division: division.code,
  currentGrading: grading && { grade: gradeOf(grading), score: grading.score, validUntil: grading.validUntil },
  rating,
  restrictions: restrictions.map((r) => ({
    domain: DOMAINS[r.domain] ?? r.domain,
    until: r.effectiveUntil,
    reason: r.cause,
  })),
});

const STANDING = 'grading { grade score validUntil } rating { level } restrictions { domain effectiveUntil cause }';

export const CHECK = `query Check($uscc: USCC!) { enterprise(uscc: $uscc) { uscc name division { code } ${STANDING} } }`;
export const CHECKS = `query Checks($usccs: [USCC!]!) { creditChecks(usccs: $usccs) { uscc enterprise { name division { code } } ${STANDING} } }`;
export const LIST = `query List($division: DivisionCode!, $after: Cursor) { gradings(filter: { division: $division }, first: 50, after: $after) {
  nodes { documentNumber grade score issuedOn validUntil enterprise { uscc name } } pageInfo { endCursor } } }`;

export default {
  w1: {
    query: CHECK,
    variables: (uscc: string) => ({ uscc }),
    pick: ({ enterprise }: Data) => enterprise && common(enterprise),
  },
  w2: {
    query: CHECKS,
    variables: (usccs: string[]) => ({ usccs }),
    pick: ({ creditChecks }: Data) =>
      creditChecks.map(({ enterprise, ...check }) => common({ ...check, ...enterprise })),
  },
  w3: {
    query: LIST,
    variables: (division: string, after: string | null) => ({ division, after }),
    pick: ({ gradings }: Data) =>
      gradings.nodes.map(({ documentNumber, issuedOn, score, validUntil, enterprise, ...node }) => ({
        id: documentNumber,
        grade: gradeOf(node),
        score,
        issued: issuedOn,
        validUntil,
        enterprise,
      })),
    cursor: ({ gradings }: Data) => gradings.pageInfo.endCursor,
  },
};
