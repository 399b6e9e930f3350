import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { ExplainedError } from './errors.ts';

export interface Answer {
  readonly status: number;
  /** Plain text unless told. */
  readonly type?: string;
  readonly body: string;
}

/** What answers each path; GET and HEAD are all that is taken. */
export type Routes = Readonly<Record<string, () => Answer | Promise<Answer>>>;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Place {
  readonly port: number;
  readonly host: string;
  /** The setting that says the port. */
  readonly setting: string;
}

/** Rejects with an ExplainedError where another process has the port. */
export async function openHttpServer(place: Place, routes: Routes): Promise<HttpServer> {
  const server = createServer(async (request, response) => {
    const { status, type = 'text/plain; charset=utf-8', body } = await answerTo(request, routes);
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await listen(server, place);
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : place.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo({ method = '', url = '' }: IncomingMessage, routes: Routes): Promise<Answer> {
  const [path = ''] = url.split('?');
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!route) return { status: 404, body: `only ${Object.keys(routes).join(', ')} are here\n` };
  if (!['GET', 'HEAD'].includes(method)) return { status: 405, body: 'only GET is taken\n' };
  try {
    return await route();
  } catch {
    return { status: 500, body: 'this could not be answered\n' };
  }
}

/** Rejects with an ExplainedError where another process has the port: for whoever opens it later, and much before that. */
export async function checkFree(place: Place): Promise<void> {
  const server = createTcpServer();
  await listen(server, place);
  await new Promise((resolve) => server.close(resolve));
}

/** Rejects with an ExplainedError where another process has the port. */
export async function listen(server: Server, { port, host, setting }: Place): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(
          new ExplainedError(`port ${port} is taken`, `Stop what listens there, or set ${setting} to another port`),
        );
      else if (error.code === 'EADDRNOTAVAIL')
        reject(new ExplainedError(`this machine has no address ${host}`, `Correct the address beside ${setting}`));
      else reject(error);
    });
    server.listen(port, host, resolve);
  });
}
