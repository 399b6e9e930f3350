import { blinded, both, clear, withHerring } from './build.ts';
import type { MatrixCase } from './case.ts';
import { healthyCases } from './healthy-cases.ts';
import { herrings } from './herrings.ts';
import { focusServerStories } from './stories-focus-server.ts';
import { kubernetesSaysStories } from './stories-kubernetes-says.ts';
import { podStories } from './stories-pods.ts';
import { streamStories } from './stories-streams.ts';
import type { Story } from './story.ts';

const stories: readonly Story[] = [...focusServerStories, ...podStories, ...kubernetesSaysStories, ...streamStories];

/** Two faults that do not hide each other altogether; what is asked for is what the first one needs. */
const pairs: readonly (readonly [cause: string, other: string])[] = [
  ['backend-down', 'rabbitmq-down'],
  ['backend-unreachable', 'mongodb-down'],
  ['fiber-not-connected', 'rabbitmq-alarm'],
  ['no-recording', 'configure-slow'],
  ['configure-refused', 'rabbitmq-down'],
  ['configure-unanswered', 'image-not-pulled'],
  ['route-missing', 'pod-crashed'],
  ['gateway-in-the-way', 'queue-missing'],
  ['own-path-broken', 'pod-slow'],
  ['configure-slow', 'consumer-slow'],
  ['backend-overloaded', 'service-not-created'],
  ['backend-restarted', 'pod-not-scheduled'],
  ['mongodb-down', 'rabbitmq-refused'],
  ['job-gone', 'rabbitmq-management-absent'],
  ['stale-job-id', 'fiber-not-connected'],
  ['cleaned-up-early', 'service-not-created'],
  ['kubernetes-job-not-created', 'mongodb-down'],
  ['pod-not-scheduled', 'rabbitmq-down'],
  ['image-not-pulled', 'rabbitmq-alarm'],
  ['pod-crashed', 'service-not-created'],
  ['pod-out-of-memory', 'rabbitmq-management-absent'],
  ['pod-not-ready', 'mongodb-down'],
  ['kubernetes-denied', 'rabbitmq-refused'],
  ['kubernetes-unreachable', 'rabbitmq-down'],
  ['queue-without-consumer', 'service-not-created'],
  ['consumer-falling-behind', 'pod-slow'],
  ['consumer-never-created', 'configure-slow'],
  ['metadata-not-wired', 'service-not-created'],
  ['no-data-source', 'configure-slow'],
  ['queue-slow', 'configure-slow'],
  ['pod-not-created', 'configure-slow'],
  ['pod-config-missing', 'rabbitmq-down'],
  ['pod-not-admitted', 'mongodb-down'],
  ['pod-sandbox-not-created', 'service-not-created'],
  ['container-not-started', 'rabbitmq-alarm'],
  ['init-container-hangs', 'service-not-created'],
  ['job-deadline-exceeded', 'mongodb-down'],
  ['pod-evicted', 'service-not-created'],
  ['pod-killed-by-probe', 'configure-slow'],
  ['analyzer-ended', 'rabbitmq-alarm'],
  ['kubernetes-warned', 'mongodb-down'],
  ['consumer-lost', 'service-not-created'],
  ['metadata-slow', 'configure-slow'],
  ['metadata-unusable', 'pod-crashed'],
  ['answers-interrupted', 'pod-slow'],
  ['stream-not-open', 'configure-slow'],
  ['stream-slow', 'configure-slow'],
];

/** Every known cause at four levels, and healthy runs: what the diagnosis is measured on. */
export const cases: readonly MatrixCase[] = [
  ...healthyCases,
  ...stories.map(clear),
  ...stories.flatMap((story) =>
    herrings.filter(({ needsJob }) => !needsJob || !story.jobless).map((herring) => withHerring(story, herring)),
  ),
  ...stories.flatMap((story) => story.blindings.map((blinding) => blinded(story, blinding))),
  ...pairs.map(([one, other]) => both(storyOf(one), storyOf(other))),
];

function storyOf(cause: string): Story {
  const story = stories.find((each) => each.cause === cause);
  if (!story) throw new Error(`the matrix has no story of ${cause}`);
  return story;
}
