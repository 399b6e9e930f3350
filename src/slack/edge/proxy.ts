import { createRequire } from 'node:module';
import type { Dispatcher } from 'undici';

export interface ProxySettings {
  /** Of what calls out over https. */
  readonly HTTPS_PROXY?: string;
  /** Hosts that are called without it, with commas between them. */
  readonly NO_PROXY?: string;
}

/** The way to Slack where a proxy is set; undefined without one. The stack is always called directly. */
export function proxyTo({ HTTPS_PROXY: uri, NO_PROXY: noProxy = '' }: ProxySettings): Dispatcher | undefined {
  if (uri === undefined) return undefined;
  // Read only where there is one.
  const { EnvHttpProxyAgent }: typeof import('undici') = createRequire(import.meta.url)('undici');
  return new EnvHttpProxyAgent({ httpProxy: uri, httpsProxy: uri, noProxy });
}
