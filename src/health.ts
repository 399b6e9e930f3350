import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { ExplainedError } from '#lib/errors.ts';

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
  await listen(server, { port, host: '127.0.0.1', setting: 'HEALTH_PORT' });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Place {
  readonly port: number;
  readonly host: string;
  /** That says it. */
  readonly setting: string;
}

/** Rejects with an ExplainedError where another process has the port: for whoever opens it later, and much before that. */
export async function checkFree(place: Place): Promise<void> {
  const server = createTcpServer();
  await listen(server, place);
  await new Promise((resolve) => server.close(resolve));
}

async function listen(server: Server, { port, host, setting }: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ExplainedError(`port ${port} is taken`, `Stop what listens there, or set ${setting} to another port`)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
}
