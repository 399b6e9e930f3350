import type { Config } from '#config.ts';
import { lineText, troublesOf } from '#doctor/as-text.ts';
import { keepExamination } from '#doctor/kept.ts';
import { systemClock } from '#lib/clock.ts';
import { describeError } from '#lib/errors.ts';
import { type Log, silentLog } from '#lib/logger.ts';
import { answering, failFastRedis } from '#queue/connection.ts';
import { prefixOf } from '#queue/names.ts';
import { examineAll } from './doctor.ts';

/**
 * What does not work at a start, in the log and for the App Home. Nobody waits for it, and it never rejects. A bot without
 * a worker looks at no stack, which may be out of its reach, and leaves the App Home to the worker.
 */
export async function tellExamination(config: Config, role: 'bot' | 'worker', log: Log): Promise<void> {
  try {
    const asked = { clock: systemClock, signal: new AbortController().signal };
    const environments = role === 'bot' ? { environments: [] } : {};
    const lines = await examineAll({ ...config, mistakes: [] }, { ...asked, ...environments });
    for (const line of troublesOf(lines)) log[line.state === 'wrong' ? 'warn' : 'info']({}, lineText(line));
    if (role === 'worker') await keep(config, lines);
  } catch (error) {
    log.warn({ error: describeError(error) }, 'what does not work could not be found out, or not be kept');
  }
}

async function keep({ settings }: Config, lines: Awaited<ReturnType<typeof examineAll>>): Promise<void> {
  const redis = failFastRedis(settings.REDIS_URL, silentLog);
  const prefix = prefixOf(settings.REDIS_PREFIX);
  try {
    await answering(redis, 'It', () => keepExamination(redis, prefix, { at: systemClock.now(), lines }));
  } finally {
    redis.disconnect();
  }
}
