import { type AddressInfo, connect } from 'node:net';
import ssh2, { type Connection } from 'ssh2';
import { fingerprint } from '#lib/host-key.ts';

const { Server, utils } = ssh2;

/** An SSH host on loopback that lets one key in, and connects on to wherever it is asked to. */
export async function openSshHost() {
  const host = utils.generateKeyPairSync('ed25519');
  const own = utils.generateKeyPairSync('ed25519');
  const known = utils.parseKey(own.public);
  const hostKey = utils.parseKey(host.public);
  if (known instanceof Error || hostKey instanceof Error) throw new Error('no keys');
  const connections = new Set<Connection>();
  const targets: number[] = [];
  let logins = 0;
  let forbids = false;
  const server = new Server({ hostKeys: [host.private] }, (client) => {
    connections.add(client);
    client.on('error', () => {}).on('close', () => connections.delete(client));
    client.on('authentication', (asked) => {
      const isKnown = asked.method === 'publickey' && asked.key.data.equals(known.getPublicSSH());
      if (!isKnown) return asked.reject(['publickey']);
      if (asked.signature && !known.verify(asked.blob ?? Buffer.alloc(0), asked.signature, asked.hashAlgo))
        return asked.reject();
      asked.accept();
    });
    client.on('ready', () => {
      logins += 1;
    });
    // Without it the library answers as OpenSSH does where AllowTcpForwarding or PermitOpen is in the way.
    if (forbids) return;
    client.on('tcpip', (accept, reject, { destIP, destPort }) => {
      const onward = connect(destPort, destIP);
      onward.once('connect', () => {
        targets.push(destPort);
        const channel = accept();
        onward.on('error', () => channel.destroy()).on('close', () => channel.end());
        channel.on('error', () => onward.destroy()).on('close', () => onward.destroy());
        channel.pipe(onward).pipe(channel);
      });
      onward.once('error', () => reject());
    });
  });
  let port = 0;
  const listen = () =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  await listen();
  const drop = () => {
    for (const client of connections) client.end();
  };
  return {
    settings: {
      host: '127.0.0.1',
      port,
      user: 'focus',
      key: own.private,
      hostKey: fingerprint(hostKey.getPublicSSH()),
    },
    known: `${host.public.split(' ').slice(0, 2).join(' ')}`,
    /** Ports that it has connected to. */
    targets: targets as readonly number[],
    logins: () => logins,
    /** From the next login on. */
    forbid() {
      forbids = true;
    },
    drop,
    /** Nobody listens any more. */
    async down() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      drop();
      await closed;
    },
    up: listen,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      drop();
      await closed.catch(() => {});
    },
  };
}

export type SshHost = Awaited<ReturnType<typeof openSshHost>>;
