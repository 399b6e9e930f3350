import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A node's log as a process: `node log-server.ts MB KIND` prints its port and answers every request with a log of that size. */
const [megabytes = '100', kind = 'plain'] = process.argv.slice(2);
const BLOCK = 65_536;

const stamp = (i: number) => new Date(1_763_047_000_000 + i).toISOString().replace('Z', '123456Z');
const texts: Readonly<Record<string, (i: number) => string>> = {
  plain: (i) => `${i % 500 === 0 ? 'ERROR' : 'INFO'} pz.baby_analyzer frame ${i} of stream took ${i % 97} ms, ok`,
  errors: (i) =>
    `ERROR pz.baby_analyzer connection ${i} failed: ${String.fromCharCode(97 + (i % 26)).repeat(1 + (i % 19))}`,
  secrets: (i) =>
    i % 3 === 0
      ? `INFO pz.baby_analyzer connecting to amqp://panda:Hunter${i}x@rabbit:5672/ password=abc${i}def`
      : `INFO pz.baby_analyzer frame ${i}`,
};

function block(from: number): { readonly text: string; readonly next: number } {
  const textOf = texts[kind];
  if (!textOf) return { text: 'x'.repeat(BLOCK), next: from };
  let text = '';
  let next = from;
  for (; text.length < BLOCK; next++) text += `${stamp(next)} 2025-11-13T15:34:15+0000 ${textOf(next)}\n`;
  return { text, next };
}

const server = createServer(async (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  // One line without an end, where the kind is no other.
  if (!texts[kind]) response.write(`${stamp(0)} `);
  for (let sent = 0, line = 0; sent < Number(megabytes) * 1e6; ) {
    const { text, next } = block(line);
    line = next;
    sent += text.length;
    if (!response.write(text)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
