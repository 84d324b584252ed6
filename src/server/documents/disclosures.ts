/** Whom the schema is told to by introspection and by suggestions (setting HUB_INTROSPECTION). */
export const DISCLOSURES = ['all', 'known', 'none'] as const;
export type Disclosure = (typeof DISCLOSURES)[number];
