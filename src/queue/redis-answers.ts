import { systemClock } from '#lib/clock.ts';
import { describeError, ExplainedError } from '#lib/errors.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { address, workerRedis } from './connection.ts';

/** What no waiting mends, in the words of Redis and ioredis. */
const MISTAKES: readonly (readonly [sign: RegExp, told: string, mend: string])[] = [
  [
    /WRONGPASS|NOAUTH/,
    'refused the login',
    'Correct user and password before the host in REDIS_URL in .env; a password alone is written :PASSWORD@',
  ],
  [
    /NOPERM/,
    'does not let its user do what the bot does',
    '`npm run --silent focus -- doctor` says which rights are missing',
  ],
  [
    /DB index|value is not an integer/,
    'has no database of that number',
    'Correct what stands after host and port in REDIS_URL in .env',
  ],
  [
    /\bMOVED\b|cluster mode/,
    'is a Cluster, and is asked as one server',
    'Write REDIS_URL=redis+cluster://host,host in .env',
  ],
  [/cluster support disabled/, 'is no Cluster, and is asked as one', 'Write redis:// in REDIS_URL in .env'],
  // 21 begins an alert of TLS.
  [/Unknown RESP type 21\b/, 'speaks TLS', 'Write rediss:// in REDIS_URL in .env'],
  [
    /Unknown RESP type/,
    'does not speak as Redis does',
    'Correct host and port in REDIS_URL in .env: another server listens there',
  ],
];

/** What is wrong with REDIS_URL, as what came back from there tells; undefined where it may be an outage. */
export function redisMistake(redis: Parameters<typeof address>[0], error: unknown): ExplainedError | undefined {
  const said = describeError(error instanceof Error && 'lastNodeError' in error ? error.lastNodeError : error);
  const [, told, mend] = MISTAKES.find(([sign]) => sign.test(said)) ?? [];
  if (told === undefined || mend === undefined) return undefined;
  return new ExplainedError(`Redis at ${address(redis)} ${told}`, mend, { cause: error });
}

/** Whoever looks on sees what is waited for. */
const SILENT_MS = 2_000;
const AGAIN_MS = 1_000;

/** Waits until Redis answers. Rejects with an ExplainedError where it never will, as REDIS_URL is wrong. */
export async function redisAnswers(url: string, prefix: string, log: Log): Promise<void> {
  const redis = workerRedis(url, silentLog);
  let isTold = false;
  let isOver = false;
  const tell = (why: string) => {
    if (!isTold && !isOver)
      log.warn({}, `Redis at ${address(redis)} ${why}; it is waited for, and REDIS_URL in .env says where it is`);
    isTold = true;
  };
  const judge = (error: unknown, refuse: (mistake: ExplainedError) => void) => {
    const mistake = redisMistake(redis, error);
    if (mistake) refuse(mistake);
    else tell(`cannot be reached: ${describeError(error)}`);
  };
  /** What it says no to for now, such as a replica that becomes the master, is asked again. */
  const answered = async (): Promise<void> => {
    while (!isOver) {
      try {
        // There is no such key: nothing is written.
        return void (await redis.set(`${prefix}:none`, '', 'XX'));
      } catch (error) {
        judge(error, (mistake) => {
          throw mistake;
        });
        await systemClock.sleep(AGAIN_MS);
      }
    }
  };
  const silence = setTimeout(
    tell,
    SILENT_MS,
    `has not answered yet${url.startsWith('rediss') ? ' over TLS (redis:// is for a port without)' : ''}`,
  );
  try {
    const mistaken = new Promise<never>((_resolve, reject) => {
      redis.on('error', (error) => judge(error, reject));
    });
    await Promise.race([mistaken, answered()]);
  } finally {
    isOver = true;
    clearTimeout(silence);
    redis.disconnect();
  }
}
