// The front door of every npm script: plain JavaScript that an old Node can read.
//   node scripts/run.mjs src/lab/main.ts [arguments]     a program of this project
//   node scripts/run.mjs vitest run [arguments]          a tool from node_modules
// It installs the packages when they are missing or older than package-lock.json, and goes on under Node 24
// (the `node` package) when the Node that started it is too old.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const oldest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).engines.node.replace('>=', '');
const [target, ...args] = process.argv.slice(2);

ensurePackages();
const node = nodeToUse();
const tool = path.join(root, 'node_modules', '.bin', target);
const program = target.endsWith('.ts') ? path.join(root, target) : tool;
// What was compiled once is not compiled at each start.
const compiled = path.join(root, 'node_modules', '.cache', 'compiled');

if (node === process.execPath && target.endsWith('.ts')) {
  module.enableCompileCache(compiled);
  process.argv = [node, program, ...args];
  await import(pathToFileURL(program).href);
} else {
  passOn(
    spawn(node, [...process.execArgv, program, ...args], {
      stdio: 'inherit',
      env: { NODE_COMPILE_CACHE: compiled, ...process.env },
    }),
  );
}

function ensurePackages() {
  if (installedIsCurrent()) return;
  say('installing the packages (once, about a minute) …');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (npm.error) fail(`npm could not be started (${npm.error.message}). Install Node.js ${oldest} or newer with npm.`);
  if (npm.status !== 0)
    fail('npm could not install the packages: see its message above. It needs the npm registry, once.');
  say('packages are there.');
}

/** The lock file that npm writes into node_modules lists what is really there. */
function installedIsCurrent() {
  const installed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const developing = 'node_modules/vitest' in present;
  return Object.entries(wanted).every(
    ([name, { version, optional, dev }]) =>
      name === '' || optional || (dev && !developing) || present[name]?.version === version,
  );
}

function nodeToUse() {
  if (isRecent(process.versions.node)) return process.execPath;
  const packaged = path.join(root, 'node_modules', '.bin', 'node');
  if (existsSync(packaged)) return packaged;
  return fail(`Focus bot needs Node.js ${oldest} or newer; this is ${process.versions.node}.`);
}

function isRecent(version) {
  const have = version.split('.').map(Number);
  const need = oldest.split('.').map(Number);
  const first = need.findIndex((part, i) => part !== (have[i] ?? 0));
  return first === -1 || (have[first] ?? 0) > need[first];
}

function passOn(child) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function say(text) {
  process.stderr.write(`focus: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
