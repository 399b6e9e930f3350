import { createRequire } from 'node:module';
import type { Dispatcher } from 'undici';
import { unlessAborted } from '#lib/deadline.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';

export interface ProxySettings {
  /** Of what calls out over https. */
  readonly HTTPS_PROXY?: string;
  /** Hosts that are called without it, with commas between them. */
  readonly NO_PROXY?: string;
}

/** Proxies answer CONNECT at once, or once they have the other end. Real time, as all that undici waits for. */
const PATIENCE_MS = 4_000;

/**
 * The way to Slack where a proxy is set; undefined without one. The stack is always called directly. Where the proxy is
 * in the way, an ExplainedError says so by its setting.
 */
export function proxyTo({ HTTPS_PROXY: uri, NO_PROXY: noProxy = '' }: ProxySettings): Dispatcher | undefined {
  if (uri === undefined) return undefined;
  // Read only where there is one.
  const { EnvHttpProxyAgent, Pool }: typeof import('undici') = createRequire(import.meta.url)('undici');
  const clientFactory = (origin: URL, options: object): Dispatcher => {
    const pool = new Pool(origin, options);
    const connect = pool.connect.bind(pool) as (to: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>;
    return Object.assign(pool, { connect: (to: Dispatcher.ConnectOptions) => connectBy(origin, connect, to) });
  };
  return new EnvHttpProxyAgent({ httpProxy: uri, httpsProxy: uri, noProxy, clientFactory });
}

async function connectBy(
  { protocol, host }: URL,
  connect: (to: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>,
  to: Dispatcher.ConnectOptions,
): Promise<Dispatcher.ConnectData> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const answered = await unlessAborted(patience, connect({ ...to, signal: patience })).catch((error: unknown) => {
    throw inTheWay(patience.aborted ? `no answer in ${PATIENCE_MS / 1_000} s` : describeError(error));
  });
  if (answered.statusCode === 200) return answered;
  answered.socket.on('error', () => {}).destroy();
  const login = answered.statusCode === 407 ? ', it wants user:password@ before its host, or another one' : '';
  throw inTheWay(`it answered ${answered.statusCode}${login}`);

  function inTheWay(why: string): ExplainedError {
    return new ExplainedError(
      `the proxy of HTTPS_PROXY, ${protocol}//${host}: ${why}`,
      'Correct HTTPS_PROXY in .env, see to that proxy, or name the host that is called in NO_PROXY',
    );
  }
}
