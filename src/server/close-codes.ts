/** Close codes of the hub's own, beside those of `graphql-transport-ws` (schema/PROTOCOL.md; a test holds the two together). */
export enum HubClose {
  /** The subscriber takes less than it is sent: it comes back with its last cursor. */
  TooSlow = 4501,
  /** The agency has as many sockets and streams open as it may. */
  TooManySockets = 4502,
}
