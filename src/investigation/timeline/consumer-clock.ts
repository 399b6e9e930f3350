import type { Evidence } from '../evidence.ts';
import type { Subject } from '../subject.ts';

/** So much later than its own limit configure was answered, in whole seconds as ms. */
export function configureExcessMs({ configure, limits }: Subject): number {
  if (configure?.outcome !== 'accepted') return 0;
  const excess = configure.answeredAt - configure.sentAt - limits.configureMs;
  return Math.max(0, Math.ceil(excess / 1_000) * 1_000);
}

/**
 * The evidence with limits for the consumer that leave it its time after a late answer of configure: before it, nobody could
 * ask for one, and that it was late is told by itself. They are ms after zero, as all times.
 */
export function withConsumersClock(evidence: Evidence): Evidence {
  const { subject } = evidence;
  const excess = configureExcessMs(subject);
  if (excess === 0) return evidence;
  const { configureMs, ...limits } = subject.limits;
  const later = {
    configureMs,
    consumerGoodMs: limits.consumerGoodMs + excess,
    consumerWarnMs: limits.consumerWarnMs + excess,
    consumerFailMs: limits.consumerFailMs + excess,
  };
  return { ...evidence, subject: { ...subject, limits: later } };
}
