import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface HttpRequest {
  readonly path: string;
  readonly body: Buffer;
  readonly headers: IncomingMessage['headers'];
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Instead of this answer the connection breaks. */
export const LOST: HttpAnswer = { status: 0, body: '' };

/** An HTTP server on a free port of 127.0.0.1 that reads whole bodies. */
export async function listenLocally(
  respond: (request: HttpRequest) => Promise<HttpAnswer>,
): Promise<{ server: Server; origin: string }> {
  const server = createServer((request, response) => void serve(request, response, respond));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the lab Slack listens on no port');
  return { server, origin: `http://127.0.0.1:${address.port}` };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  respond: (request: HttpRequest) => Promise<HttpAnswer>,
) {
  try {
    const body = Buffer.concat(await request.toArray());
    const answer = await respond({
      path: new URL(request.url ?? '/', 'http://lab').pathname,
      body,
      headers: request.headers,
    });
    if (answer === LOST) return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    response.writeHead(500).end(`the lab Slack cannot answer: ${String(error)}`);
  }
}

export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
