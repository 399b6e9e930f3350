import type { Found, Rule } from '../finding.ts';
import type { Gap } from '../observation.ts';
import { namedKinds } from '../report/facts.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { kubectl } from './commands.ts';
import { hiddenKinds, kubernetesGaps } from './kubernetes-gaps.ts';

/** `User "system:serviceaccount:focus:focus-bot" cannot list resource "pods" in API group "" in the namespace "panda"` */
const DENIAL = /User "([^"\s]{1,253})" cannot ([a-z]{1,20}) resource "([a-z0-9./-]{1,100})"/;
const SERVICE_ACCOUNT = /^system:serviceaccount:([a-z0-9.-]+:[a-z0-9.-]+)$/;
/** What a shell takes as one plain word. */
const PLAIN = /^[\w@.:+-]+$/;
/** All that the bot looks at in Kubernetes. */
const RESOURCES = 'pods,pods/log,services,events,jobs.batch';

/** The bot may not look at what it would have to see: that is said of the bot, never of the stack. */
export const kubernetesDenied: Rule = {
  id: 'kubernetes-denied',
  needs: [],
  explains: [],
  blames: 'path',
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
      summary: `The bot may not ${what}${where}: Kubernetes answered 403, so what was not seen is ${unseen}`,
      remedy: `Let ${denials[0]?.user ?? 'the user of the bot'} get, list and watch ${RESOURCES.replaceAll(',', ', ')}${where}: the commands make the Role and bind it`,
      because: [],
      gaps,
      refuter: 'An answer "yes" of kubectl auth can-i for the same user, verb and resource would show it wrong',
      commands: commands(timeline, denials),
    };
  },
};

function unknownUser(timeline: Timeline, gaps: readonly Gap[], unseen: string): Found {
  return {
    confidence: 'certain',
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
  return each.map(([verb, of]) => `${verb} ${joined(of.map(({ resource }) => resource))}`).join(', and ');
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Both are applied, not created: a Role of that name may be there and lack something. Whom to bind is known by the refusal. */
function commands(timeline: Timeline, denials: readonly Denial[]): readonly string[] {
  const user = denials[0]?.user ?? '';
  const apply = `--dry-run=client -o yaml | ${kubectl(timeline, 'apply -f -')}`;
  const role = kubectl(timeline, `create role focus-bot --verb=get,list,watch --resource=${RESOURCES} ${apply}`);
  if (!PLAIN.test(user)) return [role];
  const account = SERVICE_ACCOUNT.exec(user)?.[1];
  const subject = account === undefined ? `--user=${user}` : `--serviceaccount=${account}`;
  return [
    role,
    kubectl(timeline, `create rolebinding focus-bot --role=focus-bot ${subject} ${apply}`),
    ...denials
      .slice(0, 2)
      .map(({ verb, resource }) => kubectl(timeline, `auth can-i ${verb} ${resource} --as=${user}`)),
  ];
}
