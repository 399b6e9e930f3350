import type { BrokerSeen } from '#investigation/observation.ts';
import type { Look } from '#investigation/probe.ts';
import { BlindError } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { connectAmqp, type RabbitmqSettings } from './client.ts';
import { type BrokerHealth, openManagement } from './management.ts';

export interface BrokerLook {
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What one way of looking at the broker came to; undefined where it is not configured. */
type Way<T> = Look<T> | { readonly kind: 'blind'; readonly error: BlindError } | undefined;

/**
 * One look at the broker as a whole, by both ways side by side: AMQP, which jobs take, tells whether it can be reached, and
 * the management API its alarms. Throws a BlindError when no way that is left may look.
 */
export async function lookAtBroker(look: BrokerLook): Promise<BrokerSeen> {
  const [amqp, management] = await Promise.all([blindly(byAmqp(look)), blindly(byManagement(look))]);
  const main = amqp && amqp.kind !== 'blind' ? amqp : (management ?? amqp);
  if (!main) throw new BlindError('not-configured', 'neither AMQP nor the management API of RabbitMQ is configured');
  if (main.kind === 'blind') throw main.error;
  if (main.kind === 'unreachable') return { reachable: false, detail: main.detail };
  const version = main.value.version ?? (management?.kind === 'seen' ? management.value.version : undefined);
  return {
    reachable: true,
    detail: 'answers',
    ...(version !== undefined && { version }),
    ...alarmsOf(management),
  };
}

/** Resolves with the version that it tells. */
async function byAmqp({ settings, clock, signal }: BrokerLook): Promise<Way<{ readonly version?: string }>> {
  const { amqpUrl } = settings;
  if (amqpUrl === undefined) return undefined;
  const connected = await connectAmqp({ ...settings, amqpUrl }, clock, signal);
  if (connected.kind === 'unreachable') return connected;
  const { version } = connected.value;
  // Its goodbye is not waited for.
  void connected.value.close();
  return { kind: 'seen', value: version === undefined ? {} : { version } };
}

async function byManagement({ settings, clock, signal }: BrokerLook): Promise<Way<BrokerHealth>> {
  const { managementUrl } = settings;
  if (managementUrl === undefined) return undefined;
  const management = openManagement({ ...settings, managementUrl }, clock);
  try {
    // It asks twice, with 3 s each: the alarms are worth waiting for, the version after them is not.
    const health = await management.health(AbortSignal.any([signal, clock.timeout(HEALTH_MS)]));
    if (health.kind === 'unreachable') return health;
    return REFUSED.test(health.value.detail) ? blind('refused', health.value.detail) : health;
  } finally {
    management.close();
  }
}

const HEALTH_MS = 3_500;
/** The words of `health()` for an answer without a list of alarms. */
const UNREAD = /its alarms could not be read/;
const REFUSED = /its alarms could not be read: 40[13]\b/;

function blind(reason: BlindError['reason'], detail: string): Way<never> {
  return { kind: 'blind', error: new BlindError(reason, detail) };
}

async function blindly<T>(way: Promise<Way<T>>): Promise<Way<T>> {
  try {
    return await way;
  } catch (error) {
    if (error instanceof BlindError) return { kind: 'blind', error };
    throw error;
  }
}

function alarmsOf(management: Way<BrokerHealth>): Pick<BrokerSeen, 'alarms' | 'alarmsNotSeen'> {
  if (!management) return {};
  switch (management.kind) {
    case 'seen': {
      const { alarms, detail } = management.value;
      return UNREAD.test(detail) ? { alarmsNotSeen: detail } : { alarms };
    }
    case 'unreachable':
      return { alarmsNotSeen: management.detail };
    case 'blind':
      return { alarmsNotSeen: management.error.message };
  }
}
