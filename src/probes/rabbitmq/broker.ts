import type { BrokerState } from '#investigation/observation.ts';
import { BlindError, type Look, type Sighting, whyOf } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { deadline } from '#lib/deadline.ts';
import { connectAmqp, type RabbitmqSettings } from './client.ts';
import { openManagement } from './management.ts';

export interface BrokerLook {
  readonly settings: RabbitmqSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

type Way = Omit<BrokerState, 'kind'>;

/**
 * One look at the broker as a whole, by both ways side by side: AMQP, which jobs take, tells whether it can be reached, and
 * the management API its alarms. One that is refused has been reached. Throws a BlindError when every way is refused.
 */
export async function* lookAtBroker(look: BrokerLook): AsyncGenerator<Sighting> {
  const { amqpUrl, managementUrl } = look.settings;
  if (amqpUrl === undefined && managementUrl === undefined)
    throw new BlindError('not-configured', 'neither AMQP nor the management API of RabbitMQ is configured');
  const ways = await Promise.all([
    ...(amqpUrl === undefined ? [] : [orRefused('amqp', byAmqp(look, amqpUrl))]),
    ...(managementUrl === undefined ? [] : [orRefused('management', byManagement(look, managementUrl))]),
  ]);
  const at = look.clock.now();
  const refusals = ways.flatMap(({ refusal }) => refusal ?? []);
  for (const { state } of ways) if (state) yield { at, fact: { kind: 'broker-state', ...state } };
  if (refusals[0] && refusals.length === ways.length) throw refusals[0];
  for (const { state, refusal } of ways)
    if (refusal && !state) yield { at, gap: { kinds: ['broker-state'], ...whyOf(refusal) } };
}

async function byAmqp({ settings, clock, signal }: BrokerLook, amqpUrl: string): Promise<Way> {
  const connected = await connectAmqp({ ...settings, amqpUrl }, clock, signal);
  if (connected.kind === 'unreachable') return silent('amqp', connected);
  const { version } = connected.value;
  // Its goodbye is not waited for.
  void connected.value.close();
  return {
    reachable: true,
    via: 'amqp',
    ...(version !== undefined && { version }),
    alarms: [],
    detail: 'connected by AMQP',
  };
}

/** It asks twice, with 3 s each: the alarms are worth waiting for, the version after them is not. */
const HEALTH_MS = 3_500;

async function byManagement({ settings, clock, signal }: BrokerLook, managementUrl: string): Promise<Way> {
  const management = openManagement({ ...settings, managementUrl }, clock);
  const patience = deadline(clock, HEALTH_MS, signal);
  try {
    const health = await management.health(patience.signal);
    if (health.kind === 'unreachable') return silent('management', health);
    return { reachable: true, via: 'management', ...health.value };
  } finally {
    patience.clear();
    management.close();
  }
}

function silent(via: BrokerState['via'], { detail }: Extract<Look<unknown>, { kind: 'unreachable' }>): Way {
  return { reachable: false, via, alarms: [], detail };
}

async function orRefused(
  via: BrokerState['via'],
  way: Promise<Way>,
): Promise<{ readonly state?: Way; readonly refusal?: BlindError }> {
  try {
    return { state: await way };
  } catch (error) {
    if (!(error instanceof BlindError)) throw error;
    // Where the bot's own trust or settings are in the way, nothing is known of the broker.
    if (error.reason === 'not-trusted' || error.reason === 'misdirected') return { refusal: error };
    const isReached = error.reason === 'refused';
    return { state: { reachable: isReached, via, alarms: [], detail: error.message }, refusal: error };
  }
}
