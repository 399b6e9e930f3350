import type { Redis } from 'ioredis';
import { unfit } from '#history/redis-fitness.ts';
import { describeError } from '#lib/errors.ts';
import { joinWords } from '#lib/join-words.ts';
import { type RedisPlace, readRedisUrl } from '#lib/redis-url.ts';
import { clockFindings } from './clock.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';
import { lookAtCertificate, withTls } from './tls.ts';

/** The bot's own Redis, as the doctor is given it. */
export interface RedisTools {
  readonly url: string;
  readonly redis: Redis;
  /** A connection of its own, for what listens. */
  another(): Redis;
  /** Of all keys, in braces. */
  readonly prefix: string;
  /** Host and port, without the login. */
  address(): string;
  /** Rejects with an ExplainedError where it is not reached. */
  answering<T>(work: () => Promise<T>): Promise<T>;
}

/** The server, what it keeps, and what the bot may do there. Nothing is written. */
export async function lookAtRedis(tools: RedisTools, looking: Looking): Promise<readonly Finding[]> {
  const isTls = tools.url.startsWith('rediss');
  const mend = `Correct REDIS_URL in .env${isTls ? ' (redis:// where its port speaks no TLS)' : ''}, or start Redis there`;
  const reaching = reach(looking, mend, () => lookAtServer(tools));
  const server = await withTls(reaching, { url: tools.url, setting: SETTING }, looking);
  if (!isReached(server)) return server;
  const inside = await Promise.all([
    look(looking, () => lookAtKeeping(tools.redis)),
    look(looking, () => lookAtRights(tools)),
    look(looking, () => lookAtClock(tools.redis, looking)),
    lookAtNodes(tools.url, looking),
  ]);
  return [...server, ...inside.flat()];
}

const SETTING = 'REDIS_URL in .env';

/** Of Sentinels and of a Cluster each has a certificate; of one server it is told with the way there. */
async function lookAtNodes(url: string, looking: Looking): Promise<readonly Finding[]> {
  const place = readRedisUrl(url);
  if (place.kind === 'one' || !place.tls) return [];
  const looks = place.nodes.map(({ host, port }) => {
    const whose = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return lookAtCertificate({ url: `rediss://${whose}`, setting: SETTING, whose }, looking);
  });
  return (await Promise.all(looks)).flat();
}

/** Bot and workers date by their own clocks what they leave for each other there. */
async function lookAtClock(redis: Redis, { clock }: Looking): Promise<readonly Finding[]> {
  const sentAt = clock.now();
  try {
    const [seconds = 0, micros = 0] = await redis.time();
    const stamp = Number(seconds) * 1_000 + Number(micros) / 1_000;
    return clockFindings('Redis', { sentAt, answeredAt: clock.now(), stamp, precisionMs: 1 }, LATE);
  } catch (error) {
    return [unknown(`its clock could not be read: ${refusalOf(error)}`, 'ACL SETUSER USER +time')];
  }
}

const LATE = 'where bot and workers differ so much, checks begin and waits end at the wrong time';

async function lookAtServer({ redis, url, address, answering }: RedisTools): Promise<readonly Finding[]> {
  await answering(() => redis.ping());
  const place = readRedisUrl(url);
  const where = `at ${address()}${wayOf(place)}`;
  const said = await infoOf(redis, 'server');
  const version = said.get('redis_version');
  if (version === undefined) return [unknown(`answers ${where}; its version is not told`, INFO)];
  const old = isOlder(version) ? [wrong(`it is ${version}, and 6.2 or newer is needed`, 'Upgrade Redis')] : [];
  const other = await lookAtKind(redis, place, said.get('redis_mode'));
  // It is not the server that REDIS_URL takes it for: what it may do there says nothing.
  return other.length > 0 ? other : [ok(`${version} ${where}`), ...old];
}

const INFO = 'ACL SETUSER USER +info';
const LEAST = [6, 2] as const;

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]);
}

function wayOf(place: RedisPlace): string {
  const tls = place.kind === 'one' ? place.url.startsWith('rediss:') : place.tls;
  const kind = { one: '', sentinel: ', by Sentinel', cluster: ', a Cluster' }[place.kind];
  return `${kind}${tls ? ', TLS' : ''}`;
}

/** Whether it is what REDIS_URL takes it for. */
async function lookAtKind(redis: Redis, { kind }: RedisPlace, mode: string | undefined): Promise<readonly Finding[]> {
  if (kind !== 'one') return [];
  if (mode === 'cluster')
    return [wrong('it is a Cluster, and is asked as one server', 'Write REDIS_URL=redis+cluster://host,host in .env')];
  const role = (await infoOf(redis, 'replication')).get('role');
  return role === 'slave'
    ? [wrong('it is a replica, and takes no writes', 'Name its master, or the Sentinels, in REDIS_URL in .env')]
    : [];
}

/** What it says of itself; nothing where it may not be asked. */
async function infoOf(redis: Redis, section: string): Promise<ReadonlyMap<string, string>> {
  const said = await redis.info(section).catch((error: unknown) => {
    if (isRefusal(error)) return '';
    throw error;
  });
  return new Map([...said.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name ?? '', value ?? '']));
}

async function lookAtKeeping(redis: Redis): Promise<readonly Finding[]> {
  const found = await unfit(redis);
  if (found.length === 0) return [ok('keeps all that it gets: noeviction, with an append-only file')];
  return found.map(({ isSeen, found: what, mend }) => (isSeen ? wrong : unknown)(what, mend));
}

/** What the bot asks of Redis, each as it changes nothing: of a key that is not there, and a channel that nobody hears. */
function trials({ redis, another, prefix }: RedisTools): readonly (readonly [string, () => Promise<unknown>])[] {
  const key = `${prefix}:doctor:none`;
  return [
    ['read keys', () => redis.get(key)],
    ['write keys', () => redis.set(key, '', 'XX')],
    ['delete keys', () => redis.del(key)],
    ['write sorted sets', () => redis.zadd(key, 'XX', 0, 'none')],
    ['write streams', () => redis.xadd(key, 'NOMKSTREAM', '*', 'none', '')],
    ['run scripts', () => redis.eval('return redis.call("get", KEYS[1])', 1, key)],
    ['publish', () => redis.publish(key, '')],
    ['subscribe', () => heard(another(), key)],
  ];
}

async function heard(redis: Redis, channel: string): Promise<void> {
  try {
    await redis.subscribe(channel);
  } finally {
    redis.disconnect();
  }
}

async function lookAtRights(tools: RedisTools): Promise<readonly Finding[]> {
  const tried = await Promise.all(
    trials(tools).map(async ([what, tryOut]) => ({ what, why: await tryOut().then(() => undefined, refusalOf) })),
  );
  const refused = tried.flatMap(({ what, why }) => (why === undefined ? [] : [{ what, why }]));
  const [first] = refused;
  if (!first) return [ok('may do all that the bot does there')];
  const prefix = tools.prefix;
  return [
    wrong(
      `may not ${joinWords(refused.map(({ what }) => what))}: ${first.why}`,
      `ACL SETUSER USER ~${prefix}* &${prefix}* +@all -@dangerous`,
    ),
  ];
}

function refusalOf(error: unknown): string {
  if (!isRefusal(error)) throw error;
  return describeError(error);
}

/** Redis has answered, and said no. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
