import type { Rule } from '../finding.ts';
import type { ControlAnswer, Observation } from '../observation.ts';
import { briefly } from '../say.ts';
import { subjectKinds } from '../subject.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { backendPods } from './backend-down.ts';
import { curl, kubectl } from './commands.ts';
import { all, calibration, controlAnswers, ends, last } from './read-timeline.ts';

/** Something before Focus Server answers in its place, while its pods are Ready: what it says is not about the job. */
export const gatewayInTheWay: Rule = {
  id: 'gateway-in-the-way',
  means: 'a gateway answers in place of Focus Server',
  needs: ['ack-answer'],
  explains: ['configure-refused', 'configure-unanswered', 'backend-unreachable', 'metadata-unusable'],
  blames: 'path',
  asksOf: subjectKinds,
  find(timeline) {
    const alike = answeredAlike(timeline);
    const pages = alike.length > 0 ? alike : pagesOf(timeline);
    const ack = last(timeline, 'ack-answer');
    const pods = backendPods(timeline);
    const isOwnAck = alike.length === 0 && ack?.fact.ok && !isPage(ack.fact);
    if (!pages[0] || !ack || isOwnAck || pods.some(({ fact }) => !fact.ready)) return undefined;
    const ofAck = isPage(ack.fact) ? [ack] : [];
    const { environment } = timeline.evidence.subject;
    return {
      confidence: pods.length > 0 || pages.every(({ fact }) => (fact.status ?? 0) < 500) ? 'likely' : 'possible',
      headline:
        alike.length > 0
          ? `something answers every GET in place of Focus Server: ${briefly(words(pages[0]), MOST_OF_PAGE)}`
          : 'a gateway answers in place of Focus Server',
      summary:
        alike.length > 0
          ? `Something answers every GET in place of Focus Server of ${environment}, also of an id and a route that cannot exist: ${words(pages[0])}`
          : `A gateway answers in place of Focus Server of ${environment}: ${pages.length} answers were ${words(pages[0])}, none was its JSON${pods[0] ? `, though ${pods[0].fact.name} is Ready` : ''}`,
      remedy:
        'Correct the base URL and its prefix in focus.yml; if they are right, fix the ingress before Focus Server',
      because: [...ends(pages), ...ofAck, ...pods.slice(0, 2)],
      refuter: `The same page coming from ${pods[0]?.fact.name ?? 'the backend pod'} itself would show it wrong`,
      commands: [
        curl(timeline, '/ack -v -m 5'),
        kubectl(timeline, 'get ingress,svc,endpoints'),
        ...pods.slice(0, 1).map(({ fact }) => kubectl(timeline, `logs ${fact.name} --tail=50`)),
      ],
      open: pods.length > 0 ? [] : ['Whether the backend pod is Ready was not seen'],
    };
  },
};

/** Of what it says, in a first line. */
const MOST_OF_PAGE = 50;

type Page = { readonly status?: number; readonly detail: string };

/** The answers of a gateway, where Focus Server itself gave none. */
function pagesOf(timeline: Timeline): readonly Observation<Page & Observation['fact']>[] {
  const answers = [...controlAnswers(timeline), ...all(timeline, 'metadata-answer')];
  const pages = answers.filter(({ fact }) => isPage(fact));
  const own = answers.some(
    ({ fact }) => fact.answer === 'id-unknown' || fact.answer === 'ready' || fact.answer === 'route-absent',
  );
  const calibrated = calibration(timeline) === 'gateway' || pages.length >= SEVERAL;
  return own || !calibrated ? [] : pages;
}

/** The same 200 to an id and to a route that cannot exist: Focus Server says neither. */
function answeredAlike(timeline: Timeline): readonly Observation<ControlAnswer>[] {
  const controls = controlAnswers(timeline);
  const found = controls.filter(
    ({ fact: { answer, status = 0 } }) => answer !== 'id-unknown' && status >= 200 && status < 300,
  );
  const isAlike = new Set(found.map(({ fact }) => fact.detail)).size === 1;
  return found.length > 1 && found.length === controls.length && isAlike ? found : [];
}

/** Without control answers so many pages are no accident. */
const SEVERAL = 3;

function isPage({ status, detail }: Page): boolean {
  return (
    status === 502 || status === 503 || status === 504 || isRedirect(status) || /^\s*<|^a page of HTML/i.test(detail)
  );
}

/** Focus Server itself sends nobody elsewhere. */
function isRedirect(status = 0): boolean {
  return status >= 300 && status < 400;
}

function words({ fact: { status, detail } }: Observation<Page & Observation['fact']>): string {
  const said = detail.slice(0, 80) || 'an empty body';
  return status === undefined ? said : `${status} (${said})`;
}
