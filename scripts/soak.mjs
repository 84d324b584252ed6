// `npm run soak -- [--events N] [--kills N]`, `npm run soak -- hostile`: sets up what is missing, then runs the soak in this process.
import { setup } from './setup.mjs';

setup();
await import('../dist/scripts/soak/main.js');
