import { existsSync } from 'node:fs';

/** Debian's and Google's names for it. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of this machine; null where there is none, which is a failure in CI alone. */
export function browserPath(): string | null {
  const found = PLACES.find((place) => existsSync(place));
  if (found) return found;
  if (process.env.CI) throw new Error(`no browser: none of ${PLACES.join(', ')} is there. apt-get install -y chromium`);
  console.log(`NOT RUN: no browser (${PLACES.join(', ')}); apt-get install -y chromium`);
  return null;
}

/** Quiet, and without the sandbox that a container cannot give. No name but this machine's address resolves. */
export const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];
