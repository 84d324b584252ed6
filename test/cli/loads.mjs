// Preloaded into a process of the hub: writes every file that it loads to $LOADED, one a line.
import { appendFileSync } from 'node:fs';
import Module, { register } from 'node:module';

const hooks = `
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(process.env.LOADED, decodeURIComponent(new URL(url).pathname) + '\\n');
    return next(url, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
// What packages load of one another by require passes no hook.
process.on('exit', () => appendFileSync(process.env.LOADED, Object.keys(Module._cache).join('\n')));
