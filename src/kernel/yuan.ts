/** Money in yuan as a decimal text with at most two decimals: exact where a float is not. */
const SHAPE = /^-?\d{1,18}(?:\.\d{1,2})?$/;

/** The canonical amount (`"50"` becomes `"50.00"`), or null where the text is not an amount. */
export function parseYuan(text: string): string | null {
  const plain = text.trim().replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  if (!SHAPE.test(plain)) return null;
  const [whole = '0', cents = ''] = plain.replace('-', '').split('.');
  const amount = `${BigInt(whole)}.${cents.padEnd(2, '0')}`;
  return plain.startsWith('-') && /[1-9]/.test(amount) ? `-${amount}` : amount;
}

/** The amount in cents, for comparison. */
export const cents = (yuan: string): bigint => BigInt((parseYuan(yuan) ?? '0.00').replace('.', ''));

/** A decimal text times a power of ten, exactly: `shift('10.5', 4)` is `"105000.00"`. Digits below a cent are refused. */
export function shift(decimal: string, power: number): string | null {
  const m = /^(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!m) return null;
  const fraction = m[2] ?? '';
  const digits = (m[1] as string) + fraction.padEnd(power, '0').slice(0, power);
  const rest = fraction.slice(power).replace(/0+$/, '');
  return rest.length > 2 ? null : parseYuan(`${digits.replace(/^0+(?=\d)/, '')}.${rest.padEnd(2, '0')}`);
}
