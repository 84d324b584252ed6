import type { Command } from 'commander';
import { correctCommand } from './clock-correct.command.js';
import type { Output } from './output.js';

/** `hub clock`. */
export function clockCommand(program: Command, run: (work: (out: Output) => Promise<void>) => Promise<void>): void {
  const clock = program.command('clock').description('the hub’s clock, and what a wrong one has left in the log');
  correctCommand(clock, run);
}
