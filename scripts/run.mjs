// `node scripts/run.mjs NAME …`: sets up what is missing, then runs dist/scripts/NAME.js in this process.
import { setup } from './setup.mjs';

setup();
const [name] = process.argv.splice(2, 1);
await import(`../dist/scripts/${name}.js`);
