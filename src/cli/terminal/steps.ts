import { Presets, SingleBar } from 'cli-progress';

const LINE_EVERY_MS = 5_000;

/** How far a long command is: a bar on a terminal, a plain line every five seconds elsewhere; both on stderr. */
export interface Steps {
  at(done: number, total: number): void;
  end(): void;
}

export function steps(
  label: string,
  unit: string,
  silent: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): Steps {
  if (silent) return { at() {}, end() {} };
  const started = performance.now();
  const rate = (done: number) => Math.round((done * 1000) / Math.max(performance.now() - started, 1));
  if (!stream.isTTY) {
    let last = started;
    const at = (done: number, total: number) => {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      const percent = Math.floor((100 * done) / Math.max(total, 1));
      stream.write(`${label}: ${percent} %, ${done} ${unit} (${rate(done)}/s)\n`);
    };
    return { at, end() {} };
  }
  const format = `${label} {bar} {percentage}% | {value} ${unit}, {rate}/s`;
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  let running = false;
  return {
    at: (done, total) => {
      if (!running) bar.start(total, done, { rate: rate(done) });
      running = true;
      bar.update(done, { rate: rate(done) });
    },
    end: () => {
      if (running) bar.stop();
      running = false;
    },
  };
}
