import type { Found, Rule } from '../finding.ts';
import { limit, plainly, seconds } from '../say.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { usually, usualOf } from '../timeline/usual.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all } from './read-timeline.ts';
import { type SlowWords, slowPhase } from './slow-phase.ts';

/** The configure call itself was the slow part, or took longer than its own limit though the consumer came in time. */
export const configureSlow: Rule = {
  id: 'configure-slow',
  means: 'configure is slow',
  needs: ['configure-answer'],
  explains: [],
  blames: 'pace',
  asksOf: ['started'],
  find: (timeline) => slowPhase(timeline, ['configure'], words(timeline)) ?? overItsLimit(timeline),
};

function words(timeline: Timeline): SlowWords {
  const selector = backendSelector(timeline);
  return {
    what: 'Configure',
    part: 'configure',
    confidence: 'certain',
    remedy: 'Configure fewer jobs at once: ten calls at the same time make it take 15–47 s',
    refuter: `GET /ack of ${timeline.evidence.subject.environment} taking as long at a quiet hour would show it wrong: then it is the way there`,
    commands: [
      kubectl(timeline, 'get jobs --sort-by=.metadata.creationTimestamp | grep grpc-job | tail -20'),
      kubectl(timeline, `top pods -l ${selector}`),
      kubectl(timeline, `logs -l ${selector} --tail=-1 --since=10m | grep -E 'got configuration|Applied YAML'`),
      curl(timeline, `/ack -o /dev/null -w '%{time_total}s\\n'`),
    ],
  };
}

function overItsLimit(timeline: Timeline): Found | undefined {
  const { configured, 'consumer-ready': ready } = timeline.milestones;
  const { configureMs, consumerGoodMs } = timeline.evidence.subject.limits;
  const inTime = ready.state === 'reached' && ready.earliest <= consumerGoodMs;
  if (!inTime || configured.state !== 'reached' || configured.earliest <= configureMs) return undefined;
  const usual = usually(usualOf(['configure'], timeline.evidence.background?.usual));
  const { what: _its, part: _part, ...rest } = words(timeline);
  return {
    headline: `configure took ${plainly(configured.earliest)}, though the consumer came in time`,
    summary: `Configure took ${seconds(configured.earliest)} (limit ${limit(configureMs)}, ${usual}), though the consumer came in time`,
    because: all(timeline, 'configure-answer'),
    ...rest,
  };
}
