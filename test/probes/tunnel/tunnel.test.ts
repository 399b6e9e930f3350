import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { openFocusClient } from '#probes/focus-server/client.ts';
import { openTunnel, type SshSettings, TunnelError } from '#probes/tunnel/tunnel.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { openSshHost, type SshHost } from '../../support/ssh-host.ts';

describe('a tunnel', () => {
  let ssh: SshHost;
  let echo: Server;
  let port: number;
  beforeEach(async () => {
    ssh = await openSshHost();
    echo = createServer((socket) => socket.on('error', () => {}).pipe(socket));
    echo.listen(0, '127.0.0.1');
    await once(echo, 'listening');
    port = (echo.address() as AddressInfo).port;
  });
  afterEach(async () => {
    echo.close();
    await ssh.close();
  });

  const clock = manualClock(1_000_000);
  const open = (over: Partial<SshSettings> = {}) => openTunnel({ ...ssh.settings, ...over }, clock);
  const failure = (over: Partial<SshSettings> = {}) =>
    open(over)
      .open('127.0.0.1', port)
      .then(
        () => new Error('it is open'),
        (error: unknown) => error,
      );

  it('carries bytes there and back, over one connection for all', async () => {
    const tunnel = open();
    for (const said of ['one', 'two']) {
      const socket = await tunnel.open('127.0.0.1', port);
      socket.write(said);
      const [heard] = await once(socket, 'data');
      expect(String(heard)).toBe(said);
      expect(socket.bytesRead).toBe(3);
    }
    expect(ssh.logins()).toBe(1);
    expect(ssh.targets).toEqual([port, port]);
    expect(tunnel.troubleSince(0)).toBeUndefined();
  });

  it('knows the host by its key as known_hosts has it too', async () => {
    expect(await open({ hostKey: ssh.known }).open('127.0.0.1', port)).toBeDefined();
  });

  it('refuses a host with another key, and says which it has', async () => {
    const other = ssh2.utils.generateKeyPairSync('ed25519').public.split(' ').slice(0, 2).join(' ');
    const error = await failure({ hostKey: other });
    expect(error).toBeInstanceOf(TunnelError);
    expect(error).toMatchObject({
      message: `the tunnel to 127.0.0.1:${ssh.settings.port} is down: its host key is ${ssh.settings.hostKey}, not the one of ssh.hostKey`,
      mend: expect.stringMatching(/somebody may stand between/),
    });
    expect(ssh.logins()).toBe(0);
  });

  it('says that its login is not let in, and that its key cannot be read', async () => {
    const { private: key } = ssh2.utils.generateKeyPairSync('ed25519');
    expect(await failure({ key })).toMatchObject({
      message: expect.stringMatching(/is down: it does not let focus in$/),
    });
    expect(await failure({ key: 'no key' })).toMatchObject({ mend: 'Correct key and passphrase of ssh in focus.yml' });
  });

  it('that is closed with a passphrase is opened with it', async () => {
    const { private: key } = ssh2.utils.generateKeyPairSync('ed25519', {
      passphrase: 'sesame',
      cipher: 'aes256-cbc',
      rounds: 16,
    });
    expect(await failure({ key, keyFile: './k', passphrase: 'wrong' })).toMatchObject({
      message: expect.stringMatching(/: the key \.\/k cannot be read: wrong or missing passphrase$/),
      mend: expect.stringMatching(/passphrase/),
    });
    expect(await failure({ key, passphrase: 'sesame' })).toMatchObject({
      message: expect.stringMatching(/not let focus in/),
    });
  });

  it('is tried again only after a pause, longer at each failure, and works when its host is back', async () => {
    await ssh.down();
    const tunnel = open();
    const tried = () => tunnel.open('127.0.0.1', port).catch((error: unknown) => error);
    expect(await tried()).toMatchObject({
      message: expect.stringMatching(/ECONNREFUSED/),
      mend: expect.stringMatching(/runs/),
    });
    await ssh.up();
    expect(await tried()).toBeInstanceOf(TunnelError);
    await clock.advance(499);
    expect(await tried()).toBeInstanceOf(TunnelError);
    await clock.advance(1);
    expect(await tried()).not.toBeInstanceOf(Error);
  });

  it('that drops ends what goes through, says since when, and is made anew', async () => {
    const tunnel = open();
    const socket = await tunnel.open('127.0.0.1', port);
    const before = clock.now();
    const ended = once(socket.resume(), 'close');
    ssh.drop();
    await ended;
    expect(tunnel.troubleSince(before)?.message).toMatch(/is down: it hung up$/);
    await clock.advance(500);
    expect(tunnel.troubleSince(clock.now())).toBeUndefined();
    const again = await tunnel.open('127.0.0.1', port);
    again.write('x');
    expect(String((await once(again, 'data'))[0])).toBe('x');
    expect(ssh.logins()).toBe(2);
  });

  it('that leads nowhere on is told as the bot’s own, with what mends it', async () => {
    ssh.forbid();
    const focus = openFocusClient(
      { url: `http://127.0.0.1:${port}`, insecureSkipTlsVerify: false, tunnel: open() },
      systemClock,
    );
    expect(await focus.ask({ path: '/ack', timeoutMs: 5_000 })).toMatchObject({
      reason: 'tunnel-down',
      detail: expect.stringContaining(`it forbids connections to 127.0.0.1:${port}`),
      mend: 'Let focus connect on from there: AllowTcpForwarding, PermitOpen',
    });
    focus.close();
  });

  it('is not at fault for a port that its host cannot connect to', async () => {
    const tunnel = open();
    const error = await tunnel.open('127.0.0.1', 1).catch((error: unknown) => error);
    expect(error).not.toBeInstanceOf(TunnelError);
    expect(String(error)).toMatch(/could not connect to 127\.0\.0\.1:1/);
    expect(tunnel.troubleSince(0)).toBeUndefined();
  });
});
