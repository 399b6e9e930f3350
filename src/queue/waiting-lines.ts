import { QueueKeys } from 'bullmq';
import type { Redis } from 'ioredis';
import { systemClock } from '#lib/clock.ts';
import type { WaitingLine } from '#telemetry/readings.ts';
import { CHECKS, laneName, lanes, queueName } from './names.ts';

/** Of each queue how many run and wait, and when the oldest that waits was stored, '' where none does. */
const READ = `
local read = {}
for i = 1, #KEYS, 4 do
  local waiting = redis.call('LRANGE', KEYS[i + 1], 0, -1)
  for j = 2, 3 do
    for _, id in ipairs(redis.call('ZRANGE', KEYS[i + j], 0, -1)) do waiting[#waiting + 1] = id end
  end
  local oldest = ''
  for _, id in ipairs(waiting) do
    local at = redis.call('HGET', ARGV[(i + 3) / 4] .. id, 'timestamp')
    if at and (oldest == '' or tonumber(at) < tonumber(oldest)) then oldest = at end
  end
  read[#read + 1] = {redis.call('LLEN', KEYS[i]), #waiting, oldest}
end
return read`;

const LISTS = ['active', 'wait', 'prioritized', 'waiting-children'] as const;

/** What waits and runs of each environment: one command for all of them. Ages are in real time, as Redis is no part of the lab's world. */
export async function readWaitingLines(
  redis: Pick<Redis, 'eval'>,
  prefix: string,
  environments: readonly string[],
): Promise<readonly WaitingLine[]> {
  const keys = new QueueKeys(prefix);
  const queues = environments.flatMap((environment) => [
    { environment, queue: 'investigations' as const, name: queueName(environment) },
    ...lanes.map((queue) => ({ environment, queue, name: laneName(queue, environment) })),
  ]);
  const lists = queues.flatMap(({ name }) => LISTS.map((list) => keys.toKey(name, list)));
  const items = queues.map(({ name }) => keys.toKey(name, ''));
  const read = (await redis.eval(READ, lists.length, ...lists, ...items)) as readonly (readonly [
    number,
    number,
    string,
  ])[];
  const now = systemClock.now();
  return read.flatMap(([running, waiting, oldest], index) => {
    const of = queues[index];
    const oldestMs = oldest === '' ? 0 : Math.max(0, now - Number(oldest));
    return of ? [{ environment: of.environment, queue: of.queue, running, waiting, oldestMs }] : [];
  });
}

/** How late the latest tick of a check is, real ms; 0 where none is. */
export async function readOverdue(redis: Pick<Redis, 'zrange'>, prefix: string): Promise<number> {
  const [, due] = await redis.zrange(new QueueKeys(prefix).toKey(CHECKS, 'repeat'), '0', '0', 'WITHSCORES');
  return due === undefined ? 0 : Math.max(0, systemClock.now() - Number(due));
}
