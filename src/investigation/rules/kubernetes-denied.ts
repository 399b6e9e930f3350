import { joinWords } from '#lib/join-words.ts';
import { namedKinds } from '../facts.ts';
import type { Found, Rule } from '../finding.ts';
import type { Gap } from '../observation.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { grantAccess, RESOURCES } from './access.ts';
import { kubectl } from './commands.ts';
import { hiddenKinds, kubernetesGaps } from './kubernetes-gaps.ts';

/** `User "system:serviceaccount:focus:focus-bot" cannot list resource "pods" in API group "" in the namespace "panda"` */
const DENIAL = /User "([^"\s]{1,253})" cannot ([a-z]{1,20}) resource "([a-z0-9./-]{1,100})"/;
/** What a shell takes as one plain word. */
const PLAIN = /^[\w@.:+-]+$/;

/** The bot may not look at what it would have to see: that is said of the bot, never of the stack. */
export const kubernetesDenied: Rule = {
  id: 'kubernetes-denied',
  means: 'Kubernetes refuses the bot',
  needs: [],
  explains: [],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    const gaps = kubernetesGaps(timeline, ['refused']);
    if (gaps.length === 0) return undefined;
    const unseen = namedKinds(hiddenKinds(gaps));
    if (gaps.every(({ detail }) => /answered 401\b/.test(detail))) return unknownUser(timeline, gaps, unseen);
    const denials = denialsOf(gaps);
    const { namespace } = timeline.evidence.subject.stack ?? {};
    const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
    const what = denials.length > 0 ? verbs(denials) : 'look';
    return {
      confidence: 'certain',
      headline: `Kubernetes refuses the bot (403): it may not ${what}`,
      summary: `The bot may not ${what}${where}: Kubernetes answered 403, so what was not seen is ${unseen}`,
      remedy: `Let ${denials[0]?.user ?? 'the user of the bot'} get, list and watch ${RESOURCES.replaceAll(',', ', ')}${where}: the commands make the Role and bind it`,
      because: [],
      gaps,
      refuter: 'An answer "yes" of kubectl auth can-i for the same user, verb and resource would show it wrong',
      commands: commands(timeline, denials, gaps.find(({ detail }) => DENIAL.test(detail))?.detail ?? ''),
    };
  },
};

function unknownUser(timeline: Timeline, gaps: readonly Gap[], unseen: string): Found {
  return {
    confidence: 'certain',
    headline: 'Kubernetes refuses the bot (401): its token or certificate is no longer valid',
    summary: `Kubernetes does not know who the bot is: it answered 401, so what was not seen is ${unseen}`,
    remedy: 'Renew the token or certificate in the kubeconfig of the bot',
    because: [],
    gaps,
    refuter: 'An answer of kubectl auth whoami with the same kubeconfig would show it wrong',
    commands: [kubectl(timeline, 'auth whoami')],
  };
}

interface Denial {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
}

/** Each verb on each resource once. */
function denialsOf(gaps: readonly Gap[]): readonly Denial[] {
  const denials = gaps.flatMap(({ detail }): Denial[] => {
    const [, user, verb, resource] = DENIAL.exec(detail) ?? [];
    return user && verb && resource ? [{ user, verb, resource }] : [];
  });
  return [...new Map(denials.map((denial) => [`${denial.verb} ${denial.resource}`, denial])).values()];
}

/** `list pods and events, and get pods/log` */
function verbs(denials: readonly Denial[]): string {
  const each = [...Map.groupBy(denials, ({ verb }) => verb)];
  return each.map(([verb, of]) => `${verb} ${joinWords(of.map(({ resource }) => resource))}`).join(', and ');
}

function commands(timeline: Timeline, denials: readonly Denial[], refusal: string): readonly string[] {
  const user = denials[0]?.user ?? '';
  const checks = denials.slice(0, PLAIN.test(user) ? 2 : 0);
  return [
    ...grantAccess((rest) => kubectl(timeline, rest), refusal),
    ...checks.map(({ verb, resource }) => kubectl(timeline, `auth can-i ${verb} ${resource} --as=${user}`)),
  ];
}
