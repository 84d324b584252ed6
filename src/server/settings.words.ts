/** Whom the schema is told to by introspection and by suggestions (setting HUB_INTROSPECTION). */
export const DISCLOSURES = ['all', 'known', 'none'] as const;
export type Disclosure = (typeof DISCLOSURES)[number];
/** Whether registered operations are looked up, and whether agencies run nothing else (setting HUB_TRUSTED_DOCUMENTS). */
export const TRUSTS = ['off', 'on', 'required'] as const;
export type Trust = (typeof TRUSTS)[number];
