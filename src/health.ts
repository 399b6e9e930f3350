import { createServer } from 'node:http';

/** `GET /health` on loopback, for the container's own check: 200 `ok` or 503 with what is wrong. */
export interface Health {
  close(): Promise<void>;
}

/** `troubles` names what does not work now; empty when all is well. */
export async function openHealth(port: number, troubles: () => readonly string[]): Promise<Health> {
  const server = createServer((request, response) => {
    if (request.url !== '/health') return void response.writeHead(404).end('only /health is here\n');
    const wrong = troubles();
    response.writeHead(wrong.length === 0 ? 200 : 503).end(wrong.length === 0 ? 'ok\n' : `${wrong.join('\n')}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
