import { FINDING_KIND } from '../kernel/linkage.words.js';
import { day, facts, flag, reference, term, text } from '../register/facts.js';

/** What an authority finds against an enterprise. */
export const FINDING = facts({
  kind: term(FINDING_KIND, {
    need: 'required',
    description: 'Conduct 失信行为.',
    headers: ['失信行为', '违法失信行为'],
  }),
  foundOn: day({ need: 'required', description: 'Day of the finding 认定日期.', headers: ['认定日期'] }),
  accidentId: reference('accident', {
    description: 'Id of the accident that it is about; null: about none.',
    headers: ['事故编号'],
  }),
  penalised: flag({
    need: 'filled',
    fallback: false,
    description: 'Whether an administrative penalty was imposed 已受行政处罚.',
    input: 'Whether an administrative penalty was imposed; left out: no.',
    headers: ['是否处罚', '已受处罚'],
  }),
  grave: flag({
    need: 'filled',
    fallback: false,
    description: 'Vile or grave 性质恶劣、情节严重.',
    input: 'Vile or grave 性质恶劣、情节严重; left out: no.',
    headers: ['是否严重', '情节严重'],
  }),
  basis: text(500, {
    description: 'What it rests on 认定依据: law, article, document. To providers of findings alone.',
    input: 'What it rests on 认定依据, at most 500 characters; no person’s name.',
    headers: ['认定依据'],
  }),
  withdrawnOn: day({
    description: 'Day on which it was taken back 撤销日期; null: it stands.',
    input: 'Day on which it was taken back 撤销日期, with its reason.',
    headers: ['撤销日期'],
  }),
  withdrawalReason: text(500, {
    description: 'Why it was taken back 撤销原因. To providers of findings alone.',
    input: 'Why it was taken back 撤销原因.',
    headers: ['撤销原因'],
  }),
});
export type Finding = typeof FINDING;

/** What a withdrawal says of the finding that it takes back. */
export const WITHDRAWAL = facts({
  withdrawnOn: day({ description: 'Day of the withdrawal; left out: today.' }),
  reason: text(500, { need: 'required', description: 'Why, at most 500 characters; no person’s name.' }),
});
