/** What the receipt says, where it is the hub's; throws what is wrong with it. */
export function told(receipt: string, keys: readonly object[]): Record<string, unknown>;
