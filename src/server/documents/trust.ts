/** Whether registered operations are looked up, and whether agencies run nothing else (setting HUB_TRUSTED_DOCUMENTS). */
export const TRUSTS = ['off', 'on', 'required'] as const;
export type Trust = (typeof TRUSTS)[number];
