import { namedKinds } from '../facts.ts';
import type { Rule } from '../finding.ts';
import type { Observation } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { hiddenKinds, kubernetesGaps, objectKinds } from './kubernetes-gaps.ts';
import { all, isOfEnvironment, last } from './read-timeline.ts';

/** Nothing of Kubernetes answered the bot while Focus Server did: nothing is known of pods, and none is called absent. */
export const kubernetesUnreachable: Rule = {
  id: 'kubernetes-unreachable',
  means: 'Kubernetes does not answer the bot',
  needs: [],
  explains: [],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    const gaps = kubernetesGaps(timeline, ['unreachable', 'timed-out']);
    const hidden = hiddenKinds(gaps);
    const answer = witness(timeline);
    const first = gaps[0];
    if (!first || !answer || !objectKinds.every((kind) => hidden.includes(kind))) return undefined;
    // What told and says nothing any more may have fallen silent with it.
    const told = 'fact' in answer && answer.fact.kind === 'metadata-answer';
    const isSilentToo = told && last(timeline, 'metadata-answer')?.fact.answer === 'network-error';
    return {
      confidence: isSilentToo ? 'possible' : 'certain',
      headline: 'the Kubernetes API did not answer the bot, so pods, events and logs were not seen',
      summary: `The Kubernetes API did not answer the bot, while ${'fact' in answer && answer.fact.kind.endsWith('-state') ? 'the rest of the stack' : 'Focus Server'} did (${first.detail}): what was not seen is ${namedKinds(hidden)}`,
      remedy: 'Open the way from the bot to the Kubernetes API, such as its tunnel, then run again',
      because: [answer],
      gaps,
      refuter:
        'An answer of the Kubernetes API to a call from where the bot runs, in the same minute, would show it wrong',
      commands: [
        kubectl(timeline, "get --raw='/readyz' --request-timeout=5s"),
        kubectl(timeline, 'config view --minify'),
      ],
    };
  },
};

/** The last that Focus Server itself said in this run. */
function focusServerAnswer(timeline: Timeline): Observation | undefined {
  const answers = all(timeline, 'metadata-answer').filter(
    ({ fact }) => fact.answer === 'ready' || fact.answer === 'id-unknown' || fact.answer === 'route-absent',
  );
  const acks = all(timeline, 'ack-answer').filter(({ fact }) => fact.ok);
  return answers.at(-1) ?? acks.at(-1);
}

/** Without a job, also what a store of the stack said. */
function witness(timeline: Timeline): Observation | undefined {
  const stores = [...all(timeline, 'broker-state'), ...all(timeline, 'database-state')];
  const answered = focusServerAnswer(timeline);
  return answered ?? (isOfEnvironment(timeline) ? stores.find(({ fact }) => fact.reachable) : undefined);
}
