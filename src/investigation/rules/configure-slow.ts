import { usually, usualOf } from '../baseline.ts';
import { limit, seconds } from '../say.ts';
import type { Timeline } from '../timeline.ts';
import { all } from './looks.ts';
import type { Found, Rule } from './rule.ts';
import { slowPhase } from './slow-phase.ts';

const REMEDY = 'Look at the load of Focus Server: ten calls at once make configure take 15–47 s';

/** The configure call itself was the slow part, or took longer than its own limit though the consumer came in time. */
export const configureSlow: Rule = {
  id: 'configure-slow',
  needs: ['configure-answer'],
  explains: [],
  blames: 'pace',
  only: 'started',
  find: (timeline) => slowPhase(timeline, ['configure'], 'Configure', REMEDY) ?? overItsLimit(timeline),
};

function overItsLimit(timeline: Timeline): Found | undefined {
  const { configured, 'consumer-ready': ready } = timeline.milestones;
  const { configureMs, consumerGoodMs } = timeline.evidence.subject.limits;
  const inTime = ready.state === 'reached' && ready.earliest <= consumerGoodMs;
  if (!inTime || configured.state !== 'reached' || configured.earliest <= configureMs) return undefined;
  const usual = usually(usualOf(['configure'], timeline.evidence.background?.usual));
  return {
    summary: `Configure took ${seconds(configured.earliest)} (limit ${limit(configureMs)}, ${usual}), though the consumer came in time`,
    remedy: REMEDY,
    because: all(timeline, 'configure-answer'),
  };
}
