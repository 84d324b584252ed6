/** A value as base64url (RFC 4648, section 5, without padding) of its JSON. */
export const encodedJson = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** The object or list of `encodedJson`; null for any other text. */
export function decodedJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** The bytes of base64url in its one canonical form; null for any other text. */
export function bytesOf(text: string): Buffer | null {
  const found = Buffer.from(text, 'base64url');
  return found.toString('base64url') === text ? found : null;
}
