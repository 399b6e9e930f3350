import { hash } from 'node:crypto';
import type { EnvironmentPart, EnvironmentParts, GapReason } from '#investigation/observation.ts';
import { BlindError, type Probe } from '#investigation/probe.ts';
import type { Clock } from '#lib/clock.ts';
import { joinFirst } from '#lib/join-words.ts';
import type { RabbitmqSettings } from './client.ts';
import { type ListedPolicy, type Management, openManagement } from './management.ts';

export interface PoliciesOptions {
  readonly settings: RabbitmqSettings & { readonly managementUrl: string };
  readonly clock: Clock;
}

const MOST_POLICIES = 300;
const LONGEST = 150;
const MOST_KEYS = 10;

/** One look at the policies of RabbitMQ's vhost. Nobody waits for it, and what it may not see is not missed. */
export function policiesProbe({ settings, clock }: PoliciesOptions): Probe {
  return {
    id: 'broker-policies',
    sees: ['environment-parts'],
    about: 'environment',
    async *watch(_subject, signal) {
      if (signal.aborted) return;
      const management = openManagement(settings, clock);
      try {
        const fact = await look(management, signal);
        yield { at: clock.now(), fact };
      } finally {
        management.close();
      }
    },
  };
}

async function look(management: Management, signal: AbortSignal): Promise<EnvironmentParts> {
  try {
    const policies = await management.policies(signal);
    if (policies.kind === 'unreachable') return unseen('unreachable');
    if (policies.value.length > MOST_POLICIES) return unseen('cut-short');
    const parts = policies.value.map(partOf);
    return { kind: 'environment-parts', complete: ['broker policy'], parts, notSeen: [] };
  } catch (error) {
    if (error instanceof BlindError) return unseen(error.reason);
    throw error;
  }
}

function unseen(reason: GapReason): EnvironmentParts {
  return { kind: 'environment-parts', complete: [], parts: [], notSeen: [{ what: 'broker policy', reason }] };
}

/** What a policy sets is told by its names; that a value is another, by four bytes of a hash. */
function partOf({ name, pattern, priority, definition, ...policy }: ListedPolicy): EnvironmentPart {
  const sets = Object.entries(definition).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = hash('sha256', JSON.stringify(sets), 'hex').slice(0, 8);
  const version = [
    `${policy['apply-to']} ${pattern.slice(0, LONGEST)}`,
    `priority ${priority}`,
    `${joinFirst(
      sets.map(([key]) => key),
      MOST_KEYS,
    )} (${values})`,
  ];
  return { what: 'broker policy', name, version: version.join('; ') };
}
