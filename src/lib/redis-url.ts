import { ENCODED, isLoginCut } from './url-login.ts';

/** Where Redis is, as `REDIS_URL` says it. */
export type RedisPlace =
  | { readonly kind: 'one'; readonly url: string }
  | ({ readonly kind: 'sentinel'; readonly master: string; readonly db: number } & Several)
  | ({ readonly kind: 'cluster' } & Several);

interface Several {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
}

const SEVERAL = /^redis(s)?\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^/?#]+)(?:\/([^?#]*))?$/;
const NODE = /^(\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
const PORTS = { sentinel: 26_379, cluster: 6_379 } as const;
const FORMS =
  'redis://host:6379, rediss:// for TLS, redis+sentinel://host,host/master or redis+cluster://host,host, each with user:password@ before the hosts';

/** Throws an Error that says what is wrong, without what was given: it may hold a password. */
export function readRedisUrl(text: string): RedisPlace {
  if (/^rediss?:\/\//.test(text)) {
    if (isLoginCut(text) || text.includes('#')) throw new Error(`one @, and no #, is expected: ${ENCODED}`);
    if (!URL.canParse(text)) throw new Error(`a URL is expected, such as ${FORMS}; ${ENCODED}`);
    const { pathname } = new URL(text);
    if (!/^\/?\d{0,4}$/.test(pathname))
      throw new Error('nothing, or the number of a database such as /2, is expected after host and port');
    return { kind: 'one', url: text };
  }
  if (isLoginCut(text)) throw new Error(`one @ is expected: ${ENCODED}`);
  const [, tls, kind, login, hosts = '', path = ''] = SEVERAL.exec(text) ?? [];
  if (kind !== 'sentinel' && kind !== 'cluster') throw new Error(`${FORMS} is expected`);
  const several = { nodes: nodesOf(hosts, PORTS[kind]), tls: tls !== undefined, ...loginOf(login) };
  if (kind === 'cluster') {
    if (path !== '') throw new Error('nothing is expected after the hosts of a Cluster: it has one database');
    return { kind, ...several };
  }
  const [, master, db = '0'] = /^([\w.-]+)(?:\/(\d+))?$/.exec(path) ?? [];
  if (master === undefined)
    throw new Error(
      'the name of the master is expected after the hosts of the Sentinels, such as /mymaster or /mymaster/0',
    );
  return { kind, ...several, master, db: Number(db) };
}

function nodesOf(hosts: string, usual: number): Several['nodes'] {
  return hosts.split(',').map((text) => {
    const [, host, port = String(usual)] = NODE.exec(text) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535)
      throw new Error('hosts are expected as host:port, with commas between them');
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  });
}

function loginOf(login: string | undefined): Pick<Several, 'username' | 'password'> {
  if (login === undefined) return {};
  const [username, ...password] = login.split(':');
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password.length > 0 && { password: decodeURIComponent(password.join(':')) }),
  };
}
