/** Close codes of the hub's own, beside those of `graphql-transport-ws` (schema/PROTOCOL.md; a test holds the two together). */
export enum HubClose {
  /** It takes less than it is sent: it comes back, a subscriber with its last cursor. */
  TooSlow = 4501,
  /** The agency has as many sockets and streams open as it may. */
  TooManySockets = 4502,
  /** It goes on sending operations while as many are worked on as may be. */
  TooManyOperations = 4503,
  /** A message began and did not end in time. */
  MessageTooLate = 4504,
}
