/** Null where the event is the hub's; else what is wrong with its copy or with the proof. */
export function fault(event: object, proof: object, keys: readonly object[]): string | null;
