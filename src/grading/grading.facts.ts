import { STANDARDIZATION_GRADE } from '../kernel/register.words.js';
import { day, decimal, facts, line, term, text } from '../register/facts.js';

/** What a grading of an enterprise's safety standardisation says. */
export const GRADING = facts({
  standard: text(100, {
    need: 'required',
    description: 'Standard graded against, for example GB/T 33000-2016 or AQ/T 9006-2010.',
    input: 'Standard graded against, for example GB/T 33000-2016.',
    version: 'Standard graded against in this version.',
    headers: ['执行标准', '评审标准'],
  }),
  grade: term(STANDARDIZATION_GRADE, {
    need: 'required',
    description: 'Grade awarded 等级.',
    input: 'Grade awarded.',
    version: 'Grade in this version.',
    headers: ['标准化等级', '等级'],
  }),
  score: decimal([0, 100], {
    description: 'Score 评审得分, 0 to 100.',
    input: 'Score, 0 to 100.',
    version: 'Score in this version.',
    headers: ['评审得分', '得分'],
  }),
  issuedOn: day({
    need: 'required',
    description: 'Day of issue 发证日期.',
    input: 'Day of issue; not in the future.',
    version: 'Day of issue in this version.',
    headers: ['发证日期'],
  }),
  validUntil: day({
    need: 'filled',
    description: 'Last day of validity 有效期至: three years from issue unless the certificate says less.',
    input: 'Last day of validity; three years from issue where none is given, and at most.',
    version: 'Last day of validity in this version.',
    headers: ['有效期至', '有效期截止日期'],
  }),
  gradedBy: line(200, {
    description: 'Body that graded 评审定级机关.',
    input: 'Body that graded.',
    version: 'Body that graded in this version.',
    headers: ['评审单位', '评审机构'],
  }),
  publishedOn: day({
    description: 'Day of publication 公告日期; null while it is not public.',
    input: 'Day of publication; none: not yet public.',
    version: 'Publication in this version.',
    headers: ['公告日期', '公示日期'],
  }),
  revokedOn: day({
    description: 'Day of revocation 撤销日期.',
    input: 'Day of revocation, with its reason; null for both takes a revocation back.',
    version: 'Revocation in this version.',
    headers: ['撤销日期'],
  }),
  revocationReason: text(500, {
    internal: { openText: 'publicRevocationReason' },
    description:
      'Why it was revoked 撤销原因: to the authorities of its division (safety regulators, county governments) and operators the internal text; to everybody else the public one.',
    input:
      'Why it was revoked, at most 500 characters: internal, read by the authorities of its division. No identity or phone number.',
    version:
      'Reason of the revocation in this version, as of a grading; of superseded versions the authorities of its division alone see any.',
    headers: ['撤销原因'],
  }),
  publicRevocationReason: text(500, {
    description: 'What everybody may read of why it was revoked 撤销公开表述; null: no public text was given.',
    input:
      'What everybody else reads of why 撤销公开表述, at most 500 characters: no name of a person, no identity or phone number. None: they read none.',
    version: 'Public text on the revocation in this version; of superseded versions as `revocationReason`.',
    headers: ['撤销公开表述', '撤销原因公开表述'],
  }),
});
export type Grading = typeof GRADING;
