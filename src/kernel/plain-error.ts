/**
 * A failure that whoever runs the hub can mend: its message is one line that says what is wrong and what mends it, and a command
 * prints that line alone. Anything else that is thrown is printed with its stack, since nobody foresaw it.
 */
export class PlainError extends Error {}
