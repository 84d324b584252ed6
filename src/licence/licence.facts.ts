import { code, day, decision, facts, lastDayOf, line, term, text } from '../register/facts.js';
import { LICENCE_KIND } from './licence.words.js';

/** What a safety production licence says, and what became of it. */
export const LICENCE = facts({
  certificateNumber: code({
    need: 'required',
    description: 'Number of the certificate 许可证编号.',
    headers: ['证书编号', '许可证编号', '许可编号', 'XK_XKBH'],
  }),
  kind: term(LICENCE_KIND, {
    need: 'filled',
    description: 'What it is for 许可类型: where left out, what letters of its number say (MK, FM, JZ, WH, YH, MB).',
    headers: ['许可类型', '许可证类别'],
  }),
  scope: text(2000, { description: 'What it permits 许可范围.', headers: ['许可范围', '许可内容', 'XK_NR'] }),
  issuedOn: day({
    need: 'required',
    description: 'Day of issue 发证日期; not in the future.',
    headers: ['发证日期', '许可决定日期', 'XK_JDRQ'],
  }),
  validFrom: day({
    description: 'First day 有效期自, where it is not that of issue.',
    headers: ['有效期自', '许可有效期自', '许可生效期', 'XK_YXQZ'],
  }),
  validUntil: day({
    need: 'filled',
    notBefore: 'issuedOn',
    lasts: { years: 3, from: ['validFrom', 'issuedOn'] },
    description: 'Last day 有效期至: three years from the first where left out, and at most (条例, art. 9).',
    headers: ['有效期至', '许可有效期至', '许可截止期', 'XK_YXQZI'],
  }),
  issuedBy: line(200, { description: 'Body that issued it 发证机关.', headers: ['发证机关', '许可机关', 'XK_XKJG'] }),
  ...decision('withheldOn', 'withholding', { is: 'it is withheld', zh: '暂扣', after: 'issuedOn' }),
  withheldUntil: lastDayOf('withheldOn', { is: 'it is withheld', zh: '暂扣' }),
  ...decision('revokedOn', 'revocation', { is: 'it is revoked', zh: '吊销', after: 'issuedOn' }),
});
export type Licence = typeof LICENCE;
