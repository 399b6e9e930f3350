import { counted } from '#lib/counted.ts';
import { connectAmqp, type RabbitmqSettings } from '#probes/rabbitmq/client.ts';
import { type Management, NOT_TOLD, openManagement } from '#probes/rabbitmq/management.ts';
import { type Finding, ok, unknown, wrong } from './line.ts';
import { isReached, type Looking, look, reach } from './look.ts';
import { withTls } from './tls.ts';

/** Both ways there: by AMQP, which counts at once, and by the management API, which lists. */
export async function lookAtRabbitmq(settings: RabbitmqSettings, looking: Looking): Promise<readonly Finding[]> {
  const { amqpUrl, managementUrl } = settings;
  const ways = [
    ...(amqpUrl === undefined ? [] : [lookByAmqp({ ...settings, amqpUrl }, looking)]),
    ...(managementUrl === undefined ? [] : [lookByManagement({ ...settings, managementUrl }, looking)]),
  ];
  return (await Promise.all(ways)).flat();
}

/** Named as jobs' queues are, and of no job. */
const NO_QUEUE = 'grpc-job-0-0';

async function lookByAmqp(
  settings: RabbitmqSettings & { readonly amqpUrl: string },
  looking: Looking,
): Promise<readonly Finding[]> {
  const mend = 'Correct host and port in rabbitmq.amqpUrl in focus.yml, or open the way there';
  const found = reach(looking, mend, async (signal) => {
    const connected = await connectAmqp(settings, looking.clock, signal);
    if (connected.kind === 'unreachable') return [wrong(connected.detail, mend)];
    try {
      const { version } = connected.value;
      const looked = await connected.value.look(NO_QUEUE);
      if (looked.kind === 'unreachable')
        return [unknown(`whether it may look at queues is not known: ${looked.detail}`)];
      return [ok(`${version ?? 'connected'} by AMQP, vhost ${settings.vhost}, may look at queues`)];
    } finally {
      void connected.value.close();
    }
  });
  const address = { ...settings, url: settings.amqpUrl, setting: 'rabbitmq.amqpUrl in focus.yml', whose: 'AMQP' };
  return withTls(found, address, looking);
}

async function lookByManagement(
  settings: RabbitmqSettings & { readonly managementUrl: string },
  looking: Looking,
): Promise<readonly Finding[]> {
  const { managementUrl: url } = settings;
  const setting = 'rabbitmq.managementUrl in focus.yml';
  const management = openManagement(settings, looking.clock);
  const mend = 'Correct rabbitmq.managementUrl in focus.yml, or: rabbitmq-plugins enable rabbitmq_management';
  try {
    const reaching = reach(looking, mend, (signal) => lookAtQueues(management, mend, signal));
    const queues = await withTls(reaching, { ...settings, url, setting, whose: 'its management API' }, looking);
    if (!isReached(queues)) return queues;
    const more = await Promise.all([
      look(looking, (signal) => lookAtAlarms(management, signal)),
      look(looking, (signal) => lookAtFeatures(management, signal)),
    ]);
    return [...queues, ...more.flat()];
  } finally {
    management.close();
  }
}

async function lookAtQueues(management: Management, mend: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const listed = await management.queues(signal);
  if (listed.kind === 'unreachable') return [wrong(listed.detail, mend)];
  return [ok(`its management API lists ${counted(listed.value.length, 'queue')}`)];
}

async function lookAtAlarms(management: Management, signal: AbortSignal): Promise<readonly Finding[]> {
  const health = await management.health(signal);
  if (health.kind === 'unreachable') return [unknown(health.detail)];
  const { alarms } = health.value;
  if (alarms.length === 0) return [];
  return [
    wrong(`it has an alarm (${alarms.join(', ')}): it takes no messages`, `Free ${alarms.join(' and ')} on its node`),
  ];
}

const MAY_MONITOR = ['monitoring', 'administrator'];

/** Which of its features are on that tell more than a list. */
async function lookAtFeatures(management: Management, signal: AbortSignal): Promise<readonly Finding[]> {
  const about = await management.features(signal);
  if (about.kind === 'unreachable') return [unknown(about.detail)];
  const { tags, hasStatistics, hasEventExchange } = about.value;
  if (!tags.some((tag) => MAY_MONITOR.includes(tag)))
    return [
      wrong(
        `its user has the tags "${tags.join(', ')}": alarms and statistics are not told`,
        'rabbitmqctl set_user_tags USER monitoring',
      ),
    ];
  const events = hasEventExchange ? 'an event exchange' : 'no event exchange';
  if (hasStatistics === false) return [wrong(`it keeps no statistics: ${NOT_TOLD.detail}`, NOT_TOLD.mend)];
  if (hasStatistics === undefined) return [unknown(`whether it keeps statistics is not told; it has ${events}`)];
  return [ok(`it keeps statistics, and has ${events}`)];
}
