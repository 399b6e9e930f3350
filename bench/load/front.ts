import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { listenOnLoopback } from '#lab/services/listener.ts';
import { TEST_CERTIFICATE, TEST_KEY } from '../../test/probes/focus-server/certificate.ts';

/** TLS before the lab's servers, which speak none; counts the watches that are asked for through it. */
export interface Fronts {
  /** The same server over TLS. */
  over(url: string): Promise<string>;
  /** PEM, for whoever is to trust it. */
  readonly certificate: string;
  watches(): number;
  close(): Promise<void>;
}

export function openFronts(): Fronts {
  const closing: (() => Promise<void>)[] = [];
  let watches = 0;
  return {
    async over(url) {
      const { protocol, hostname, port } = new URL(url);
      const server = createServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (near) => {
        const far = connect(Number(port), hostname);
        near.on('data', (chunk: Buffer) => {
          if (chunk.includes('watch=true')) watches += 1;
        });
        near.pipe(far).pipe(near);
        near.on('error', () => far.destroy()).on('close', () => far.destroy());
        far.on('error', () => near.destroy()).on('close', () => near.destroy());
      });
      const listener = await listenOnLoopback(server);
      closing.push(listener.close);
      return url
        .replace(protocol, protocol.replace(':', 's:'))
        .replace(`${hostname}:${port}`, `127.0.0.1:${listener.port}`);
    },
    certificate: TEST_CERTIFICATE,
    watches: () => watches,
    close: async () => void (await Promise.all(closing.map((close) => close()))),
  };
}
