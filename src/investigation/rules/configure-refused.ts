import type { Confidence, Rule } from '../finding.ts';
import type { ConfigureAnswer } from '../observation.ts';
import { briefly } from '../say.ts';
import { backendSelector, curl, kubectl } from './commands.ts';
import { all } from './read-timeline.ts';

/** Focus Server answered configure, without a job. */
export const configureRefused: Rule = {
  id: 'configure-refused',
  means: 'Focus Server refused the request',
  needs: ['configure-answer'],
  explains: [],
  blames: 'stack',
  stage: { before: 'configured' },
  asksOf: ['started'],
  find(timeline) {
    const { configure, environment } = timeline.evidence.subject;
    if (configure?.outcome !== 'refused') return undefined;
    const status = configure.status ?? 'an answer without status';
    return {
      confidence: confidence(configure),
      ...((configure.status ?? 500) < 500 && { blames: 'request' }),
      headline: `Focus Server refused the request (${status}${shortReason(configure.detail)})`,
      summary: `Focus Server of ${environment} refused the configuration: ${status}, expected 200 with a job id: ${configure.detail}`,
      remedy: configure.detail.includes('"loc"')
        ? 'Correct the field that the answer names, then run again'
        : 'Correct what the answer names, then run again; if it names nothing, give it to the backend team',
      because: all(timeline, 'configure-answer'),
      refuter: `The backend's log of that second without a line about the refusal would show it wrong: then something before Focus Server answered ${status}`,
      commands: [
        kubectl(
          timeline,
          `logs -l ${backendSelector(timeline)} --tail=-1 --since=10m | grep -iE 'error|cannot|configur'`,
        ),
        kubectl(timeline, 'get jobs --sort-by=.metadata.creationTimestamp | grep grpc-job | tail -5'),
        curl(timeline, '/live_metadata'),
      ],
    };
  },
};

/** `: no recording found`, where the answer is a short text of Focus Server's own. */
function shortReason(detail: string): string {
  const said = /"(?:detail|error|message|msg)"\s*:\s*"([^"]{1,200})"/.exec(detail)?.[1];
  return said === undefined ? '' : `: ${briefly(said, 60)}`;
}

/** A 4xx is about the request. A 5xx names its reason or hides it: 503, and what took long, waited for something behind. */
function confidence({ status = 0, detail, sentAt, answeredAt }: ConfigureAnswer): Confidence {
  if (PAGE.test(detail) || status > 500 || answeredAt - sentAt >= WAITED_MS) return 'possible';
  return status >= 400 && status < 500 ? 'certain' : 'likely';
}

/** Focus Server answers in JSON; a gateway answers by a page. */
const PAGE = /^(?:<|a page of HTML)/;
/** MongoDB's driver gives up after 15 s. */
const WAITED_MS = 10_000;
