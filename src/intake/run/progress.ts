import { Presets, SingleBar } from 'cli-progress';

export interface ImportProgress {
  /** Of the file, packed where it is packed. */
  bytesRead: number;
  bytesTotal: number;
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/** Where an import says how far it is. */
export interface ImportReport {
  progress(state: ImportProgress): void;
  /** One line that the user should see, and that stops nothing. */
  warn(message: string): void;
  /** No more will come, whether the import ran through or not. */
  end(): void;
}

export interface ReportOptions {
  /** Shown before the figures. */
  label: string;
  /** Says nothing at all: with --json the result speaks. */
  quiet?: boolean;
  stream?: NodeJS.WriteStream;
  now?: () => number;
}

/** Says nothing. */
export const quiet: ImportReport = { progress() {}, warn() {}, end() {} };

const LINE_EVERY_MS = 5_000;

/** A progress bar on a terminal, a plain line every five seconds elsewhere; both on stderr, stdout is for results. */
export function importReport({
  label,
  quiet: silent = false,
  stream = process.stderr,
  now = Date.now,
}: ReportOptions): ImportReport {
  if (silent) return quiet;
  return stream.isTTY ? bar(label, stream, now) : lines(label, stream, now);
}

const perSecond = (read: number, ms: number): number => Math.round((read * 1000) / Math.max(ms, 1));

function bar(label: string, stream: NodeJS.WriteStream, now: () => number): ImportReport {
  const started = now();
  const format = `${label} {bar} {percentage}% | {read} rows, {rate} rows/s, {rejected} rejected`;
  const shown = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: false }, Presets.shades_classic);
  let running = false;
  return {
    progress: (state) => {
      const payload = { read: state.read, rejected: state.rejected, rate: perSecond(state.read, now() - started) };
      if (!running) shown.start(state.bytesTotal, state.bytesRead, payload);
      running = true;
      shown.update(state.bytesRead, payload);
    },
    // The line takes the bar's place; the bar is drawn anew below it.
    warn: (message) => stream.write(running ? `\r\u001b[K${message}\n` : `${message}\n`),
    end: () => {
      if (running) shown.stop();
      running = false;
    },
  };
}

function lines(label: string, stream: NodeJS.WriteStream, now: () => number): ImportReport {
  const started = now();
  let last = started;
  return {
    progress: (state) => {
      if (now() - last < LINE_EVERY_MS) return;
      last = now();
      const percent = Math.floor((100 * state.bytesRead) / Math.max(state.bytesTotal, 1));
      const rate = perSecond(state.read, last - started);
      const outcome = `${state.inserted} inserted, ${state.updated} updated, ${state.unchanged} unchanged, ${state.rejected} rejected`;
      stream.write(`${label}: ${percent} %, ${state.read} rows (${rate} rows/s): ${outcome}\n`);
    },
    warn: (message) => stream.write(`${message}\n`),
    end() {},
  };
}
